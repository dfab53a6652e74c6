"""Flow findings over a handful of transfers, for what comes after detection."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from plainsight.model.asset import fiat
from plainsight.model.money import Money
from plainsight.trace.flows.finding import FlowFinding, FlowLeg, FlowReason, legs_in_order

USD = fiat("USD")
START = datetime(2026, 1, 1, tzinfo=UTC)


def flow_leg(number: int, source: str = "p", target: str = "c") -> FlowLeg:
    """Transfer t<number> of `number` hundred dollars, `number` hours after the start."""
    money = Money(units=10_000 * (number + 1), asset=USD)
    return FlowLeg(
        transfer_id=f"t{number:02}",
        source=source,
        target=target,
        money=money,
        value=money,
        at=START + timedelta(hours=number),
        stage="gather",
        source_role="payer",
        target_role="collector",
    )


def flow_finding(
    numbers: Sequence[int], *, key: str = "c", typology: str = "F03", score: int = 600
) -> FlowFinding:
    """A finding at `key` that rests on the transfers t<number>."""
    legs = legs_in_order([flow_leg(number, f"p{number}", key) for number in numbers])
    return FlowFinding(
        typology_id=typology,
        typology_version=1,
        typology_title="Fan-in",
        policy_digest="0" * 16,
        flags=("FIN-2025-A003 A3-06",),
        sar_subtypes=(),
        keys=(key,),
        score=score,
        at_risk=Money(units=sum(leg.value.units for leg in legs), asset=USD),
        legs=legs,
        numbers={"payers": len(legs)},
        reasons=(FlowReason(says=f"{len(legs)} parties", grade=1000, weight=score),),
        first_at=legs[0].at,
        last_at=legs[-1].at,
    )


@st.composite
def flow_findings(draw: st.DrawFn) -> list[FlowFinding]:
    """Findings that overlap in any way; one centre may have several."""
    return [
        flow_finding(
            sorted(draw(st.sets(st.integers(0, 15), min_size=1, max_size=6))),
            key=draw(st.sampled_from("abc")),
            typology=draw(st.sampled_from(["F03", "F07"])),
            score=draw(st.integers(200, 900)),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
