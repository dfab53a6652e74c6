"""The one reading of CSV: records by their lines, every cell as it came, what is broken by name.

The file is split as Latin-1, which maps each byte to one character and decodes nothing; commas,
quotes and line ends are ASCII and stand for themselves in UTF-8. A cell becomes text only when it
is read.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainsight.errors import BadValue, UnreadableFeed
from plainsight.feeds.disguise import refuse_packed
from plainsight.feeds.lines import LINE_BYTES_MAX

BYTEWISE = "latin-1"
NumberedLines = Iterator[tuple[int, bytes | None]]  # as `lines.numbered_lines` gives them


@dataclass(frozen=True, slots=True)
class BrokenCsv:
    """Lines that are no record, by where they stand and how to mend them."""

    first: int
    last: int
    mend: str
    begun: bytes  # the first of the lines

    @property
    def span(self) -> str:
        """ "line 17", "lines 17 to 20"."""
        one = f"line {self.first}"
        return f"lines {self.first} to {self.last}" if self.last > self.first else one


class CsvRecords:
    """Records of lines. Iterating yields (number of its first line, cells) or what is broken.

    Empty lines are skipped. A quote that never closes is one broken record that names its lines:
    whoever wrote the text in quotes decides what the next lines look like, so none is trusted.
    """

    def __init__(self, lines: NumberedLines, *, source: str, delimiter: str = ",") -> None:
        self._lines = _RecordLines(lines, source)
        self._source = source
        # This limit belongs to the whole process; ours is tighter, so it is only lifted.
        csv.field_size_limit(max(2 * LINE_BYTES_MAX, csv.field_size_limit()))
        self._rows = csv.reader(self._lines, delimiter=delimiter, strict=True)

    @property
    def last(self) -> int:
        """Number of the last line read; 0 before the first."""
        return self._lines.last

    def header(self) -> list[str]:
        """Names of the columns: the first record that holds any. Raises UnreadableFeed."""
        try:
            first = next(filter(None, self._rows), [])
            return [decode_cell(cell, "header").strip() for cell in first]
        except (csv.Error, BadValue) as broken:
            raise UnreadableFeed(self._source, f"no CSV header in UTF-8: {broken}") from None

    def header_once(self) -> list[str]:
        """The same names, none of them twice. Raises UnreadableFeed."""
        names = self.header()
        if len(set(names)) < len(names):
            raise UnreadableFeed(self._source, "a column name stands twice in the header")
        return names

    def __iter__(self) -> Iterator[tuple[int, list[str]] | BrokenCsv]:
        """Read on, to the end of the lines."""
        lines, rows = self._lines, self._rows
        while True:
            lines.begin_record()
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as broken:
                yield lines.broken(f"{broken}; is a quote not closed, or not doubled?")
            except BadValue as too_long:
                # To go on inside quotes would let a text forge records, so the rest is set aside.
                lines.skip_all()
                yield lines.broken(f"{too_long.mend}; mend it and read the feed again")
                return
            else:
                if row:
                    yield lines.first, row


def decode_cell(cell: str, field: str) -> str:
    """The text of a cell. Raises BadValue where it is not UTF-8."""
    if cell.isascii():
        return cell
    try:
        return cell.encode(BYTEWISE).decode()
    except UnicodeDecodeError:
        raise BadValue(field, "undecodable bytes", "write valid UTF-8") from None


def csv_line(cells: Sequence[str], delimiter: str = ",") -> bytes:
    """Cells as a line of CSV, their bytes as they came."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerow(cells)
    return written.getvalue().encode(BYTEWISE)


class _RecordLines:
    """Feeds lines to the CSV reader, and knows which of them the present record took."""

    def __init__(self, lines: NumberedLines, source: str) -> None:
        self._lines = lines
        self._source = source
        self._bytes = 0
        self._begun = b""
        self.first = 1
        self.last = 0

    def __iter__(self) -> "_RecordLines":
        return self

    def __next__(self) -> str:
        self.last, line = next(self._lines)
        if self.last == 1:
            refuse_packed(line or b"", self._source)
        if not self._bytes:
            self.first, self._begun = self.last, line or b""
        self._bytes += LINE_BYTES_MAX + 1 if line is None else len(line)
        if line is None or self._bytes > LINE_BYTES_MAX:
            raise BadValue("csv", f"line {self.last}", f"a record over {LINE_BYTES_MAX} bytes")
        return line.decode(BYTEWISE)

    def begin_record(self) -> None:
        self._bytes = 0

    def skip_all(self) -> None:
        for number, _ in self._lines:
            self.last = number

    def broken(self, mend: str) -> BrokenCsv:
        return BrokenCsv(self.first, self.last, mend, self._begun)
