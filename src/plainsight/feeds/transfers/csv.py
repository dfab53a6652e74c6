"""CSV of transfers -> batches of text columns: compiled where quotes are plain, else with care.

`csv_records` says what a record is. The compiled reader is asked only about blocks of which it is
sure to say the same: on its own it takes the rest of a file for the value of one open quote.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from plainsight.errors import BadRecord, BadValue
from plainsight.feeds.csv_records import BrokenCsv, CsvRecords, csv_line, decode_cell
from plainsight.feeds.lines import LineBlock, line_blocks, numbered_lines
from plainsight.feeds.transfers.batch import BLOCK_BYTES, BrokenRow, TextBatch

_ENDS = b"\r\n"


def csv_header(path: Path, separator: str) -> tuple[str, ...]:
    """Column names; a name that occurs again becomes "name.1". Raises UnreadableFeed."""
    with path.open("rb") as file:
        return _numbered(_header(file, path.name, separator)[0])


def read_csv(path: Path, columns: Sequence[str], separator: str) -> Iterator[TextBatch]:
    """Batches of the columns named.

    Raises UnreadableFeed, and BadRecord for one that stands twice while "name.1" is not asked for:
    which is meant is not known.
    """
    size = path.stat().st_size or 1
    with path.open("rb") as file:
        written, line = _header(file, path.name, separator)
        _refuse_doubled(written, columns, path.name)
        names = _numbered(written)
        wanted = tuple(name for name in names if name in columns) or names[:1]
        form = _Form(path.name, names, separator, wanted)
        row, start = 1, file.tell()
        blocks = line_blocks(file, line + 1, source=path.name, block_bytes=BLOCK_BYTES)
        for block in blocks:
            if not _is_plain(block, separator):
                # Where a record of this block ends is not sure, nor then where the next begins.
                file.seek(start)
                yield from _with_care(file, form, row, line=block.first, size=size)
                return
            start = file.tell()
            for batch in _block(block, form, row):
                row += batch.table.num_rows + len(batch.broken)
                yield replace(batch, read_share=min(1.0, start / size))
        if row == 1:
            yield TextBatch(table=_table([], [], form), broken=(), read_share=1.0)


@dataclass(frozen=True, slots=True)
class _Form:
    source: str
    names: tuple[str, ...]
    separator: str
    columns: tuple[str, ...]  # those to read


def _header(file: BinaryIO, source: str, separator: str) -> tuple[list[str], int]:
    """Names as written, and the number of the last line that they take."""
    records = CsvRecords(numbered_lines(file, source=source), source=source, delimiter=separator)
    return records.header(), records.last


def _numbered(written: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for plain in written:
        again = sum(1 for seen in names if seen == plain or seen.startswith(f"{plain}."))
        names.append(plain if plain not in names else f"{plain}.{again}")
    return tuple(names)


def _refuse_doubled(written: Sequence[str], columns: Sequence[str], source: str) -> None:
    for name in columns:
        again = f"{name}.1"
        if written.count(name) > 1 and again not in columns:
            mend = f"a column that stands once; rename one, or let the mapping say {again!r}"
            raise BadRecord(source, name, mend)


def _block(block: LineBlock, form: _Form, row: int) -> Iterator[TextBatch]:
    table = _compiled(block, form)
    if table is None:
        stream = io.BytesIO(block.data)
        yield from _with_care(stream, form, row, line=block.first, size=len(block.data))
    else:
        numbers = pa.array(range(row, row + table.num_rows), pa.int64())
        yield TextBatch(table=table.append_column("_row", numbers), broken=(), read_share=1.0)


def _is_plain(block: LineBlock, separator: str) -> bool:
    """Whether every quote opens, closes or doubles as it should, and each record ends within.

    Quotes are numbered from 0: an even one opens a cell or doubles the odd one before it, an odd
    one closes a cell or is doubled by the even one behind it.
    """
    if block.too_long is not None or block.data.count(b"\r") != block.data.count(_ENDS):
        return False
    if b'"' not in block.data:
        return True
    around = np.frombuffer(b"\n%b\n" % block.data, np.uint8)
    quotes = np.flatnonzero(around == ord('"'))
    if len(quotes) % 2:
        return False
    is_edge = np.zeros(256, np.bool_)
    is_edge[list(_ENDS + separator.encode())] = True
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = closing[:-1] + 1 == opening[1:]
    opens, closes = is_edge[around[opening - 1]], is_edge[around[closing + 1]]
    opens[1:] |= doubled
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())


def _compiled(block: LineBlock, form: _Form) -> pa.Table | None:
    """The block's columns; None where a row has other cells than the header, or is no UTF-8."""
    try:
        return pyarrow.csv.read_csv(
            io.BytesIO(block.data),
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(form.names), block_size=2 * len(block.data), use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=form.separator, newlines_in_values=True
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(form.names, pa.string()),
                include_columns=list(form.columns),
            ),
        )
    except pa.ArrowException:
        return None


def _with_care(
    stream: BinaryIO, form: _Form, first: int, *, line: int, size: int
) -> Iterator[TextBatch]:
    """Read on from a line to the end of the stream, record by record; `first` numbers the first."""
    lines = numbered_lines(stream, line, source=form.source)
    records = CsvRecords(lines, source=form.source, delimiter=form.separator)
    values: list[list[str]] = []
    numbers: list[int] = []
    broken: list[BrokenRow] = []
    begun = stream.tell()
    places = [form.names.index(name) for name in form.columns]
    for row, record in enumerate(records, start=first):
        try:
            values.append(_cells(record, form, places))
            numbers.append(row)
        except BadRecord as bad:
            broken.append(BrokenRow(row=row, mend=bad.mend, raw=bad.record, column=bad.field))
        if stream.tell() - begun >= BLOCK_BYTES:
            table = _table(values, numbers, form)
            yield TextBatch(table=table, broken=tuple(broken), read_share=stream.tell() / size)
            values, numbers, broken, begun = [], [], [], stream.tell()
    yield TextBatch(table=_table(values, numbers, form), broken=tuple(broken), read_share=1.0)


def _table(values: Sequence[Sequence[str]], numbers: Sequence[int], form: _Form) -> pa.Table:
    columns = list(zip(*values, strict=True)) or [()] * len(form.columns)
    table = {
        name: pa.array(column, pa.string())
        for name, column in zip(form.columns, columns, strict=True)
    }
    return pa.table(table | {"_row": pa.array(numbers, pa.int64())})


def _cells(
    record: tuple[int, list[str]] | BrokenCsv, form: _Form, places: Sequence[int]
) -> list[str]:
    """The cells to read. Raises BadRecord, which holds what the record looks like."""
    if isinstance(record, BrokenCsv):
        raise BadRecord(_shown(record.begun), "", f"{record.span}: {record.mend}")
    _, cells = record
    if len(cells) != len(form.names):
        mend = f"{len(cells)} columns instead of {len(form.names)}"
        raise BadRecord(_shown(csv_line(cells, form.separator)), "", mend)
    try:
        return [decode_cell(cells[place], form.names[place]) for place in places]
    except BadValue as bad:
        raw = _shown(csv_line(cells, form.separator))
        raise BadRecord(raw, bad.field, bad.mend) from None


def _shown(raw: bytes) -> str:
    return raw.decode(errors="replace").rstrip("\r\n")
