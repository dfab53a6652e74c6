"""Rows of one export on their way into the chain ledger: spooled to disk, then cleared of doubles.

Whatever the export's size, memory holds a batch of rows: what is known already, and which of two
copies comes first, is asked of the files.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainsight.app.trace.chain_ports import RawEvidence
from plainsight.stores.chain.columns import (
    EVIDENCE,
    TRANSACTIONS,
    TRANSFERS,
    evidence_row,
    transaction_row,
    transfer_row,
)
from plainsight.stores.chain.contradictions import Contradictions, find_contradictions
from plainsight.stores.chain.double_spends import find_double_spends
from plainsight.trace.chain.rows import ChainTransfer
from plainsight.trace.chain.utxo import Transaction

ROWS_A_GROUP = 100_000
_ROWS_A_BATCH = 20_000
_MEMORY = "1GB"  # of the database that looks for doubles; it goes to disk beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of rows: its columns, what names a row, and which of two copies is kept."""

    schema: pa.Schema
    identity: str
    order: str


KINDS = {
    "transfers": Kind(
        schema=TRANSFERS,
        identity="transfer_id",
        order="at_us, block, transaction_index, log_index, rank",
    ),
    "transactions": Kind(schema=TRANSACTIONS, identity="transaction_id", order="block, rank"),
    "evidence": Kind(schema=EVIDENCE, identity="transaction_id", order="transaction_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of the rows of one kind."""

    rows: int  # written
    left_out: int  # as `without`
    against: Contradictions


class Incoming:
    """A spool in a folder of its own. Rows go in by `add`; once it is left, they are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self.counts = dict.fromkeys(KINDS, 0)

    def __enter__(self) -> "Incoming":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for name in KINDS:
                self._flush(name)
        for writer in self._writers.values():
            writer.close()

    def add(self, item: ChainTransfer | Transaction | RawEvidence) -> None:
        """Spool one row of its kind, behind those of its kind that came before."""
        match item:
            case ChainTransfer():
                self._add("transfers", transfer_row(item, rank=self.counts["transfers"]))
            case Transaction():
                self._add("transactions", transaction_row(item, rank=self.counts["transactions"]))
            case RawEvidence():
                self._add("evidence", evidence_row(item))

    def touching(self, accounts: Collection[str]) -> Iterator[dict[str, Any]]:
        """Every spooled transfer that one of these accounts paid or got: its ends and amount."""
        if not accounts or not self.counts["transfers"]:
            return
        wanted = pa.array(sorted(accounts), pa.string())
        columns = ["source", "target", "units", "asset_code"]
        with pq.ParquetFile(self._path("transfers")) as file:
            for batch in file.iter_batches(_ROWS_A_BATCH, columns=columns):
                paid = pc.is_in(batch["source"], value_set=wanted)
                got = pc.is_in(batch["target"], value_set=wanted)
                yield from batch.filter(pc.or_(paid, got)).to_pylist()

    def publish(
        self, kind: str, path: Path, *, known: Sequence[str], without: Collection[str] = ()
    ) -> Published:
        """Write the rows that neither `known` files nor an earlier row hold into `path`.

        Rows `without` are left out, and those that contradict. A file comes to be only when there
        is a row for it.
        """
        if not self.counts[kind]:
            return Published(rows=0, left_out=0, against=Contradictions())
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{_MEMORY}'")
            connection.execute("SET temp_directory = $place", {"place": str(self._folder)})
            left_out, against = self._mark(connection, KINDS[kind], kind, known, without)
            reader = connection.sql(
                "SELECT * FROM read_parquet($incoming) "
                "WHERE file_row_number NOT IN (SELECT place FROM dropped)",
                params={"incoming": self._path(kind)},
            ).to_arrow_reader(_ROWS_A_BATCH)
            rows = _write(reader, path, KINDS[kind].schema)
            return Published(rows=rows, left_out=left_out, against=against)

    def _add(self, kind: str, row: dict[str, Any]) -> None:
        self._waiting[kind].append(row)
        self.counts[kind] += 1
        if len(self._waiting[kind]) >= _ROWS_A_BATCH:
            self._flush(kind)

    def _mark(
        self,
        connection: duckdb.DuckDBPyConnection,
        kind: Kind,
        name: str,
        known: Sequence[str],
        without: Collection[str],
    ) -> tuple[int, Contradictions]:
        """Make the table `dropped` of row numbers; how many are `without`, and what contradicts."""
        incoming = {"incoming": self._path(name)}
        held = f"SELECT {kind.identity} AS id FROM read_parquet($known)"
        files = {"known": list(known)} if known else {}
        also = f"UNION ALL SELECT hash(id) FROM ({held})" if known else ""
        # Hashes find the few ids that may stand twice: ids themselves are long and millions.
        connection.execute(
            "CREATE TEMP TABLE twice AS SELECT h FROM (SELECT hash("
            f"{kind.identity}) AS h FROM read_parquet($incoming) {also}) "
            "GROUP BY h HAVING count(*) > 1",
            {**incoming, **files},
        )
        stored = f"id IN (SELECT id FROM ({held}) WHERE hash(id) IN (FROM twice))"
        connection.execute(
            f"CREATE TEMP TABLE dropped AS SELECT place FROM (SELECT {kind.identity} AS id, "
            f"file_row_number AS place, row_number() OVER (PARTITION BY {kind.identity} "
            f"ORDER BY {kind.order}, file_row_number) AS copy FROM read_parquet($incoming) "
            f"WHERE hash({kind.identity}) IN (FROM twice)) "
            f"WHERE copy > 1 {f'OR {stored}' if known else ''}",
            {**incoming, **files},
        )
        against = Contradictions()
        if name != "evidence":
            against = find_contradictions(connection, name, {**incoming, **files})
        if name == "transactions":
            find_double_spends(connection, {**incoming, **files}, against)
        if not without:
            return 0, against
        connection.register("without_ids", pa.table({"id": sorted(without)}))
        found: pa.Table = connection.sql(
            f"SELECT file_row_number FROM read_parquet($incoming) WHERE {kind.identity} "
            "IN (SELECT id FROM without_ids)",
            params=incoming,
        ).to_arrow_table()
        connection.register("more", found)
        connection.execute("INSERT INTO dropped SELECT file_row_number FROM more")
        return len(found), against

    def _flush(self, kind: str) -> None:
        rows = self._waiting[kind]
        if not rows:
            return
        schema = KINDS[kind].schema
        if kind not in self._writers:
            self._writers[kind] = pq.ParquetWriter(self._path(kind), schema)
        self._writers[kind].write_table(pa.Table.from_pylist(rows, schema))
        rows.clear()

    def _path(self, kind: str) -> str:
        return str(self._folder / f"{kind}.parquet")


def _write(reader: pa.RecordBatchReader, path: Path, schema: pa.Schema) -> int:
    """Row groups of one size; how many rows there were."""
    count = 0
    writer: pq.ParquetWriter | None = None
    waiting: list[pa.RecordBatch] = []
    rows_waiting = 0
    try:
        for batch in reader:
            waiting.append(batch)
            rows_waiting += len(batch)
            count += len(batch)
            if rows_waiting >= ROWS_A_GROUP:
                writer = writer or pq.ParquetWriter(path, schema)
                writer.write_table(pa.Table.from_batches(waiting).cast(schema))
                waiting, rows_waiting = [], 0
        if rows_waiting:
            writer = writer or pq.ParquetWriter(path, schema)
            writer.write_table(pa.Table.from_batches(waiting).cast(schema))
    finally:
        if writer is not None:
            writer.close()
    return count
