"""attributions/categories.yaml -> Categories, with amounts in base units."""

from pathlib import Path
from typing import Any

from plainsight.errors import BadPolicy, BadValue
from plainsight.feeds.policy.complaints import read_named
from plainsight.feeds.policy_root import policy_root
from plainsight.model.money import parse_money
from plainsight.trace.chain.category import Categories, Category, Reach, Role, Threshold
from plainsight.trace.chain.known_assets import KnownAssets

_SHARE_BP_MAX = 10_001  # one above the whole: a share that is never reached


def load_error_rates(root: Path | None = None) -> list[dict[str, Any]]:
    """The measured error rates of the rules, which every report prints."""
    parsed = read_named((root or policy_root()) / "attributions" / "error-rates.yaml")
    rates: list[dict[str, Any]] = parsed.content["rates"]
    return rates


def load_categories(assets: KnownAssets, root: Path | None = None) -> Categories:
    """Read the categories. Raises BadPolicy with every complaint."""
    parsed = read_named((root or policy_root()) / "attributions" / "categories.yaml")
    complaints: list[str] = []
    categories = []
    for number, entry in enumerate(parsed.content["categories"]):
        try:
            categories.append(_category(entry, assets))
        except (BadValue, KeyError, ValueError, TypeError) as error:
            place = parsed.place(("categories", number))
            complaints.append(f"{place}: error: {error}\n    hint: see the entries around it")
    ids = [category.category_id for category in categories]
    complaints.extend(
        f"{parsed.path}: error: {twice} stands twice\n    hint: keep one"
        for twice in sorted({one for one in ids if ids.count(one) > 1})
    )
    if complaints:
        raise BadPolicy(tuple(complaints))
    return Categories(categories, version=str(parsed.content["version"]))


def _category(entry: dict[str, Any], assets: KnownAssets) -> Category:
    unknown = entry.keys() - {"id", "title", "role", "direct", "indirect"}
    if unknown:
        raise BadValue("category", sorted(unknown), "id, title, role, direct, indirect")
    return Category(
        category_id=str(entry["id"]),
        title=str(entry["title"]),
        role=Role(entry["role"]),
        thresholds={reach: _threshold(entry[reach.value], assets) for reach in Reach},
    )


def _threshold(entry: dict[str, Any], assets: KnownAssets) -> Threshold:
    decimals = {asset.symbol: asset for asset in assets}
    amounts = {}
    for symbol, amount in (entry.get("amounts") or {}).items():
        if symbol not in decimals:
            raise BadValue("amounts", symbol, "a symbol of attributions/assets.yaml")
        amounts[symbol] = parse_money(str(amount), decimals[symbol]).units
    share_bp = int(entry.get("share_bp", 0))
    if not 0 <= share_bp <= _SHARE_BP_MAX:
        raise BadValue("share_bp", share_bp, f"0 to {_SHARE_BP_MAX}")
    return Threshold(amounts=amounts, share_bp=share_bp)
