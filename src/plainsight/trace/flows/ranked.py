"""What a person gets who reads from the top: precision of a list by its own order.

Recall bought with a long list is worth little to a desk that reads fifty alerts a week. Here the
order counts: how many of the first so many are true, what they hold, and the average precision
(the mean, over all true entries, of the precision of the list down to each).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plainsight.trace.flows.evaluate import Label, Spotted, groups_of, is_true, met_by

FIRST = (50, 100)
READ_EACH = 10  # alerts that a desk reads after every search


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRead:
    """The first so many entries of a list, or all when it is shorter."""

    read: int
    true: int  # at least half of the transfers are labelled
    transfers: int
    labelled_transfers: int
    groups_met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One list in its own order."""

    name: str  # a typology, or "alerts"
    entries: int
    true: int
    average_precision: int | None  # thousandths; None without a true entry
    at_true: int | None  # thousandths of the first `true` entries that are true
    first: tuple[FirstRead, ...]


def rank(
    name: str, spotted: Sequence[Spotted], labels: Sequence[Label], *, first: Sequence[int] = FIRST
) -> Ranked:
    """Judge a list that stands in the order in which it is to be read."""
    labelled = {label.transfer_id for label in labels}
    truths = [is_true(each, labelled) for each in spotted]
    count = sum(truths)
    above, precisions = 0, 0
    for place, truth in enumerate(truths, start=1):
        above += truth
        precisions += 1000 * above // place if truth else 0
    return Ranked(
        name=name,
        entries=len(spotted),
        true=count,
        average_precision=precisions // count if count else None,
        at_true=1000 * sum(truths[:count]) // count if count else None,
        first=tuple(read_first(spotted[:size], labels) for size in first),
    )


def read_first(spotted: Sequence[Spotted], labels: Sequence[Label]) -> FirstRead:
    """What reading all of these gives."""
    labelled = {label.transfer_id for label in labels}
    held = frozenset(name for each in spotted for name in each.transfer_ids)
    return FirstRead(
        read=len(spotted),
        true=sum(is_true(each, labelled) for each in spotted),
        transfers=len(held),
        labelled_transfers=len(held & labelled),
        groups_met=sum(bool(by) for by in met_by(spotted, groups_of(labels)).values()),
    )


def read_as_it_comes(
    searches: Sequence[Sequence[Spotted]], labels: Sequence[Label], *, each: int = READ_EACH
) -> FirstRead:
    """What a desk gets that reads the first few new alerts after every search.

    An alert is new while less than half of its transfers have been read; it is judged as it stood
    when it was read, by what was known then.
    """
    seen: set[str] = set()
    read: list[Spotted] = []
    for search in searches:
        taken = 0
        for alert in search:
            if taken == each:
                break
            if 2 * len(alert.transfer_ids & seen) < len(alert.transfer_ids):
                seen |= alert.transfer_ids
                read.append(alert)
                taken += 1
    return read_first(read, labels)
