"""Posts from Parquet: the label's column is read first, the text's column last or not at all.

A row group without a public item is left with its text column unread. In a mixed one the rows are
filtered by label while their texts are still undecoded bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow.parquet import ParquetFile

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem
from plainsight.app.detect.post_columns import COLUMN_ITEMS, PostColumns
from plainsight.errors import UnreadableFeed
from plainsight.feeds.posts.arrow_cells import cells_of, few_cells_of
from plainsight.feeds.posts.arrow_row import ArrowRow
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.lazy_posts import LazyPosts
from plainsight.feeds.posts.parquet_batches import (
    ParquetBatch,
    groups_apart,
    parquet_faults,
    read_batches,
)
from plainsight.feeds.posts.parquet_labels import ParquetLabels
from plainsight.feeds.posts.record import finish, to_item
from plainsight.feeds.posts.sure_rows import bytes_of, sure_rows
from plainsight.model.fact import JsonValue
from plainsight.model.post import Visibility

ROWS_MAX = 1_024  # rows made into posts at a time
SHARE_ROWS_MIN = COLUMN_ITEMS // 2


class PostsParquet:
    """A feed of one Parquet file, or of some of its row groups; every row yields one item."""

    def __init__(
        self,
        path: Path,
        *,
        source: str,
        declaration: FeedDeclaration | None = None,
        groups: range | None = None,
    ) -> None:
        self._path = path
        self._declaration = declaration or FeedDeclaration()
        self._groups = groups
        self.source = source

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed."""
        return self._declaration.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the file, to its end. Raises UnreadableFeed."""
        for batch in self._batches(ROWS_MAX):
            labels = ParquetLabels(batch, self._declaration)
            verdicts = [labels.verdict(row) for row in range(batch.rows.num_rows)]
            is_public = np.array([isinstance(verdict, Visibility) for verdict in verdicts])
            columns = self._take(batch, np.flatnonzero(is_public))
            cells = {name: cells_of(column, name) for name, column in columns.items()}
            taken = count()
            for place, verdict in enumerate(verdicts):
                if isinstance(verdict, Visibility):
                    row = ArrowRow(batch.first + place, next(taken), cells)
                    yield finish(row, self._declaration, verdict)
                else:
                    yield verdict

    def columns(self) -> Iterator[PostColumns]:
        """Read the file stretch by stretch, making only the posts that are asked for."""
        for batch in self._batches(COLUMN_ITEMS):
            yield self._stretch(batch)

    def shares(self, at_least: int) -> "Iterator[PostsParquet] | None":
        """Some row groups each. Raises UnreadableFeed."""
        with parquet_faults(self.source), ParquetFile(self._path, pre_buffer=False) as file:
            apart = groups_apart(file, SHARE_ROWS_MIN)
        if len(apart) < at_least:
            return None
        return (
            PostsParquet(
                self._path, source=self.source, declaration=self._declaration, groups=groups
            )
            for groups in apart
        )

    def _stretch(self, batch: ParquetBatch) -> PostColumns:
        labels = ParquetLabels(batch, self._declaration)
        is_public = labels.are_public()
        verdicts = [labels.verdict(row) for row in np.flatnonzero(~is_public).tolist()]
        public = np.flatnonzero(is_public)
        columns = self._take(batch, public)

        cells = {name: few_cells_of(column, name) for name, column in columns.items()}

        def read(row: int) -> FeedItem:
            return to_item(ArrowRow(batch.first + int(public[row]), row, cells), self._declaration)

        posts = LazyPosts(read, sure_rows(columns, self._declaration, len(public)))
        broken = [verdict for verdict in verdicts if isinstance(verdict, QuarantinedRecord)]
        return PostColumns(
            texts=posts.kept(bytes_of(columns.get(self._declaration.fields.text))),
            post=posts.post,
            refused=[verdict for verdict in verdicts if isinstance(verdict, RefusedItem)],
            quarantined=[*broken, *posts.quarantined],
        )

    def _batches(self, rows_max: int) -> Iterator[ParquetBatch]:
        text = self._declaration.fields.text
        with parquet_faults(self.source), ParquetFile(self._path, pre_buffer=False) as file:
            columns = self._columns(file.schema_arrow.names)
            groups = range(file.num_row_groups) if self._groups is None else self._groups
            yield from read_batches(
                file, groups, columns=columns, text=text, rows_max=rows_max, source=self.source
            )

    def _columns(self, names: Sequence[str]) -> list[str]:
        """The declared columns that the file has, but for the text."""
        fields = self._declaration.fields
        if len(set(names)) < len(names):
            raise UnreadableFeed(self.source, "a column name stands twice")
        if fields.text not in names:
            found = ", ".join(names[:20])
            raise UnreadableFeed(
                self.source,
                f"no column {fields.text!r} for the text among: {found}; declare its name",
            )
        wanted = {getattr(fields, slot) for slot in fields.__slots__} - {fields.text}
        return [name for name in names if name in wanted]

    def _take(self, batch: ParquetBatch, public: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
        """Only the public rows, with their texts; nothing is read where there are none."""
        if not len(public):
            return {}
        columns = dict(zip(batch.rows.schema.names, batch.rows.columns, strict=True))
        columns[self._declaration.fields.text] = batch.texts()
        if len(public) < batch.rows.num_rows:
            columns = {name: column.take(pa.array(public)) for name, column in columns.items()}
        return columns
