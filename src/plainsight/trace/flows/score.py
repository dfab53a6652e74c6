"""From an instance to a finding: grades, score, words. All in whole thousandths."""

from collections.abc import Iterable, Mapping, Sequence

from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.flows.finding import (
    FlowFinding,
    FlowLeg,
    FlowReason,
    legs_in_order,
    stranger_count,
)
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.leg import us_instant
from plainsight.trace.flows.quoted import QuotedAmount, find_quoted
from plainsight.trace.flows.typology import Counts, FlowTypology, Reason
from plainsight.trace.flows.watch_notes import watch_note
from plainsight.trace.flows.watched import Stretch

FULL = 1000
# Rings and blocks count these of themselves; they are amounts.
_AMOUNTS = frozenset({"value", "first", "last", "largest", "onward"})


def grade(reason: Reason, numbers: Mapping[str, int]) -> int:
    """How far a number has gone from `low` to `high`, in thousandths; `high` may be the smaller."""
    number = numbers[reason.measure]
    if reason.of is not None:
        unit = numbers[reason.of]
        number = number * FULL // unit if unit else 0
    span = reason.high - reason.low
    if not span:
        return FULL if number >= reason.high else 0
    return max(0, min(FULL, (number - reason.low) * FULL // span))


def combine(parts: Iterable[tuple[int, int]]) -> int:
    """(weight, grade) pairs as one score: independent reasons leave less and less doubt."""
    doubt = FULL * FULL
    for weight, share in parts:
        doubt = doubt * (FULL * FULL - weight * share) // (FULL * FULL)
    return FULL - doubt // FULL


def judge_instance(
    instance: Instance,
    typology: FlowTypology,
    legs: Sequence[FlowLeg],
    *,
    reporting: Asset,
    policy_digest: str,
    quoted: Sequence[QuotedAmount] = (),
    watched: Sequence[Sequence[Stretch]] = (),
) -> FlowFinding | None:
    """The finding of an instance, or None when its score stays under the typology's threshold.

    `watched` is when each feed of its transfers was: a finding about strangers says how far back
    they reach.
    """
    reasons = [
        FlowReason(
            says=_say(reason.says, instance.numbers, typology, reporting),
            grade=grade(reason, instance.numbers),
            weight=reason.weight,
        )
        for reason in typology.reasons
    ]
    comparable = [each for each in quoted if each.money.asset == reporting]
    match = find_quoted(instance, typology, comparable)
    if match is not None and typology.quote is not None:
        said = _say(
            typology.quote.says, instance.numbers, typology, reporting, quoted=str(match.money)
        )
        reasons.append(
            FlowReason(says=f"{said} ({match.post_id})", grade=FULL, weight=typology.quote.weight)
        )
    if typology.strangers:
        reasons.append(_of_strangers(legs))
    score = combine((reason.weight, reason.grade) for reason in reasons)
    if score < typology.threshold:
        return None
    at_risk = instance.numbers[typology.at_risk or typology.strength]
    return FlowFinding(
        typology_id=typology.typology_id,
        typology_version=typology.version,
        typology_title=typology.title.get("en", typology.name),
        policy_digest=policy_digest,
        flags=tuple(f"{cite.advisory} {cite.flag}" for cite in typology.cites),
        sar_subtypes=typology.sar_subtypes,
        keys=instance.keys,
        score=score,
        at_risk=Money(units=at_risk, asset=reporting),
        legs=legs_in_order(legs),
        numbers=instance.numbers,
        reasons=tuple(reasons),
        first_at=us_instant(instance.first_us),
        last_at=us_instant(instance.last_us),
        notes=watch_note(typology, instance.first_us, watched),
        of_strangers=typology.strangers,
    )


def _of_strangers(legs: Sequence[FlowLeg]) -> FlowReason:
    """Of no weight in the score: it says how far confidence follows the score."""
    count = stranger_count(legs)
    return FlowReason(
        says=f"{count} of {len(legs)} transfers between accounts that dealt in nothing else",
        grade=count * FULL // len(legs),
        weight=0,
    )


def money_names(typology: FlowTypology) -> frozenset[str]:
    """Numbers that are amounts."""
    counted = {m.name for _, m in typology.measures if m.counts is Counts.VALUE}
    searched = typology.ring is not None or typology.layers is not None
    return frozenset(counted) | (_AMOUNTS if searched else frozenset())


def _say(
    template: str, numbers: Mapping[str, int], typology: FlowTypology, reporting: Asset, **more: str
) -> str:
    amounts = money_names(typology)
    words = {
        name: str(Money(units=number, asset=reporting)) if name in amounts else f"{number:,}"
        for name, number in numbers.items()
    }
    return template.format_map({**words, **more})
