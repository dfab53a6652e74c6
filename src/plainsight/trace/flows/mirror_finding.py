"""A mirror as a finding: both sides' legs with their roles, every pair with lag and spread."""

from collections.abc import Mapping
from datetime import date, timedelta

from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.flows.finding import (
    Books,
    FlowFinding,
    FlowLeg,
    FlowReason,
    LegPair,
    legs_in_order,
)
from plainsight.trace.flows.mirror import Direction
from plainsight.trace.flows.mirror_net import NetPosition
from plainsight.trace.flows.mirror_search import Mirror
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.score import FULL, combine

MINUTE_US = 60_000_000
_EPOCH = date(1970, 1, 1)


def roles_of(mirror: Mirror, side: str) -> tuple[str, str]:
    """(source role, target role) of a leg of side "a" or "b"."""
    pays_a = mirror.tie.direction is Direction.PAYS
    broker_pays = pays_a if side == "a" else not pays_a
    return ("broker", "client") if broker_pays else ("client", "broker")


def mirror_finding(
    mirror: Mirror,
    typology: MirrorTypology,
    legs: Mapping[str, FlowLeg],
    *,
    reporting: Asset,
    policy_digest: str,
) -> FlowFinding:
    """Put it into words. `legs` has every transfer of the mirror, by id, with its role."""
    tie = mirror.tie
    own = [legs[leg.transfer_id] for leg in mirror.legs()]
    reasons = _reasons(mirror)
    keys = (tie.key_a,) if tie.key_a == tie.key_b else (tie.key_a, tie.key_b)
    ordered = legs_in_order(own)
    return FlowFinding(
        typology_id=typology.typology_id,
        typology_version=typology.version,
        typology_title=typology.title.get("en", typology.name),
        policy_digest=policy_digest,
        flags=tuple(f"{cite.advisory} {cite.flag}" for cite in typology.cites),
        sar_subtypes=typology.sar_subtypes,
        keys=keys,
        score=combine((reason.weight, reason.grade) for reason in reasons),
        at_risk=Money(units=mirror.value, asset=reporting),
        legs=ordered,
        numbers={
            "pairs": len(mirror.pairs),
            "runs": len(mirror.runs),
            "value": mirror.value,
            "chance_micro": tie.chance_micro,
            "score_micro": tie.score_micro,
            "false_share_permille": mirror.false_share,
            "looks": mirror.looks,
        }
        | _book_numbers(mirror.books),
        reasons=reasons,
        first_at=ordered[0].at,
        last_at=max(leg.at for leg in ordered),
        pairs=tuple(_pairs(mirror)),
        books=None if mirror.books is None else books_of(mirror.books, reporting),
        notes=(
            "No single pair proves anything: each leg has chance partners. What is reported is the "
            "repetition between the same two ends, against the same data moved by whole days.",
        ),
    )


def _reasons(mirror: Mirror) -> tuple[FlowReason, ...]:
    tie, count = mirror.tie, len(mirror.pairs)
    chance = tie.chance_micro / 1_000_000
    lags = sorted(abs(pair.lag_us) for pair in mirror.pairs)
    spreads = sorted(pair.spread for pair in mirror.pairs)
    median_hours = lags[count // 2] / (60 * MINUTE_US)
    shown = f"{spreads[0] / 10:+.1f} to {spreads[-1] / 10:+.1f} per cent"
    sureness = max(0, FULL - mirror.false_share * 5)
    return (
        FlowReason(
            says=f"{count} pairs of legs settle one value each, where chance gives {chance:.2f}",
            grade=min(FULL, count * FULL // 12),
            weight=600,
        ),
        FlowReason(
            says=(
                f"of findings as strong as this, {mirror.false_share / 10:.1f} in 100 are expected "
                f"to be chance, {mirror.looks} ways of looking paid for"
            ),
            grade=sureness,
            weight=600,
        ),
        FlowReason(
            says=f"half of them within {median_hours:.1f} hours, spread {shown} of the day's rate",
            grade=FULL,
            weight=100,
        ),
        *_book_reasons(mirror.books),
    )


def books_of(position: NetPosition, reporting: Asset) -> Books:
    """The nets with their days."""
    first = _EPOCH + timedelta(days=position.first_day)
    return Books(
        bins=tuple(
            (
                first + timedelta(days=place * position.bin_days),
                Money(units=here, asset=reporting),
                Money(units=there, asset=reporting),
            )
            for place, (here, there) in enumerate(
                zip(position.nets_a, position.nets_b, strict=True)
            )
        ),
        bin_days=position.bin_days,
        correlation=position.correlation,
        chance=position.chance,
        is_mirrored=position.is_mirrored,
    )


def books_sentence(position: NetPosition) -> str:
    """What the books say, for a reader who does not know the software."""
    return (
        f"over bins of {position.bin_days} days what one end nets here the other nets there with "
        f"the opposite sign: correlation {position.correlation / FULL:+.2f}, as low in "
        f"{position.chance / 10:.1f} of 100 alignments"
    )


def _book_numbers(position: NetPosition | None) -> dict[str, int]:
    if position is None:
        return {}
    return {
        "books_bin_days": position.bin_days,
        "books_correlation_permille": position.correlation,
        "books_chance_permille": position.chance,
        "books_left": position.left,
        "books_turned": position.turned,
    }


def _book_reasons(position: NetPosition | None) -> tuple[FlowReason, ...]:
    """Books that come out even support a mirror; books that do not say nothing against it."""
    if position is None or not position.is_mirrored:
        return ()
    return (FlowReason(says=books_sentence(position), grade=-position.correlation, weight=300),)


def _pairs(mirror: Mirror) -> list[LegPair]:
    alone = [
        LegPair(
            side_a=(pair.a.transfer_id,),
            side_b=(pair.b.transfer_id,),
            lag_minutes=pair.lag_us // MINUTE_US,
            spread=pair.spread,
        )
        for pair in mirror.pairs
    ]
    return alone + [
        LegPair(
            side_a=tuple(leg.transfer_id for leg in run.legs_a),
            side_b=tuple(leg.transfer_id for leg in run.legs_b),
            lag_minutes=(run.legs_b[-1].at_us - run.legs_a[-1].at_us) // MINUTE_US,
            spread=run.spread,
        )
        for run in mirror.runs
    ]


def mirror_transfer_ids(mirror: Mirror) -> dict[str, str]:
    """transfer id -> side, "a" or "b"."""
    sides: dict[str, str] = {}
    for pair in mirror.pairs:
        sides[pair.a.transfer_id], sides[pair.b.transfer_id] = "a", "b"
    for run in mirror.runs:
        sides |= {leg.transfer_id: "a" for leg in run.legs_a}
        sides |= {leg.transfer_id: "b" for leg in run.legs_b}
    return sides
