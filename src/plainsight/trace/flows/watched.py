"""When a ledger was watched: beyond that, nobody can say who dealt with whom.

Each feed is watched from its first transfer to its last, but not in a hole: so long without any
transfer at all that files must be missing, or that one stray row bears an old date.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from plainsight.trace.flows.typology import DAY_US

HOLE_US = 30 * DAY_US
# What an account is paid on the first day it exists is new, however young the ledger.
ALWAYS = 2**62
Stretch = tuple[int, int]  # the instants of its first and its last transfer
Watch = Mapping[str, tuple[Stretch, ...]]  # by feed; "" is the one of a ledger that names none


def stretches(seen: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches in which a feed was watched, from the pieces of which they consist.

    Engines give a piece for each day, the definition one for each transfer; it is the same.
    """
    joined: list[Stretch] = []
    for first, last in sorted(seen):
        if joined and first - joined[-1][1] <= HOLE_US:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def watch_of(seen: Iterable[tuple[str, int, int]]) -> dict[str, tuple[Stretch, ...]]:
    """The stretches of every feed, from pieces that name their feed."""
    pieces: dict[str, list[Stretch]] = {}
    for feed, first, last in seen:
        pieces.setdefault(feed, []).append((first, last))
    return {feed: stretches(pieces[feed]) for feed in sorted(pieces)}


def watched_before(at_us: int, watched: Sequence[Stretch]) -> int:
    """For how long a feed had been watched at an instant; 0 outside its stretches."""
    first, _ = stretch_at(at_us, watched)
    return at_us - first


def watched_after(at_us: int, watched: Sequence[Stretch]) -> int:
    """For how long it was watched from then on; 0 outside its stretches."""
    _, last = stretch_at(at_us, watched)
    return last - at_us


def watched_in_all(at_us: int, watched: Sequence[Stretch]) -> int:
    """How long the stretch is that an instant lies in; 0 outside of all."""
    first, last = stretch_at(at_us, watched)
    return last - first


def known_since(at_us: int, before: int, opened: Iterable[int | None]) -> int:
    """`before`, or ALWAYS where one of two accounts was opened while the feed was watched.

    Then every payment there ever was between them is in the ledger. A day of opening that is later
    than their first payment is wrong, and tells nothing.
    """
    told = (each for each in opened if each is not None and at_us - before <= each <= at_us)
    return ALWAYS if next(told, None) is not None else before


def stretch_at(at_us: int, watched: Sequence[Stretch]) -> Stretch:
    """The stretch that an instant lies in; the instant itself outside of all."""
    place = bisect_right(watched, at_us, key=lambda stretch: stretch[0]) - 1
    if place < 0 or watched[place][1] < at_us:
        return (at_us, at_us)
    return watched[place]


def before_sql(instant: str, watch: Watch) -> str:
    """`watched_before` in the SQL that the engines share; `feed` numbers those of `watch`."""
    return _by_stretch(instant, watch, lambda stretch: f"{instant} - {stretch[0]}")


def after_sql(instant: str, watch: Watch) -> str:
    """`watched_after` in the SQL that the engines share."""
    return _by_stretch(instant, watch, lambda stretch: f"{stretch[1]} - {instant}")


def in_all_sql(instant: str, watch: Watch) -> str:
    """`watched_in_all` in the SQL that the engines share."""
    return _by_stretch(instant, watch, lambda stretch: f"{stretch[1] - stretch[0]}")


def known_since_sql(instant: str, before: str, opened: Sequence[str]) -> str:
    """`known_since` in the SQL that the engines share; an unknown day of opening is NULL."""
    told = " OR ".join(f"{each} BETWEEN {instant} - ({before}) AND {instant}" for each in opened)
    return f"CASE WHEN {told} THEN CAST({ALWAYS} AS BIGINT) ELSE {before} END" if told else before


def _by_stretch(instant: str, watch: Watch, says: Callable[[Stretch], str]) -> str:
    whens = "".join(
        f"WHEN {f'feed = {number} AND ' if len(watch) > 1 else ''}"
        f"{instant} BETWEEN {stretch[0]} AND {stretch[1]} THEN {says(stretch)} "
        for number, watched in enumerate(watch.values())
        for stretch in watched
    )
    # An empty ledger has no instant either.
    return f"CAST(CASE {whens}ELSE 0 END AS BIGINT)" if whens else "CAST(0 AS BIGINT)"
