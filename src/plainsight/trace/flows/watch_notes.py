"""What a reader must know of how far the ledger reaches: from when it tells who is new to whom."""

from collections.abc import Iterable, Sequence

from plainsight.trace.flows.leg import us_instant
from plainsight.trace.flows.typology import DAY_US, FlowTypology
from plainsight.trace.flows.watched import Stretch, watched_before


def watch_asked(typology: FlowTypology) -> int | None:
    """How long the ledger must be watched for a typology, in microseconds; None: it asks not."""
    asked = [test.watched_for for test in typology.tests if test.watched_for is not None]
    return max(asked, default=None)


def watch_note(
    typology: FlowTypology, first_us: int, watched: Sequence[Stretch]
) -> tuple[str, ...]:
    """The note of a finding that begins at `first_us`, where its typology asks who is new."""
    asked = watch_asked(typology)
    if asked is None or not watched:
        return ()
    begun = us_instant(first_us - watched_before(first_us, watched))
    return (watch_sentence(f"{begun:%Y-%m-%d}", _days(asked)),)


def watch_sentence(begun: str, days: int) -> str:
    """One sentence, true of every pair that passed the test."""
    return (
        f"The ledger reaches back to {begun}. Two parties count as new to each other where its "
        f"{days} days before their first payment, or after their last, show no other one."
    )


def watch_notes(typologies: Iterable[FlowTypology], watched: Sequence[Stretch]) -> list[str]:
    """The notes of a whole search, one for each length of watching that is asked."""
    asking: dict[int, list[str]] = {}
    for typology in typologies:
        asked = watch_asked(typology)
        if asked is not None:
            asking.setdefault(asked, []).append(typology.typology_id)
    if not watched:
        return []
    first, last = watched[-1]
    return [
        _search_note(", ".join(sorted(ids)), asked, first, is_short=last - first < asked)
        for asked, ids in sorted(asking.items())
    ]


def _search_note(ids: str, asked: int, first: int, *, is_short: bool) -> str:
    days, begun = _days(asked), f"{us_instant(first):%Y-%m-%d}"
    told = f"{us_instant(first + asked):%Y-%m-%d}"
    if is_short:
        return (
            f"{ids} find nothing yet: who is new to whom can be told from {told} on, {days} days "
            f"after the ledger begins ({begun})"
        )
    return (
        f"{ids}: who is new to whom can be told from {told} on, {days} days after the ledger "
        f"begins ({begun}); before that only of those who in {days} days did not pay again"
    )


def _days(span_us: int) -> int:
    return -(-span_us // DAY_US)
