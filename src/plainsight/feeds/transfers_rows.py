"""Files -> batches of text columns, read once and in bounded memory; broken rows stand apart.

Every value stays the text that the file holds: a number read as a float has already lost money.
"""

import json
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from plainsight.errors import BadRecord
from plainsight.feeds.transfers_iso20022 import ISO_COLUMNS, read_messages
from plainsight.feeds.transfers_json import NoText, text_values

BATCH_ROWS = 200_000
BLOCK_BYTES = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """A row that has no columns to speak of."""

    row: int  # from 1, header not counted
    mend: str
    raw: str
    column: str = ""  # where one value is to blame


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBatch:
    """Consecutive rows: `table` has text columns and `_row`; `read_share` is progress, 0..1."""

    table: pa.Table
    broken: tuple[BrokenRow, ...]
    read_share: float


def read_rows(
    path: Path, columns: Sequence[str], *, separator: str = ",", flags: Container[str] = ()
) -> Iterator[TextBatch]:
    """Read one file by its suffix: .csv, .parquet, .jsonl or .ndjson, .xml.

    `columns` are those a mapping needs; a JSON column "a.b" is key b of object a. `flags` are those
    of them in which true and false may stand: 1 and 0; in an amount, true is no 1.00. Raises
    BadRecord when the file as a whole cannot be read.
    """
    match path.suffix.lower():
        case ".parquet":
            return _parquet(path, columns, flags)
        case ".jsonl" | ".ndjson":
            return _lines(path, columns, lambda line: text_values(line, columns, flags))
        case ".xml":
            return _xml(path, columns)
        case _:
            return _csv(path, columns, separator)


def column_names(path: Path, *, separator: str = ",") -> tuple[str, ...]:
    """The columns a file offers, lists left out; of JSONL its first 200 lines, dotted if nested."""
    match path.suffix.lower():
        case ".parquet":
            schema = pyarrow.parquet.read_schema(path)
            return tuple(field.name for field in schema if not pa.types.is_nested(field.type))
        case ".jsonl" | ".ndjson":
            return _json_names(path)
        case ".xml":
            return ISO_COLUMNS
        case _:
            return _header(path, separator)


def _csv(path: Path, columns: Sequence[str], separator: str) -> Iterator[TextBatch]:
    names = _header(path, separator)
    broken: list[BrokenRow] = []

    def set_aside(row: Any) -> str:  # noqa: ANN401 - untyped library
        mend = f"{row.actual_columns} columns instead of {row.expected_columns}"
        # pyarrow counts physical lines from 1; the first is the header.
        broken.append(BrokenRow(row=row.number - 1, mend=mend, raw=row.text))
        return "skip"

    size = path.stat().st_size or 1
    with path.open("rb") as file:
        reader = pyarrow.csv.open_csv(
            file,
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(names), skip_rows=1, block_size=BLOCK_BYTES, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                include_columns=[name for name in names if name in columns] or [names[0]],
            ),
        )
        next_row = 1
        for batch in reader:
            taken = tuple(broken)
            broken.clear()
            table, next_row = _numbered(pa.table(batch), next_row, [row.row for row in taken])
            table, unreadable = _decoded(table)
            yield TextBatch(
                table=table, broken=(*taken, *unreadable), read_share=min(1.0, file.tell() / size)
            )


def _header(path: Path, separator: str) -> tuple[str, ...]:
    """Column names; a name that occurs again becomes "name.1", "name.2"."""
    with path.open("rb") as file:
        line = file.readline().decode("utf-8-sig", errors="replace")
    names: list[str] = []
    for name in line.rstrip("\r\n").split(separator):
        plain = name.strip().strip('"')
        again = sum(1 for seen in names if seen == plain or seen.startswith(f"{plain}."))
        names.append(plain if plain not in names else f"{plain}.{again}")
    return tuple(names)


def _numbered(table: pa.Table, first: int, absent: list[int]) -> tuple[pa.Table, int]:
    """Add `_row`, leaving out the numbers of rows that were set aside within the batch."""
    gone = set(absent)
    numbers: list[int] = []
    row = first
    while len(numbers) < table.num_rows:
        if row not in gone:
            numbers.append(row)
        row += 1
    while row in gone:
        row += 1
    return table.append_column("_row", pa.array(numbers, pa.int64())), row


