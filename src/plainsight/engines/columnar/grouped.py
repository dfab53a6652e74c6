"""Stretches side by side: each kind of work is cheaper the more of it is done at once.

What a search needs (sets, tables, forms) leaves the processor's caches while the next kind of work
is done, and has to come back for every batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from plainsight.app.post_columns import STRETCH_ITEMS, PostColumns
from plainsight.detect.examined import Examined

GROUP_ITEMS = 8 * STRETCH_ITEMS
GROUP_BYTES = 32_000_000  # long posts are enough by fewer
ALONE_ITEMS = STRETCH_ITEMS // 4  # a feed that comes slowly wants its findings now

Found = Sequence[tuple[int, Examined]]


class Group:
    """Consecutive stretches, and their texts as one column."""

    def __init__(self, stretches: Sequence[PostColumns]) -> None:
        self._stretches = stretches
        self.texts = _joined([stretch.texts for stretch in stretches])

    def apart(self, found: Found) -> Iterator[tuple[PostColumns, Found]]:
        """Each stretch with what was found in it, at its own rows."""
        ends = accumulate((len(stretch.texts) for stretch in self._stretches), initial=0)
        taken = 0
        for stretch, (first, end) in zip(self._stretches, pairwise(ends), strict=True):
            begin = taken
            while taken < len(found) and found[taken][0] < end:
                taken += 1
            yield stretch, [(place - first, examined) for place, examined in found[begin:taken]]


def in_groups(stretches: Iterable[PostColumns]) -> Iterator[Group]:
    """The same stretches, several at a time where they are large enough to gain by it."""
    waiting: list[PostColumns] = []
    items = size = 0
    for stretch in stretches:
        if waiting and type(waiting[0].texts) is not type(stretch.texts):
            yield Group(waiting)
            waiting, items, size = [], 0, 0
        waiting.append(stretch)
        items += len(stretch.texts)
        size += _size(stretch.texts)
        if stretch.read < ALONE_ITEMS or items >= GROUP_ITEMS or size >= GROUP_BYTES:
            yield Group(waiting)
            waiting, items, size = [], 0, 0
    if waiting:
        yield Group(waiting)


def _joined(columns: Sequence[Any]) -> Any:  # noqa: ANN401 - see PostColumns.texts
    if len(columns) == 1:
        return columns[0]
    if isinstance(columns[0], list):
        return [text for texts in columns for text in texts]
    import pyarrow as pa  # loaded by the feed that made these

    return pa.concat_arrays(columns)


def _size(texts: Any) -> int:  # noqa: ANN401 - see PostColumns.texts
    size: int = sum(map(len, texts)) if isinstance(texts, list) else texts.nbytes
    return size
