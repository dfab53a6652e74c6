"""Posts from Parquet: the label's column is read first, the text's column last or not at all.

A row group without a public item is left with its text column unread. In a mixed one the rows are
filtered by label while their texts are still undecoded bytes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from plainsight.app.feed_item import FeedItem
from plainsight.errors import BadValue, UnreadableFeed
from plainsight.feeds.arrow_cells import Cells, cells_of
from plainsight.feeds.declaration import FeedDeclaration
from plainsight.feeds.post_record import finish, judge
from plainsight.model.fact import JsonValue
from plainsight.model.post import Visibility

ROWS_MAX = 1_024  # rows decoded at a time: with the longest texts there are, still 1 GB


class PostsParquet:
    """A feed of one Parquet file; every row yields one item."""

    def __init__(
        self, path: Path, *, source: str, declaration: FeedDeclaration | None = None
    ) -> None:
        self._path = path
        self._declaration = declaration or FeedDeclaration()
        self.source = source

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed."""
        return self._declaration.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the file, to its end. Raises UnreadableFeed."""
        first = 1
        with (
            _translated(self.source),
            ParquetFile(self._path, pre_buffer=False) as file,
        ):
            columns = self._columns(file.schema_arrow.names)
            for group in range(file.num_row_groups):
                texts = _Texts(file, group, self._declaration.fields.text)
                batches = file.iter_batches(ROWS_MAX, row_groups=[group], columns=columns)
                for number, batch in enumerate(batches):
                    yield from self._items(batch, texts, number, first)
                    first += batch.num_rows

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

    def _items(
        self, batch: pa.RecordBatch, texts: "_Texts", number: int, first: int
    ) -> Iterator[FeedItem]:
        label = self._declaration.fields.visibility
        names = batch.schema.names
        labels = {label: cells_of(batch.column(label), label)} if label in names else {}
        judged = [
            judge(_ArrowRow(first + row, row, labels), self._declaration)
            for row in range(batch.num_rows)
        ]
        public = [row for row, verdict in enumerate(judged) if isinstance(verdict, Visibility)]
        rows = iter(_take(batch, texts, number, public) if public else ())
        for place, verdict in enumerate(judged):
            if isinstance(verdict, Visibility):
                row, cells = next(rows)
                yield finish(_ArrowRow(first + place, row, cells), self._declaration, verdict)
            else:
                yield verdict


def _take(
    batch: pa.RecordBatch, texts: "_Texts", number: int, public: Sequence[int]
) -> Iterator[tuple[int, Mapping[str, Cells]]]:
    """Only the public rows of the batch, with their texts."""
    chosen = pa.array(public, pa.int64())
    cells = {name: cells_of(batch.column(name).take(chosen), name) for name in batch.schema.names}
    cells[texts.name] = cells_of(texts.of(number, batch.num_rows).take(chosen), texts.name)
    return ((row, cells) for row in range(len(public)))


class _Texts:
    """The text column of one row group, opened when the first public row asks for it."""

    def __init__(self, file: ParquetFile, group: int, name: str) -> None:
        self._file = file
        self._group = group
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._next = 0
        self.name = name

    def of(self, number: int, row_count: int) -> pa.Array:
        """The texts beside the `number`-th batch."""
        if self._batches is None:
            self._batches = self._file.iter_batches(
                ROWS_MAX, row_groups=[self._group], columns=[self.name]
            )
        while True:
            batch = next(self._batches, None)
            self._next += 1
            if batch is None or (self._next > number and batch.num_rows != row_count):
                raise UnreadableFeed(self.name, "the column has another length than the others")
            if self._next > number:
                return batch.column(0)


class _ArrowRow:
    """A row over columns of cells; `read` decodes one cell."""

    __slots__ = ("_cells", "_number", "_row")

    def __init__(self, number: int, row: int, cells: Mapping[str, Cells]) -> None:
        self._number = number
        self._row = row
        self._cells = cells

    @property
    def name(self) -> str:
        return f"row {self._number}"

    def has(self, field: str) -> bool:
        return field in self._cells

    def read(self, field: str) -> object:
        cells = self._cells.get(field)
        return None if cells is None else cells(self._row)

    def raw(self) -> bytes:
        """The row as a JSON object; cells that cannot be read say so."""
        return json.dumps({field: self._shown(field) for field in self._cells}).encode()

    def _shown(self, field: str) -> object:
        try:
            value = self.read(field)
        except BadValue as wrong:
            return f"({wrong.value})"
        return value if value is None or isinstance(value, int | str) else str(value)


@contextmanager
def _translated(source: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as broken:
        raise UnreadableFeed(source, f"no readable Parquet file: {broken}") from None
