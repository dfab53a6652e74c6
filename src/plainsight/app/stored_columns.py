"""The stored posts as columns, for a scan of the whole store."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from plainsight.app.ports import Reading, Records
from plainsight.app.post_columns import STRETCH_ITEMS, PostColumns
from plainsight.model.post import Post


def stored_columns(records: Records, *, items_max: int = STRETCH_ITEMS) -> Iterator[PostColumns]:
    """Every stored post in storing order; of revised posts each revision.

    Ask for a stretch's posts before going on to the next: each stretch has a view of its own,
    because one long view would keep a database from tidying up.
    """
    last = 0
    while True:
        with records.read() as view:
            page = view.posts.texts_after(last, count_max=items_max)
            if not page.numbers:
                return
            yield PostColumns(
                texts=pa.array(page.texts, pa.large_binary()),
                post=_Numbered(view, page.numbers).post,
                refused=(),
                quarantined=(),
            )
        last = page.numbers[-1]


class _Numbered:
    def __init__(self, view: Reading, numbers: Sequence[int]) -> None:
        self._view = view
        self._numbers = numbers

    def post(self, row: int) -> Post:
        stored = self._view.posts.numbered(self._numbers[row])
        assert stored is not None, "a post vanished while it was in view"  # noqa: S101
        return stored.post
