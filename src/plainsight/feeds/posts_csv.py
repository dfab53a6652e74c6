"""Posts from CSV: cells stay bytes until the label has been judged.

The file is split as Latin-1, which maps each byte to one character and decodes nothing; commas,
quotes and line ends are ASCII and stand for themselves in UTF-8. A cell becomes text only when it
is read.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from plainsight.app.feed_item import FeedItem, QuarantinedRecord
from plainsight.errors import BadValue, UnreadableFeed
from plainsight.feeds.declaration import FeedDeclaration
from plainsight.feeds.disguise import refuse_packed
from plainsight.feeds.lines import LINE_BYTES_MAX, numbered_lines
from plainsight.feeds.post_record import to_item
from plainsight.model.fact import JsonValue

_BYTEWISE = "latin-1"


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
        lines = _RecordLines(self._stream, self.source)
        # This limit belongs to the whole process; ours is tighter, so it is only lifted.
        csv.field_size_limit(max(2 * LINE_BYTES_MAX, csv.field_size_limit()))
        rows = csv.reader(lines, delimiter=self._delimiter, strict=True)
        columns = self._columns(rows)
        while True:
            lines.begin_record()
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as broken:
                yield _broken(lines, f"{broken}; is a quote not closed, or not doubled?")
            except BadValue as too_long:
                # Inside quotes the author of a text decides what the next lines look like. To go
                # on there would let a post forge other posts, so the rest is set aside unread.
                lines.skip_all()
                yield _broken(lines, f"{too_long.mend}; mend it and read the feed again")
                return
            else:
                if row:
                    yield CsvRecord(lines.first, row, columns)

    def _columns(self, rows: "Iterator[list[str]]") -> dict[str, int]:
        try:
            header = [_decode(cell, "header").strip() for cell in next(rows, [])]
        except (csv.Error, BadValue) as broken:
            raise UnreadableFeed(self.source, f"no CSV header in UTF-8: {broken}") from None
        columns = {name: place for place, name in enumerate(header)}
        if len(columns) < len(header):
            raise UnreadableFeed(self.source, "a column name stands twice in the header")
        wanted = self._declaration.fields.text
        if header and wanted not in columns:
            found = ", ".join(header[:20])
            raise UnreadableFeed(
                self.source, f"no column {wanted!r} for the text among: {found}; declare its name"
            )
        return columns


class _RecordLines:
    """Feeds lines to the CSV reader, and knows which of them the present record took."""

    def __init__(self, stream: BinaryIO, source: str) -> None:
        self._lines = numbered_lines(stream, source=source)
        self._source = source
        self._bytes = 0
        self.first = 1
        self.last = 0

    def __iter__(self) -> "_RecordLines":
        return self

    def __next__(self) -> str:
        self.last, line = next(self._lines)
        if self.last == 1:
            refuse_packed(line or b"", self._source)
        self._bytes += LINE_BYTES_MAX + 1 if line is None else len(line)
        if line is None or self._bytes > LINE_BYTES_MAX:
            raise BadValue("csv", f"line {self.last}", f"a record over {LINE_BYTES_MAX} bytes")
        return line.decode(_BYTEWISE)

    def begin_record(self) -> None:
        self.first = self.last + 1
        self._bytes = 0

    def skip_all(self) -> None:
        for number, _ in self._lines:
            self.last = number


class CsvRecord:
    """Implements `post_record.RawRecord` over a row of cells; `read` decodes one."""

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
        return None if place is None else _decode(self._row[place], field)

    def raw(self) -> bytes:
        """Return the row as CSV, its cells as they came."""
        written = io.StringIO(newline="")
        csv.writer(written).writerow(self._row)
        return written.getvalue().encode(_BYTEWISE)


def _decode(cell: str, field: str) -> str:
    if cell.isascii():
        return cell
    try:
        return cell.encode(_BYTEWISE).decode()
    except UnicodeDecodeError:
        raise BadValue(field, "undecodable bytes", "write valid UTF-8") from None


def _broken(lines: _RecordLines, mend: str) -> QuarantinedRecord:
    span = f"line {lines.first}"
    if lines.last > lines.first:
        span = f"lines {lines.first} to {lines.last}"
    return QuarantinedRecord(record=span, field="csv", mend=mend)
