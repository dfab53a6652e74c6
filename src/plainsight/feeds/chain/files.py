"""The rows of an export file, whatever it is written in; what is no row says why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainsight.errors import BadValue
from plainsight.feeds.chain.layout import ChainLayout, look_up
from plainsight.feeds.csv_records import BrokenCsv, CsvRecords, csv_line, decode_cell
from plainsight.feeds.disguise import refuse_packed
from plainsight.feeds.json_object import (
    NO_OBJECT,
    NoText,
    Spoiled,
    parse_json,
    read_object,
    require_text,
)
from plainsight.feeds.lines import LINE_BYTES_MAX, numbered_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRow:
    """Stands where a row should; the reader puts it in quarantine."""

    mend: str
    field: str = "row"
    raw: bytes | None = None
    gap: str = ""  # why more rows than this one may be missing


Row = Mapping[str, Any] | NoRow


def open_rows(
    path: Path, layouts: Iterable[ChainLayout]
) -> tuple[Mapping[str, Any], Iterator[Row]]:
    """(what stands around the rows, the rows) of a CSV, JSON Lines or JSON file.

    Raises UnreadableFeed and BadValue for a file that is no table at all.
    """
    if path.suffix.lower() == ".csv":
        return {}, csv_rows(path)
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return {}, _jsonl_rows(path)
    content = _page(path)
    if isinstance(content, list):
        return {}, _rows_of(content)
    for layout in layouts:
        rows = look_up(content, layout.rows_under) if layout.rows_under else None
        if isinstance(rows, list):
            return content, _rows_of(rows)
    return content, iter(())


def csv_rows(path: Path) -> Iterator[Row]:
    """Records under the names of the header. Raises UnreadableFeed."""
    with path.open("rb") as file:
        records = CsvRecords(numbered_lines(file, source=path.name), source=path.name)
        names = records.header_once()
        for record in records:
            if isinstance(record, BrokenCsv):
                mend = f"{record.span}: {record.mend}"
                gap = f"{record.span} could not be read" if record.last > record.first else ""
                yield NoRow(field="csv", mend=mend, raw=record.begun, gap=gap)
            else:
                yield _under(names, record[1])


def _under(names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        # Which cell holds the amount is not known when one was lost or gained.
        mend = f"{len(cells)} cells, {len(names)} columns"
        return NoRow(field="csv", mend=mend, raw=csv_line(cells))
    try:
        return {name: decode_cell(cell, name) for name, cell in zip(names, cells, strict=True)}
    except BadValue as bad:
        return NoRow(field=bad.field, mend=bad.mend, raw=csv_line(cells))


def _jsonl_rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in numbered_lines(file, source=path.name):
            if number == 1:
                refuse_packed(line or b"", path.name)
            if line is None:
                yield NoRow(mend=f"a line of at most {LINE_BYTES_MAX} bytes")
            elif line.strip():
                yield _one_row(line)


def _one_row(line: bytes) -> Row:
    try:
        row = read_object(line)
        if b"\\u" in line:
            require_text(row)
    except NoText as wrong:
        return NoRow(field=wrong.column or "row", mend=wrong.mend, raw=line)
    return row


def _page(path: Path) -> list[Any] | dict[str, Any]:
    data = path.read_bytes()
    refuse_packed(data[:4], path.name)
    try:
        content = parse_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadValue("file", path.name, f"not UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise BadValue("file", path.name, f"not JSON: {error}") from None
    except RecursionError:
        raise BadValue("file", path.name, "nested too deeply to be an export") from None
    if isinstance(content, Spoiled):
        mend = f"{content.column!r} stands twice, and which is meant is not known"
        raise BadValue("file", path.name, mend)
    if not isinstance(content, list | dict):
        raise BadValue("file", path.name, "neither an object nor a list")
    return content


def _rows_of(entries: list[Any]) -> Iterator[Row]:
    for entry in entries:
        if isinstance(entry, Spoiled):
            wrong = entry.as_error()
            yield NoRow(field=wrong.column, mend=wrong.mend)
        elif not isinstance(entry, dict):
            yield NoRow(mend=NO_OBJECT, raw=str(entry).encode(errors="backslashreplace"))
        else:
            yield _text_row(entry)


def _text_row(entry: dict[str, Any]) -> Row:
    try:
        require_text(entry)
    except NoText as wrong:
        return NoRow(mend=wrong.mend)
    return entry
