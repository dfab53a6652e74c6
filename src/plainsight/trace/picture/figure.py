"""A finding as a figure: its legs, its title, what is said below; drawn without judging again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.time import parse_instant
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, LegPair
from plainsight.trace.picture.draw import draw_flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What one figure shows."""

    legs: tuple[FlowLeg, ...]
    title: str
    pairs: tuple[LegPair, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def svg(self, *, prefix: str = "flow") -> str:
        """The picture alone, to embed or to attach. Raises BadValue when there are no legs."""
        return draw_flow(self.legs, pairs=self.pairs, title=self.title, prefix=prefix)


def picture_of(finding: FlowFinding) -> Picture:
    """A finding as a figure, with its reasons below."""
    return Picture(
        legs=finding.legs,
        title=(
            f"{finding.typology_id} {finding.typology_title} ({finding.score / 1000:.2f}) · "
            f"{finding.at_risk} at risk"
        ),
        pairs=finding.pairs,
        reasons=tuple(reason.says for reason in finding.reasons if reason.grade),
        notes=(f"Policy {finding.policy_digest[:12]}.", *finding.notes),
    )


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
