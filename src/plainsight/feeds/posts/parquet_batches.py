"""Batches of a Parquet file whose text column is read only where a batch asks for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from plainsight.errors import UnreadableFeed
from plainsight.feeds.posts.arrow_cells import without_views

_TEXT_BYTES_MAX = 64 * 1024 * 1024  # of texts decoded at a time, as far as the file tells


@dataclass(frozen=True, slots=True)
class ParquetBatch:
    """Consecutive rows of a file, without their texts."""

    first: int  # number of the first row in the file, from 1
    rows: pa.RecordBatch
    _number: int  # of this batch in its row group
    _column: "_TextColumn"

    def texts(self) -> pa.Array:
        """The texts beside the rows; batches are asked in order, if at all."""
        return self._column.beside(self._number, self.rows.num_rows)


def read_batches(
    file: ParquetFile,
    groups: range,
    *,
    columns: Sequence[str],
    text: str,
    rows_max: int,
    source: str,
) -> Iterator[ParquetBatch]:
    """Every row of some groups, in order. Raises UnreadableFeed, also when texts are asked for."""
    first = 1 + sum(rows_of(file, group) for group in range(groups.start))
    for group in groups:
        count = _rows_at_once(file, group, text, rows_max)
        texts = _TextColumn(file, group, text, count, source)
        batches = file.iter_batches(
            count, row_groups=[group], columns=list(columns), use_threads=False
        )
        for number, rows in enumerate(batches):
            yield ParquetBatch(first, _read_rows(rows), number, texts)
            first += rows.num_rows


def _read_rows(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The rows in types that cells are read of; rows without a column stay so many rows."""
    for place, name in enumerate(rows.schema.names):
        column = rows.column(place)
        told = without_views(column)
        if told is not column:
            rows = rows.set_column(place, name, told)
    return rows


def rows_of(file: ParquetFile, group: int) -> int:
    """How many rows a group has."""
    return int(file.metadata.row_group(group).num_rows)


def groups_apart(file: ParquetFile, rows_min: int) -> list[range]:
    """The row groups in order, small ones together until they have rows enough."""
    apart, start, rows = [], 0, 0
    for group in range(file.num_row_groups):
        rows += rows_of(file, group)
        if rows >= rows_min or group + 1 == file.num_row_groups:
            apart.append(range(start, group + 1))
            start, rows = group + 1, 0
    return apart


@contextmanager
def parquet_faults(source: str) -> Iterator[None]:
    """Turn what goes wrong inside a Parquet file into UnreadableFeed."""
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as broken:
        raise UnreadableFeed(source, f"no readable Parquet file: {broken}") from None


class _TextColumn:
    """The text column of one row group, opened when the first batch asks for it."""

    def __init__(self, file: ParquetFile, group: int, name: str, count: int, source: str) -> None:
        self._file = file
        self._group = group
        self._name = name
        self._count = count
        self._source = source
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._next = 0

    def beside(self, number: int, rows: int) -> pa.Array:
        if self._batches is None:
            self._batches = self._file.iter_batches(
                self._count, row_groups=[self._group], columns=[self._name], use_threads=False
            )
        while True:
            with parquet_faults(self._source):
                batch = next(self._batches, None)
            self._next += 1
            is_wanted = self._next > number
            if batch is None or (is_wanted and batch.num_rows != rows):
                raise UnreadableFeed(
                    self._source, "the text column has another length than the others"
                )
            if is_wanted:
                return without_views(batch.column(0))


def _rows_at_once(file: ParquetFile, group: int, text: str, rows_max: int) -> int:
    """Fewer rows where texts are long: memory is bounded by bytes, not by rows."""
    told = file.metadata.row_group(group)
    size: int = sum(
        told.column(place).total_uncompressed_size
        for place in range(told.num_columns)
        if told.column(place).path_in_schema == text
    )
    mean = size // max(rows_of(file, group), 1) + 1
    return max(1, min(rows_max, _TEXT_BYTES_MAX // mean))
