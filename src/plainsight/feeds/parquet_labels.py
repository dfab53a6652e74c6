"""Judging the rows of a Parquet batch by their labels alone."""

import pyarrow as pa

from plainsight.app.feed_item import QuarantinedRecord, RefusedItem
from plainsight.feeds.arrow_cells import cells_of
from plainsight.feeds.arrow_row import ArrowRow
from plainsight.feeds.declaration import FeedDeclaration
from plainsight.feeds.parquet_batches import ParquetBatch
from plainsight.feeds.post_record import judge
from plainsight.model.post import Visibility

Verdict = Visibility | RefusedItem | QuarantinedRecord


class ParquetLabels:
    """The label column of one batch; absent when the file has none."""

    def __init__(self, batch: ParquetBatch, declaration: FeedDeclaration) -> None:
        name = declaration.fields.visibility
        self._declaration = declaration
        self._first = batch.first
        self._count = batch.rows.num_rows
        is_there = name in batch.rows.schema.names
        self._column = batch.rows.column(name) if is_there else None
        self._cells = {} if self._column is None else {name: cells_of(self._column, name)}

    def verdict(self, row: int) -> Verdict:
        """What becomes of one row."""
        return judge(ArrowRow(self._first + row, row, self._cells), self._declaration)

    def public(self) -> list[int]:
        """The rows that are public or semi-public. A label that repeats is judged once."""
        known: dict[object, bool] = {}
        public = []
        for row, label in enumerate(_values(self._column, self._count)):
            if label not in known:
                known[label] = isinstance(self.verdict(row), Visibility)
            if known[label]:
                public.append(row)
        return public


def _values(column: pa.Array | None, count: int) -> list[object]:
    """Something for each row that is equal where labels are equal, without decoding them."""
    if column is None:
        return [None] * count
    try:
        codes: list[object] = column.dictionary_encode().indices.to_pylist()
    except pa.ArrowNotImplementedError:
        return list(range(count))  # labels that are lists or the like: each is judged
    return codes
