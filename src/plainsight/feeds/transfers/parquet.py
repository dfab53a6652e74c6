"""Parquet of transfers -> batches of text columns; a value that is no text costs its row only."""

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from plainsight.errors import BadRecord
from plainsight.feeds.posts.parquet_batches import parquet_faults
from plainsight.feeds.transfers.batch import BATCH_ROWS, BrokenRow, TextBatch

_MEND = "a value that can be written as text in UTF-8, and a time within the calendar"


def parquet_names(path: Path) -> tuple[str, ...]:
    """The columns that hold plain values. Raises UnreadableFeed."""
    with parquet_faults(path.name):
        schema = pyarrow.parquet.read_schema(path)
    return tuple(field.name for field in schema if not pa.types.is_nested(field.type))


def read_parquet(path: Path, columns: Sequence[str], flags: Container[str]) -> Iterator[TextBatch]:
    """Batches of the columns named. Raises UnreadableFeed, and BadRecord for an unfit column."""
    with parquet_faults(path.name), pyarrow.parquet.ParquetFile(path) as file:
        wanted = _wanted(file.schema_arrow, columns, flags, path.name)
        total = file.metadata.num_rows or 1
        row = 1
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
            found = {name: batch.column(name) for name in wanted}
            numbers = pa.array(range(row, row + batch.num_rows), pa.int64())
            row += batch.num_rows
            table, broken = _as_text(found, numbers)
            yield TextBatch(table=table, broken=broken, read_share=min(1.0, (row - 1) / total))


def _wanted(
    schema: pa.Schema, columns: Sequence[str], flags: Container[str], source: str
) -> list[str]:
    names = [name for name in schema.names if name in columns]
    for name in names:
        if names.count(name) > 1:
            raise BadRecord(source, name, "a column that stands once")
        if pa.types.is_boolean(schema.field(name).type) and name not in flags:
            raise BadRecord(source, name, "text or a number, no true or false")
    return names


def _as_text(
    columns: Mapping[str, pa.Array], numbers: pa.Array
) -> tuple[pa.Table, tuple[BrokenRow, ...]]:
    try:
        texts = {name: _text(column) for name, column in columns.items()}
        return pa.table(texts | {"_row": numbers}), ()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        pass
    # Some value of the batch is to blame; each is asked on its own.
    broken: dict[int, str] = {}
    texts = {}
    for name, column in columns.items():
        values = []
        for place in range(len(column)):
            try:
                values.append(_text(column.slice(place, 1))[0].as_py())
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                values.append(None)
                broken.setdefault(place, name)
        texts[name] = pa.array(values, pa.string())
    whole = [place for place in range(len(numbers)) if place not in broken]
    table = pa.table(texts | {"_row": numbers}).take(pa.array(whole, pa.int64()))
    rows = tuple(
        BrokenRow(row=numbers[place].as_py(), mend=_MEND, raw="", column=name)
        for place, name in sorted(broken.items())
    )
    return table, rows


def _text(column: pa.Array) -> pa.Array:
    """Any column as the text a CSV would hold; instants keep their offset.

    A time is cut to the microsecond, the finest that the ledger holds.
    """
    if pa.types.is_timestamp(column.type):
        utc = column.cast(pa.timestamp("us", tz=column.type.tz), safe=column.type.unit != "ns")
        if column.type.tz is not None:
            return pa.compute.strftime(utc.cast(pa.timestamp("us", tz="UTC")), "%Y-%m-%dT%H:%M:%SZ")
        return pa.compute.strftime(utc, "%Y-%m-%dT%H:%M:%S")
    if pa.types.is_boolean(column.type):
        return column.cast(pa.int8()).cast(pa.string())
    text = column.cast(pa.string())
    text.validate(full=True)  # a column may call bytes a text
    return text
