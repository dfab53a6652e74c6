"""What a reader must know of how far the ledger reaches: from when it tells who is new to whom."""

from collections.abc import Iterable, Sequence

from plainsight.trace.flows.leg import us_instant
from plainsight.trace.flows.typology import DAY_US, FlowTypology, LegTest
from plainsight.trace.flows.watched import Stretch, Watch, stretch_at


def watch_asked(tests: Iterable[LegTest]) -> int | None:
    """How long a feed must be watched, in microseconds; None: nobody asks who is new."""
    asked = [test.watched_for for test in tests if test.watched_for is not None]
    return max(asked, default=None)


def watch_note(
    typology: FlowTypology, first_us: int, watched: Iterable[Sequence[Stretch]]
) -> tuple[str, ...]:
    """The note of a finding that begins at `first_us`, where its typology asks who is new.

    `watched` are the stretches of each feed that its transfers come from.
    """
    asked = watch_asked(typology.tests)
    begun = [_begun(first_us, each) for each in watched if each]
    if asked is None or not begun:
        return ()
    return (watch_sentence(f"{us_instant(max(begun)):%Y-%m-%d}", _days(asked)),)


def _begun(first_us: int, watched: Sequence[Stretch]) -> int:
    """Since when a feed is watched there; a feed that joins within a finding, when it does."""
    first, last = stretch_at(first_us, watched)
    later = (each[0] for each in watched if each[0] >= first_us)
    return first if first < last else next(later, first)


def watch_sentence(begun: str, days: int) -> str:
    """What is true of every pair that was counted as new, and of those that were not."""
    return (
        f"The ledger reaches back to {begun} for these transfers. Two parties count as new to each "
        f"other where an account of theirs was opened since, or where {days} days before their "
        "first payment, or after their last, show no other one. Of the rest it cannot tell."
    )


def watch_notes(typologies: Iterable[FlowTypology], watch: Watch) -> list[str]:
    """The notes of a whole search: of each feed, for each length of watching that is asked.

    A typology whose stages ask for it is blind till then; others grade what is known.
    """
    asking = sorted(
        (
            asked,
            watch_asked(stage.where for stage in typology.stages) is not None,
            typology.typology_id,
        )
        for typology in typologies
        if (asked := watch_asked(typology.tests)) is not None
    )
    notes = []
    for feed, watched in watch.items():
        told: dict[tuple[int, bool], list[str]] = {}
        for asked, is_blind, name in asking if watched else ():
            is_short = watched[-1][1] - watched[-1][0] < asked
            told.setdefault((asked, is_blind and is_short), []).append(name)
        notes += [
            (f"{feed}: " if feed else "")
            + _search_note(", ".join(sorted(ids)), asked, watched[-1], is_blind=is_blind)
            for (asked, is_blind), ids in told.items()
        ]
    return notes


def _search_note(ids: str, asked: int, stretch: Stretch, *, is_blind: bool) -> str:
    first, last = stretch
    days, begun = _days(asked), f"{us_instant(first):%Y-%m-%d}"
    told = (
        f"who is new to whom can be told from {us_instant(first + asked):%Y-%m-%d} on, {days} days "
        f"after the ledger begins ({begun})"
    )
    if last - first >= asked:
        return f"{ids}: {told}; before that only of those who in {days} days did not pay again"
    if is_blind:
        return f"{ids} find nothing yet, but at accounts opened since: {told}"
    return f"{ids} go by what is sudden, not by who is new, but at accounts opened since: {told}"


def _days(span_us: int) -> int:
    return -(-span_us // DAY_US)