def _decoded(table: pa.Table) -> tuple[pa.Table, list[BrokenRow]]:
    """Binary columns as text; rows that are not UTF-8 are set aside."""
    try:
        return _as_text(table), []
    except pa.ArrowInvalid:
        pass
    broken: list[BrokenRow] = []
    whole: list[int] = []
    for place, row in enumerate(table.to_pylist()):
        try:
            for value in row.values():
                if isinstance(value, bytes):
                    value.decode("utf-8")
            whole.append(place)
        except UnicodeDecodeError as error:
            mend = f"save the file as UTF-8 (byte {error.object[error.start]:#04x} is not)"
            broken.append(BrokenRow(row=row["_row"], mend=mend, raw=repr(row)))
    return _as_text(table.take(pa.array(whole, pa.int64()))), broken


def _as_text(table: pa.Table) -> pa.Table:
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        columns[name] = column if name == "_row" else column.cast(pa.string())
    return pa.table(columns)


def _parquet(path: Path, columns: Sequence[str], flags: Container[str]) -> Iterator[TextBatch]:
    file = pyarrow.parquet.ParquetFile(path)
    wanted = [name for name in file.schema_arrow.names if name in columns]
    for name in wanted:
        kind = file.schema_arrow.field(name).type
        if pa.types.is_boolean(kind) and name not in flags:
            raise BadRecord(path.name, name, "text or a number, no true or false")
    total = file.metadata.num_rows or 1
    row = 1
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
        numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
        table = pa.table({name: _text(batch.column(name)) for name in wanted} | {"_row": numbers})
        row += batch.num_rows
        yield TextBatch(table=table, broken=(), read_share=min(1.0, (row - 1) / total))


def _text(column: pa.Array) -> pa.Array:
    """Any column as the text a CSV would hold; instants keep their offset."""
    if pa.types.is_timestamp(column.type):
        utc = column.cast(pa.timestamp("us", tz=column.type.tz))
        if column.type.tz is not None:
            return pa.compute.strftime(utc.cast(pa.timestamp("us", tz="UTC")), "%Y-%m-%dT%H:%M:%SZ")
        return pa.compute.strftime(utc, "%Y-%m-%dT%H:%M:%S")
    if pa.types.is_boolean(column.type):
        return column.cast(pa.int8()).cast(pa.string())
    return column.cast(pa.string())


def _lines(
    path: Path, columns: Sequence[str], parse: Callable[[bytes], dict[str, str | None]]
) -> Iterator[TextBatch]:
    size = path.stat().st_size or 1
    rows: list[dict[str, str | None]] = []
    numbers: list[int] = []
    broken: list[BrokenRow] = []
    done = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            done += len(line)
            if not line.strip():
                continue
            try:
                rows.append(parse(line))
                numbers.append(number)
            except NoText as wrong:
                raw = line.decode("utf-8", errors="replace").rstrip("\n")
                broken.append(BrokenRow(row=number, mend=wrong.mend, raw=raw, column=wrong.column))
            if len(rows) + len(broken) >= BATCH_ROWS:
                yield _batch_of(rows, numbers, columns, broken, done / size)
                rows, numbers, broken = [], [], []
    yield _batch_of(rows, numbers, columns, broken, 1.0)


def _batch_of(
    rows: list[dict[str, str | None]],
    numbers: list[int],
    columns: Sequence[str],
    broken: list[BrokenRow],
    read_share: float,
) -> TextBatch:
    data: dict[str, pa.Array] = {
        name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns
    }
    data["_row"] = pa.array(numbers, pa.int64())
    return TextBatch(table=pa.table(data), broken=tuple(broken), read_share=read_share)


def _json_names(path: Path) -> tuple[str, ...]:
    names: dict[str, None] = {}
    with path.open("rb") as file:
        for _, line in zip(range(200), file, strict=False):
            try:
                item = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(item, dict):
                names.update(dict.fromkeys(_paths(item)))
    return tuple(names)


def _paths(item: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in item.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
        elif not isinstance(value, list):
            yield f"{prefix}{key}"


def _xml(path: Path, columns: Sequence[str]) -> Iterator[TextBatch]:
    rows: list[dict[str, str | None]] = []
    numbers: list[int] = []
    number = 0
    size = path.stat().st_size or 1
    with path.open("rb") as file:
        for item in read_messages(file, name=path.name):
            number += 1
            rows.append(dict(item))
            numbers.append(number)
            if len(rows) >= BATCH_ROWS:
                yield _batch_of(rows, numbers, columns, [], min(1.0, file.tell() / size))
                rows, numbers = [], []
    if not number:
        raise BadRecord(path.name, "Document", "no credit transfer or booked entry stands in it")
    yield _batch_of(rows, numbers, columns, [], 1.0)
