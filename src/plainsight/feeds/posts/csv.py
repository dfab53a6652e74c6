"""Posts from CSV: cells stay bytes until the label has been judged."""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord
from plainsight.errors import BadValue, UnreadableFeed
from plainsight.feeds.csv_records import BrokenCsv, CsvRecords, csv_line, decode_cell
from plainsight.feeds.lines import numbered_lines
from plainsight.feeds.posts.declaration import FeedDeclaration
from plainsight.feeds.posts.record import to_item
from plainsight.model.fact import JsonValue


class PostsCsv:
    """A feed of CSV with a header. Empty lines are skipped; every other record yields one item."""

    def __init__(
        self,
        stream: BinaryIO,
        *,
        source: str,
        declaration: FeedDeclaration | None = None,
        delimiter: str = ",",
    ) -> None:
        self._stream = stream
        self._declaration = declaration or FeedDeclaration()
        self._delimiter = delimiter
        self.source = source

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed."""
        return self._declaration.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the stream once, to its end. Raises UnreadableFeed when it has no usable header."""
        for record in self.records():
            if isinstance(record, QuarantinedRecord):
                yield record
            else:
                yield to_item(record, self._declaration)

    def records(self) -> "Iterator[CsvRecord | QuarantinedRecord]":
        """The same records, none of their cells looked at. Raises UnreadableFeed."""
        lines = numbered_lines(self._stream, source=self.source)
        records = CsvRecords(lines, source=self.source, delimiter=self._delimiter)
        columns = self._columns(records.header_once())
        for record in records:
            if isinstance(record, BrokenCsv):
                # Its label was not judged, so nothing of it is kept.
                yield QuarantinedRecord(record=record.span, field="csv", mend=record.mend)
            else:
                yield CsvRecord(record[0], record[1], columns)

    def _columns(self, header: Sequence[str]) -> dict[str, int]:
        columns = {name: place for place, name in enumerate(header)}
        wanted = self._declaration.fields.text
        if header and wanted not in columns:
            found = ", ".join(header[:20])
            raise UnreadableFeed(
                self.source, f"no column {wanted!r} for the text among: {found}; declare its name"
            )
        return columns


class CsvRecord:
    """Implements `record.RawRecord` over a row of cells; `read` decodes one."""

    __slots__ = ("_columns", "_line", "_row")

    def __init__(self, line: int, row: Sequence[str], columns: Mapping[str, int]) -> None:
        self._line = line
        self._row = row
        self._columns = columns

    @property
    def name(self) -> str:
        """ "line 17", counted from 1."""
        return f"line {self._line}"

    def has(self, field: str) -> bool:
        """Tell whether the file has the column."""
        return field in self._columns

    def read(self, field: str) -> object:
        """Decode one cell. Raises BadValue."""
        # A row too short or too long has lost or gained a comma somewhere: which cell is the
        # label can then not be known, so this comes before any judgement.
        if len(self._row) != len(self._columns):
            raise BadValue(
                "csv", len(self._row), f"{len(self._row)} cells, {len(self._columns)} columns"
            )
        place = self._columns.get(field)
        return None if place is None else decode_cell(self._row[place], field)

    def raw(self) -> bytes:
        """Return the row as CSV, its cells as they came."""
        return csv_line(self._row)
