"""Rows of a stretch that are posts: checked at once, made one by one when asked for."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord
from plainsight.model.post import Post


class LazyPosts:
    """Public rows, of which those not surely posts are read now, and the others later."""

    def __init__(self, read: Callable[[int], FeedItem], sure: pa.BooleanArray) -> None:
        self._read = read
        self._made: dict[int, Post] = {}
        self.quarantined: list[QuarantinedRecord] = []
        kept = np.asarray(sure).astype(bool)
        for row in np.flatnonzero(~kept).tolist():
            item = read(row)
            if isinstance(item, Post):
                self._made[row] = item
                kept[row] = True
            elif isinstance(item, QuarantinedRecord):
                self.quarantined.append(item)
        self._rows: list[int] = np.flatnonzero(kept).tolist()

    def post(self, place: int) -> Post:
        """The post at a place among those kept."""
        row = self._rows[place]
        made = self._made.get(row) or self._read(row)
        assert isinstance(made, Post), "a row held to be surely a post is none"  # noqa: S101
        return made

    def kept(self, column: pa.Array) -> pa.Array:
        """The cells of a column that belong to the posts kept."""
        return (
            column
            if len(self._rows) == len(column)
            else column.take(pa.array(self._rows, pa.int64()))
        )
