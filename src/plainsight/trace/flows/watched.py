"""When a ledger was watched: beyond that, nobody can say who dealt with whom.

It is watched from its first transfer to its last, but not in a hole: so long without any transfer
at all that a feed must have been missing, or that one stray row bears an old date.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from plainsight.trace.flows.typology import DAY_US

HOLE_US = 30 * DAY_US
Stretch = tuple[int, int]  # the instants of its first and its last transfer


def stretches(seen: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches in which the ledger was watched, from the pieces of which they consist.

    Engines give a piece for each day, the definition one for each transfer; it is the same.
    """
    joined: list[Stretch] = []
    for first, last in sorted(seen):
        if joined and first - joined[-1][1] <= HOLE_US:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def watched_before(at_us: int, watched: Sequence[Stretch]) -> int:
    """For how long the ledger had been watched at the instant of one of its transfers."""
    return at_us - _stretch(at_us, watched)[0]


def watched_after(at_us: int, watched: Sequence[Stretch]) -> int:
    """For how long it was watched from then on."""
    return _stretch(at_us, watched)[1] - at_us


def before_sql(instant: str, watched: Sequence[Stretch]) -> str:
    """`watched_before` in the SQL that the engines share."""
    return _by_stretch(instant, [(first, f"{instant} - {first}") for first, _ in watched])


def after_sql(instant: str, watched: Sequence[Stretch]) -> str:
    """`watched_after` in the SQL that the engines share."""
    return _by_stretch(instant, [(first, f"{last} - {instant}") for first, last in watched])


def _stretch(at_us: int, watched: Sequence[Stretch]) -> Stretch:
    return watched[bisect_right(watched, at_us, key=lambda stretch: stretch[0]) - 1]


def _by_stretch(instant: str, parts: Sequence[tuple[int, str]]) -> str:
    if not parts:
        return "0"  # of a ledger without a transfer, which has no instant either
    later = "".join(f"WHEN {instant} >= {first} THEN {says} " for first, says in parts[:0:-1])
    return f"CASE {later}ELSE {parts[0][1]} END" if later else parts[0][1]
