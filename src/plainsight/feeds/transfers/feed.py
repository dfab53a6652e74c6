"""A file of transfers, accounts, links, rates or labels, read through its mapping."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from plainsight.app.trace.flow_ports import LedgerBatch
from plainsight.feeds.transfers.batch import BrokenRow, TextBatch
from plainsight.feeds.transfers.derived import DerivedIds
from plainsight.feeds.transfers.mapping import Reads, TransferMapping
from plainsight.feeds.transfers.rows import column_names, read_rows
from plainsight.feeds.transfers.sql import Projection, compile_mapping, flag_columns, needed_columns
from plainsight.feeds.transfers.zones import add_zone

QUARANTINE = pa.schema(
    [("row", pa.int64()), ("field", pa.string()), ("mend", pa.string()), ("raw", pa.string())]
)
_INSTANTS = {"at", "opened_at"}


class MappedFile:
    """Implements `app.trace.flow_ports.LedgerFeed` over one file; memory follows one batch."""

    def __init__(self, path: Path, mapping: TransferMapping) -> None:
        self._path = path
        self._mapping = mapping
        # Checked at once: a wrong mapping should not cost the reading of half a file.
        names = column_names(path, separator=mapping.separator)
        self._projection = compile_mapping(mapping, names)
        self._columns = tuple(name for name in needed_columns(mapping) if name in names)

    @property
    def source(self) -> str:
        """The file's name, never its whole path."""
        return self._path.name

    @property
    def reads(self) -> Reads:
        """What the rows are."""
        return self._mapping.reads

    def __iter__(self) -> Iterator[LedgerBatch]:
        """Typed batches in the file's order, each with its quarantined rows."""
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            transfer_id = self._mapping.fields.get("transfer_id")
            derived = None
            if transfer_id is not None and transfer_id.is_derived:
                derived = DerivedIds(connection, transfer_id.prefix)
            for zone in {item.zone for item in self._mapping.fields.values() if item.zone}:
                add_zone(connection, zone)
            batches = read_rows(
                self._path,
                self._columns,
                separator=self._mapping.separator,
                flags=flag_columns(self._mapping),
            )
            for batch in batches:
                made = _convert(connection, batch, self._projection)
                yield made if derived is None else replace(made, rows=derived.give(made.rows))


def _convert(
    connection: duckdb.DuckDBPyConnection, batch: TextBatch, projection: Projection
) -> LedgerBatch:
    connection.register("rows", batch.table)
    typed = connection.sql(projection.sql).to_arrow_table()
    connection.unregister("rows")
    wrong = pa.compute.not_equal(typed.column("wrong"), 0)
    bad = typed.filter(wrong)
    rows = _typed(typed.filter(pa.compute.invert(wrong)), projection)
    return LedgerBatch(
        rows=rows,
        quarantined=_quarantined(batch, bad, projection),
        read_count=batch.table.num_rows + len(batch.broken),
        skipped_count=batch.table.num_rows - typed.num_rows,
        read_share=batch.read_share,
    )


def _typed(table: pa.Table, projection: Projection) -> pa.Table:
    columns = {}
    for name in projection.columns:
        column = table.column(name)
        if name in _INSTANTS:
            column = column.cast(pa.int64()).cast(pa.timestamp("us", tz="UTC"))
        columns[name] = column
    return pa.table(columns)


def _quarantined(batch: TextBatch, bad: pa.Table, projection: Projection) -> pa.Table:
    raw = {}
    if bad.num_rows:
        numbers = bad.column("_row")
        kept = batch.table.filter(pa.compute.is_in(batch.table.column("_row"), value_set=numbers))
        raw = {item.pop("_row"): item for item in kept.to_pylist()}
    rows = [_broken(broken) for broken in batch.broken]
    for number, wrong in zip(
        bad.column("_row").to_pylist(), bad.column("wrong").to_pylist(), strict=True
    ):
        field, mend = projection.mends[wrong]
        text = json.dumps(raw[number], ensure_ascii=False)
        rows.append({"row": number, "field": field, "mend": mend, "raw": text})
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["row"]), schema=QUARANTINE)


def _broken(broken: BrokenRow) -> dict[str, str | int]:
    return {"row": broken.row, "field": broken.column, "mend": broken.mend, "raw": broken.raw}
