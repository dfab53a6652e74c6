"""Attribution packs: the operator's own claims, and tag packs of others, as YAML.

    pack: exchange-wallets
    source: Example Exchange, proof of reserves
    source_url: https://example.com/reserves
    confidence: service
    category: exchange
    party: Example Exchange
    effective_from: 2024-03-01
    attributions:
      - {account: TXYZ..., custodian: Example Exchange}

What stands at the top holds for every row that does not say otherwise. A pack does not say which
day it is of; whoever takes it does. GraphSense tag packs are
read as well; their confidence names and abuse types are mapped in `_GRAPHSENSE_*`.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plainsight.errors import BadPolicy, BadValue
from plainsight.feeds.policy.complaints import read_named
from plainsight.feeds.policy.yaml_lines import YamlFile
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Attribution, Confidence
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.snapshot import Snapshot

_GRAPHSENSE_CONFIDENCE = {
    "service_api": Confidence.SERVICE,
    "service_data": Confidence.SERVICE,
    "authority_data": Confidence.AUTHORITY,
    "ledger_immanent": Confidence.AUTHORITY,
    "manual_transaction": Confidence.FORENSIC,
    "forensic": Confidence.FORENSIC,
    "trusted_provider": Confidence.FORENSIC,
    "forensic_investigation": Confidence.FORENSIC,
    "web_crawl": Confidence.OPEN_SOURCE,
    "heuristic": Confidence.HEURISTIC,
}
_GRAPHSENSE_CATEGORY = {
    "exchange": "exchange",
    "mixing_service": "mixer",
    "coinjoin": "mixer",
    "gambling": "gambling",
    "market": "illicit_market",
    "ransomware": "ransomware",
    "sextortion": "extortion",
    "phishing": "scam",
    "scam": "scam",
    "ponzi_scheme": "scam",
    "pyramid_scheme": "scam",
    "investment_fraud": "scam",
    "service_hack": "theft",
    "sanction": "sanctioned",
    "terrorism": "terrorism",
    "wallet_service": "exchange",
    "defi_dex": "swap",
    "defi_bridge": "bridge",
}


def read_pack(path: Path, categories: Categories, *, published_on: date | None = None) -> Snapshot:
    """Read one pack as the edition of a day.

    What a row does not say about when it could be read is answered by that day. Without one, as
    for the packs that ship, a row could be read since it holds.

    Raises BadPolicy with file, line and hint for every wrong row, CannotRead for no file.
    """
    parsed = read_named(path)
    complaints: list[str] = []
    if not isinstance(parsed.content, dict):
        raise BadPolicy((f"{path}:1: error: not a mapping\n    hint: see attributions/README.md",))
    rows = parsed.content.get("attributions") or parsed.content.get("tags")
    if not isinstance(rows, list) or not rows:
        raise BadPolicy((f"{path}:1: error: no attributions\n    hint: list at least one row",))
    claims = tuple(_claims(parsed, rows, categories, published_on, complaints))
    if complaints:
        raise BadPolicy(tuple(complaints))
    return Snapshot(
        source=claims[0].source,
        published_on=published_on or max(claim.known_from for claim in claims),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        rows_read=len(rows),
        attributions=claims,
    )


def _claims(
    parsed: YamlFile,
    rows: list[Any],
    categories: Categories,
    published_on: date | None,
    complaints: list[str],
) -> Iterator[Attribution]:
    steps = "attributions" if "attributions" in parsed.content else "tags"
    for number, row in enumerate(rows):
        place = parsed.place((steps, number))
        try:
            yield _claim({**parsed.content, **row}, categories, published_on)
        except BadValue as bad:
            complaints.append(f"{place}: error: {bad.field} is {bad.value!r}\n    hint: {bad.mend}")
        except TypeError:
            complaints.append(f"{place}: error: not a mapping\n    hint: {{account: ...}}")


def _claim(row: dict[str, Any], categories: Categories, published_on: date | None) -> Attribution:
    written = str(row.get("account") or row.get("address") or "")
    account = read_account(written)
    if account is None:
        raise BadValue("account", written, "fits no known encoding and checksum")
    since = _day(row, "effective_from", "lastmod")
    if since is None:
        raise BadValue("effective_from", None, "write a date such as 2026-01-31")
    return Attribution(
        account=account.text,
        network=account.network.value,
        category=_category(row, categories),
        party=_required(row, "party", "label"),
        source=_required(row, "source", "title"),
        confidence=_confidence(row),
        effective_from=since,
        known_from=_known_from(row, published_on) or since,
        effective_until=_day(row, "effective_until"),
        label=str(row.get("currency") or ""),
        source_url=str(row.get("source_url") or ""),
        custodian=str(row.get("custodian") or ""),
    )


def _known_from(row: dict[str, Any], published_on: date | None) -> date | None:
    stated = _day(row, "known_from")
    if stated is not None and published_on is not None and stated > published_on:
        mend = f"not after {published_on}, the day of the edition that it stands in"
        raise BadValue("known_from", str(stated), mend)
    return stated or published_on


def _category(row: dict[str, Any], categories: Categories) -> str:
    written = str(row.get("category") or row.get("abuse") or "")
    for name in (written, _GRAPHSENSE_CATEGORY.get(str(row.get("abuse") or written), "")):
        if name in categories:
            return name
    known = ", ".join(category.category_id for category in categories)
    raise BadValue("category", written, f"one of {known}")


def _confidence(row: dict[str, Any]) -> Confidence:
    written = str(row.get("confidence") or "")
    if written in _GRAPHSENSE_CONFIDENCE:
        return _GRAPHSENSE_CONFIDENCE[written]
    try:
        return Confidence(written)
    except ValueError:
        raise BadValue("confidence", written, f"one of {', '.join(Confidence)}") from None


def _day(row: dict[str, Any], *names: str) -> date | None:
    """The first of these that is written. A time of day is refused: lists hold by the day."""
    for name in names:
        written = row.get(name)
        if written is None or written == "":
            continue
        if not isinstance(written, date) or isinstance(written, datetime):
            raise BadValue(name, str(written), "write a date such as 2026-01-31")
        return written
    return None


def _required(row: dict[str, Any], *names: str) -> str:
    for name in names:
        if row.get(name):
            return str(row[name])
    raise BadValue(names[0], None, "add it, at the top of the pack or in the row")
