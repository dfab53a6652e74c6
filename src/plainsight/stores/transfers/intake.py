"""One ingest into the Parquet ledger: staged batch by batch, published in one step."""

import fcntl
import shutil
from pathlib import Path
from typing import Any, TextIO

import duckdb
import pyarrow as pa
import pyarrow.parquet

from plainsight.app.trace.flow_ports import LedgerBatch, Stored
from plainsight.stores.transfers.manifest import LedgerFolder, Manifest
from plainsight.stores.transfers.rate_trial import set_doubted_aside

KEYS = {
    "transfers": ("transfer_id",),
    "accounts": ("account_id",),
    "links": ("account_id", "kind", "value"),
    "rates": ("day", "asset", "reporting"),
    "labels": ("transfer_id",),
}
# What a later row `s` may change of an earlier one `f`, as SQL. A transfer happened and is never
# rewritten; a rate is corrected by who published it, in a later file, and by nobody else.
REVISES = {
    "accounts": "true",
    "labels": "true",
    "rates": 's.again = 1 AND f.held = 1 AND s."published_by" = f."published_by"',
}
CONFLICT = "has the id of another row with other content; mend the id, or reverse the first one"
CONFLICT_OF_RATES = "another rate of this day stands; who published it corrects it, in a later file"


class ParquetIntake:
    """Implements `app.trace.flow_ports.LedgerIntake`."""

    def __init__(
        self,
        *,
        ledger: LedgerFolder,
        staging: Path,
        reads: str,
        source: str,
        feed: str,
        memory_limit: str,
        threads: int,
    ) -> None:
        self._ledger = ledger
        self._staging = staging
        self._reads = reads
        self._source = source
        self._feed = feed
        self._settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "threads": threads,
        }
        self._lock: TextIO = (staging / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._parts = 0

    def stage(self, batch: LedgerBatch) -> None:
        """Write a batch beside the ledger."""
        self._parts += 1
        if batch.rows.num_rows:
            order = pa.array([self._parts] * batch.rows.num_rows, pa.int32())
            rows = batch.rows.append_column("_part", order)
            pa.parquet.write_table(
                rows, self._staging / f"rows-{self._parts:06d}.parquet", compression="zstd"
            )
        if batch.quarantined.num_rows:
            pa.parquet.write_table(
                batch.quarantined, self._staging / f"wrong-{self._parts:06d}.parquet"
            )

    def publish(self) -> Stored:
        """Tell new rows from known and conflicting ones, and make the new ones the ledger's."""
        database = self._staging / "work.duckdb"
        try:
            with (
                duckdb.connect(str(database), config=self._settings) as connection,
                self._ledger.publishing() as manifest,
            ):
                connection.execute("SET TimeZone = 'UTC'")
                stored = self._publish_rows(connection, manifest)
                self._publish_quarantine(connection, manifest)
            return stored
        finally:
            self.drop()

    def drop(self) -> None:
        """Forget the staged rows."""
        shutil.rmtree(self._staging, ignore_errors=True)
        self._lock.close()

    def _publish_rows(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> Stored:
        parts = sorted(str(path) for path in self._staging.glob("rows-*.parquet"))
        if not parts:
            return Stored(new=0, revised=0, known=0, conflicting=0)
        _judge(connection, parts, self._ledger_files(manifest), self._reads)
        if self._reads == "rates":
            set_doubted_aside(connection, self._ledger_files(manifest))
        counts: dict[str, int] = dict(
            connection.execute("SELECT standing, count(*) FROM judged GROUP BY ALL").fetchall()
        )
        if self._reads == "transfers":
            self._write_months(connection, manifest)
        elif counts.get("new", 0) or counts.get("revised", 0):
            self._rewrite(connection, manifest)
        if counts.get("conflicting", 0):
            self._set_conflicts_aside(connection)
        return Stored(
            **{name: counts.get(name, 0) for name in ("new", "revised", "known", "conflicting")}
        )

    def _ledger_files(self, manifest: Manifest) -> list[str]:
        folder = self._ledger.path
        return [str(folder / item["path"]) for item in manifest.files.get(self._reads, [])]

    def _write_months(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
        months = connection.execute(
            "SELECT strftime(\"at\", '%Y-%m') AS month, count(*), "
            'min(epoch_us("at")), max(epoch_us("at"))'
            " FROM judged WHERE standing = 'new' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for month, rows, first_us, last_us in months:
            name = f"transfers/month={month}/{manifest.version + 1:06d}.parquet"
            (self._ledger.path / name).parent.mkdir(parents=True, exist_ok=True)
            connection.execute(
                "COPY (SELECT * EXCLUDE (standing, doubt) FROM judged WHERE standing = 'new' AND "
                f"strftime(\"at\", '%Y-%m') = '{month}' ORDER BY \"at\", transfer_id) "
                f"TO '{self._ledger.path / name}' (FORMAT parquet, COMPRESSION zstd)"
            )
            item = {"path": name, "rows": rows, "first_us": first_us, "last_us": last_us}
            manifest.files.setdefault("transfers", []).append(
                item | ({"feed": self._feed} if self._feed else {})
            )

    def _rewrite(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
        """Small tables are kept whole in one file; the former file stays for open snapshots."""
        name = f"{self._reads}/{manifest.version + 1:06d}.parquet"
        (self._ledger.path / name).parent.mkdir(parents=True, exist_ok=True)
        keys = ", ".join(f'"{name}"' for name in KEYS[self._reads])
        files = self._ledger_files(manifest)
        kept = (
            f"UNION ALL BY NAME SELECT * FROM read_parquet({files!r}) "
            f"WHERE ({keys}) NOT IN (SELECT ({keys}) FROM fresh)"
            if files
            else ""
        )
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE fresh AS "
            "SELECT * EXCLUDE (standing, doubt) FROM judged WHERE standing IN ('new', 'revised')"
        )
        connection.execute(
            f"COPY (SELECT * FROM fresh {kept} ORDER BY {keys}) "
            f"TO '{self._ledger.path / name}' (FORMAT parquet, COMPRESSION zstd)"
        )
        rows = pa.parquet.read_metadata(self._ledger.path / name).num_rows
        manifest.files[self._reads] = [{"path": name, "rows": rows}]

    def _set_conflicts_aside(self, connection: duckdb.DuckDBPyConnection) -> None:
        path = self._staging / "wrong-conflicts.parquet"
        mend = CONFLICT_OF_RATES if self._reads == "rates" else CONFLICT
        rows = "SELECT * EXCLUDE (standing, doubt) FROM judged"
        columns = [name for name, *_ in connection.execute(f"DESCRIBE {rows}").fetchall()]
        raw = ", ".join(f"'{name}': \"{name}\"" for name in columns)
        connection.execute(
            "COPY (SELECT 0::BIGINT AS row, "
            f"if(doubt IS NULL, '{KEYS[self._reads][0]}', 'rate') AS field, "
            f"coalesce(doubt, '{mend}') AS mend, to_json({{{raw}}})::VARCHAR AS raw "
            f"FROM judged WHERE standing = 'conflicting') TO '{path}' (FORMAT parquet)"
        )

    def _publish_quarantine(
        self, connection: duckdb.DuckDBPyConnection, manifest: Manifest
    ) -> None:
        """Keep set-aside rows once, however often the same file is ingested."""
        parts = sorted(str(path) for path in self._staging.glob("wrong-*.parquet"))
        if not parts:
            return
        folder = self._ledger.path / "quarantine"
        folder.mkdir(exist_ok=True)
        held = self._ledger.quarantine()
        known = (
            f"AND NOT EXISTS (SELECT 1 FROM read_parquet({list(held)!r}) h WHERE "
            "h.source = w.source AND h.raw = w.raw AND h.field = w.field)"
            if held
            else ""
        )
        connection.execute(
            "CREATE TEMP TABLE wrong AS SELECT DISTINCT ON (field, raw) * FROM "
            f"(SELECT ? AS source, * FROM read_parquet({parts!r})) w WHERE true {known}",
            [self._source],
        )
        count = _scalar(connection, "SELECT count(*) FROM wrong")
        if count:
            path = folder / f"{manifest.version + 1:06d}.parquet"
            connection.execute(
                f"COPY (SELECT * FROM wrong ORDER BY row, raw) TO '{path}' (FORMAT parquet)"
            )
            manifest.quarantined_count += count


def _judge(
    connection: duckdb.DuckDBPyConnection, parts: list[str], held: list[str], reads: str
) -> None:
    """Table `judged`: the staged rows with their standing (new, known, revised, conflicting).

    The first row with an id stands; a later one is `known` when it is equal, else it revises or
    conflicts.
    """
    keys = KEYS[reads]
    columns = [
        row[0]
        for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet({parts!r})").fetchall()
        if row[0] != "_part"
    ]
    body = ", ".join(f'"{name}"' for name in columns)
    key = ", ".join(f'"{name}"' for name in keys)
    connection.execute(
        f"CREATE TABLE staged AS SELECT {body}, row_number() OVER (PARTITION BY {key} "
        f"ORDER BY _part, _row) AS again FROM (SELECT *, row_number() OVER () AS _row "
        f"FROM read_parquet({parts!r}))"
    )
    first = f"(SELECT {body}, 0 AS held FROM staged WHERE again = 1)"
    if held:
        old = f"SELECT {body}, 1 AS held FROM read_parquet({held!r}, union_by_name = true)"
        first = (
            f"(SELECT * FROM {first} n ANTI JOIN ({old}) o USING ({key}) UNION ALL "
            f"SELECT o.* FROM ({old}) o SEMI JOIN staged USING ({key}))"
        )
    on = " AND ".join(f's."{name}" = f."{name}"' for name in keys)
    same = " AND ".join(f's."{name}" IS NOT DISTINCT FROM f."{name}"' for name in columns)
    standing = f"CASE WHEN s.again = 1 AND f.held = 0 THEN 'new' WHEN {same} THEN 'known' "
    standing += f"WHEN {REVISES.get(reads, 'false')} THEN 'revised' ELSE 'conflicting' END"
    listed = ", ".join(f's."{name}"' for name in columns)
    connection.execute(
        f"CREATE TABLE judged AS SELECT {listed}, {standing} AS standing, NULL::VARCHAR AS doubt "
        f"FROM staged s JOIN {first} f ON {on}"
    )


def _scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:  # noqa: ANN401 - any column
    row = connection.execute(sql).fetchone()
    return None if row is None else row[0]
