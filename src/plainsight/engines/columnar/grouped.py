"""Stretches joined: each kind of work costs less the more of it is done at once.

What a search needs (sets, tables, forms) leaves the processor's caches while the next kind of work
is done, and has to come back for every batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, TypeVar

from plainsight.app.detect.post_columns import COLUMN_ITEMS, PostColumns
from plainsight.errors import UnreadableFeed

GROUP_BYTES = 32_000_000  # long posts are enough by fewer
ALONE_ITEMS = 2_048  # a feed that comes slowly wants its findings now
_Seen = TypeVar("_Seen")


class Group:
    """Consecutive stretches, and their texts as one column."""

    def __init__(self, stretches: Sequence[PostColumns]) -> None:
        self._stretches = stretches
        self.texts = _joined([stretch.texts for stretch in stretches])

    def parts(self, items_max: int) -> Iterator[Any]:
        """The texts in pieces of at most so many, each with its own bytes and no more."""
        if len(self.texts) <= items_max or isinstance(self.texts, list):
            yield self.texts
            return
        import pyarrow as pa

        for first in range(0, len(self.texts), items_max):
            # A slice would take the bytes of the whole with it to another process.
            yield pa.concat_arrays([self.texts[first : first + items_max]])

    def apart(
        self, found: Sequence[tuple[int, _Seen]]
    ) -> Iterator[tuple[PostColumns, Sequence[tuple[int, _Seen]]]]:
        """Each stretch with what was found in it, at its own rows."""
        ends = accumulate((len(stretch.texts) for stretch in self._stretches), initial=0)
        taken = 0
        for stretch, (first, end) in zip(self._stretches, pairwise(ends), strict=True):
            begin = taken
            while taken < len(found) and found[taken][0] < end:
                taken += 1
            yield stretch, [(place - first, seen) for place, seen in found[begin:taken]]


def in_groups(stretches: Iterable[PostColumns]) -> Iterator[Group]:
    """The same stretches in order, several at a time where they are columns and can wait.

    Those that wait when a feed breaks off are yielded before UnreadableFeed is raised.
    """
    waiting: list[PostColumns] = []
    try:
        for stretch in stretches:
            if waiting and not _can_wait(stretch):
                yield Group(waiting)
                waiting = []
            waiting.append(stretch)
            if not _can_wait(stretch) or _is_enough(waiting):
                yield Group(waiting)
                waiting = []
    except UnreadableFeed:
        if waiting:
            yield Group(waiting)
        raise
    if waiting:
        yield Group(waiting)


def _can_wait(stretch: PostColumns) -> bool:
    return stretch.read >= ALONE_ITEMS and not isinstance(stretch.texts, list)


def _is_enough(stretches: Sequence[PostColumns]) -> bool:
    columns = [stretch.texts for stretch in stretches]
    return sum(map(len, columns)) >= COLUMN_ITEMS or sum(c.nbytes for c in columns) >= GROUP_BYTES


def _joined(columns: Sequence[Any]) -> Any:  # noqa: ANN401 - see PostColumns.texts
    if len(columns) == 1:
        return columns[0]
    import pyarrow as pa  # loaded by the feed that made them

    return pa.concat_arrays(columns)
