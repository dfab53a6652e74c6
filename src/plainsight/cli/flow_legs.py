"""Legs to draw: from findings as they are kept, and from the transfers around an account."""

from collections.abc import Iterable, Mapping
from typing import Any

from plainsight.app.flow_ports import ValuedTransfer
from plainsight.cli.flow_picture_page import Picture
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.time import parse_instant
from plainsight.trace.flows.finding import FlowLeg, LegPair

CENTRE, PAYER, PAYEE, BEYOND = "centre", "payer", "payee", "beyond"


def picture_from_json(finding: Mapping[str, Any]) -> Picture:
    """A finding of a kept alert (`FlowFinding.to_json`) as a figure; nothing is judged again."""
    at_risk = _money(finding["at_risk"])
    return Picture(
        legs=tuple(_leg(leg) for leg in finding["legs"]),
        title=(
            f"{finding['typology']} {finding['title']} ({finding['score_permille'] / 1000:.2f}) · "
            f"{at_risk} at risk"
        ),
        pairs=tuple(
            LegPair(
                side_a=tuple(pair["a"]),
                side_b=tuple(pair["b"]),
                lag_minutes=pair["lag_minutes"],
                spread=pair["spread_permille"],
            )
            for pair in finding["pairs"]
        ),
        reasons=tuple(r["says"] for r in finding["reasons"] if r["grade_permille"]),
        notes=(f"Policy {finding['policy'][:12]}.", *finding["notes"]),
    )


def legs_around(account: str, transfers: Iterable[ValuedTransfer]) -> tuple[FlowLeg, ...]:
    """Transfers around an account as legs; those who deal with it are its payers and payees."""
    known = list(transfers)
    roles: dict[str, str] = {account: CENTRE}
    for valued in known:
        transfer = valued.transfer
        if transfer.target == account:
            roles[transfer.source] = PAYER
        elif transfer.source == account:
            roles.setdefault(transfer.target, PAYEE)
    return tuple(
        FlowLeg(
            transfer_id=valued.transfer.transfer_id,
            source=valued.transfer.source,
            target=valued.transfer.target,
            money=valued.transfer.money,
            value=valued.value,
            at=valued.transfer.at,
            stage="",
            source_role=roles.get(valued.transfer.source, BEYOND),
            target_role=roles.get(valued.transfer.target, BEYOND),
            channel=valued.transfer.channel,
        )
        for valued in known
        if valued.transfer.source != valued.transfer.target and valued.value.units > 0
    )


def _leg(leg: Mapping[str, Any]) -> FlowLeg:
    texts = ("transfer_id", "source", "target", "stage", "source_role", "target_role", "channel")
    return FlowLeg(
        money=_money(leg["money"]),
        value=_money(leg["value"]),
        at=parse_instant(leg["at"], field="at"),
        **{name: leg[name] for name in texts},
    )


def _money(money: Mapping[str, Any]) -> Money:
    return Money(units=money["units"], asset=Asset(code=money["asset"], decimals=money["decimals"]))
