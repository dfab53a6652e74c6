"""Judging the rows of a Parquet batch by their labels alone."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainsight.app.detect.feed_item import QuarantinedRecord, RefusedItem
from plainsight.feeds.posts.arrow_cells import cells_of
from plainsight.feeds.posts.arrow_row import ArrowRow
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.parquet_batches import ParquetBatch
from plainsight.feeds.posts.record import judge
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

    def are_public(self) -> npt.NDArray[np.bool_]:
        """Which rows are public or semi-public. A label that repeats is judged once."""
        _, firsts, label_of = np.unique(self._labels(), return_index=True, return_inverse=True)
        verdicts = [isinstance(self.verdict(row), Visibility) for row in firsts.tolist()]
        return np.array(verdicts, np.bool_)[label_of]

    def _labels(self) -> npt.NDArray[np.int64]:
        """A number for each row, equal where labels are equal, without decoding them."""
        if self._column is None:
            return np.zeros(self._count, np.int64)
        try:
            codes = pc.fill_null(self._column.dictionary_encode().indices, -1)
        except pa.ArrowNotImplementedError:
            return np.arange(self._count)  # labels that are lists or the like: each is judged
        return np.asarray(codes).astype(np.int64)
