"""A flow as Cytoscape draws it: one node for each account, one edge for each pair and asset."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plainsight.model.asset import Asset
from plainsight.model.money import Money

EDGES_MAX = 300  # a picture of more is no picture; the table still has every leg


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLeg:
    """One transfer in the table beside the picture."""

    at: str
    source: str
    target: str
    amount: str


def flow_graph(findings: Sequence[Mapping[str, Any]], *, centre: str) -> dict[str, Any]:
    """Elements for `static/js/flow.js` from the findings of a flow alert."""
    legs = _legs(findings)
    pairs: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for leg in legs:
        key = (leg["source"], leg["target"], leg["money"]["asset"])
        pairs.setdefault(key, []).append(leg)
    most = max((sum(_value(leg) for leg in part) for part in pairs.values()), default=0) or 1
    accounts = dict.fromkeys(end for leg in legs for end in (leg["source"], leg["target"]))
    targets = {leg["target"] for leg in legs}
    return {
        "layout": "layers",
        "kinds": ["account"],
        "roots": [account for account in accounts if account not in targets],
        "elements": [
            *(_node(account, legs, centre) for account in accounts),
            *(_edge(*key, part, most) for key, part in list(pairs.items())[:EDGES_MAX]),
        ],
    }


def shown_legs(findings: Sequence[Mapping[str, Any]]) -> tuple[ShownLeg, ...]:
    """Every transfer once, by time."""
    return tuple(
        ShownLeg(
            at=leg["at"][:16].replace("T", " "),
            source=leg["source"],
            target=leg["target"],
            amount=amount_text([leg["money"]]),
        )
        for leg in sorted(_legs(findings), key=lambda leg: (leg["at"], leg["transfer_id"]))
    )


def amount_text(parts: Iterable[Mapping[str, Any]]) -> str:
    """The sum of amounts in one asset, written out."""
    parts = list(parts)
    asset = Asset(code=parts[0]["asset"], decimals=parts[0]["decimals"])
    return str(Money(units=sum(part["units"] for part in parts), asset=asset))


def _legs(findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({leg["transfer_id"]: leg for f in findings for leg in f["legs"]}.values())


def _value(leg: Mapping[str, Any]) -> int:
    """In the reporting asset; differing assets compare by it alone."""
    value = leg.get("value") or leg["money"]
    return int(value["units"])


def _node(account: str, legs: Sequence[Mapping[str, Any]], centre: str) -> dict[str, Any]:
    roles = {
        leg[role]
        for leg in legs
        for end, role in (("source", "source_role"), ("target", "target_role"))
        if leg[end] == account and leg.get(role)
    }
    return {
        "data": {
            "id": account,
            "label": account,
            "kind": "account",
            "centre": account == centre,
            "says": f"{account}: {', '.join(sorted(roles))}" if roles else account,
        }
    }


def _edge(
    source: str, target: str, asset: str, legs: Sequence[Mapping[str, Any]], most: int
) -> dict[str, Any]:
    amount = amount_text(leg["money"] for leg in legs)
    label = amount if len(legs) == 1 else f"{len(legs)} × {amount}"
    first, last = min(leg["at"] for leg in legs)[:10], max(leg["at"] for leg in legs)[:10]
    return {
        "data": {
            "id": f"{source} {target} {asset}",
            "source": source,
            "target": target,
            "label": label,
            "share": round(sum(_value(leg) for leg in legs) / most, 3),
            "says": f"{source} → {target}: {label}, {first} – {last}",
        }
    }
