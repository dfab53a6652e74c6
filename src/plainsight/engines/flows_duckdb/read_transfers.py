"""The few transfers that findings rest on, as values."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from plainsight.app.trace.flow_ports import LedgerSnapshot, ValuedTransfer
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.prepare import files_sql, read_rates, read_watch
from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.watched import Watch

_TEXTS = ("source", "target", "channel", "purpose", "place", "source_country", "target_country")


class DuckTransfers:
    """Implements `app.trace.flow_ports.TransferReader`."""

    def __init__(self, workspace: Workspace | None = None) -> None:
        self._workspace = workspace or Workspace()

    def read(
        self,
        snapshot: LedgerSnapshot,
        transfer_ids: Collection[str],
        reporting: Asset,
        *,
        as_of: datetime | None = None,
    ) -> dict[str, ValuedTransfer]:
        """One pass over the ledger for all of them, one for their dealings. Raises NoRate."""
        if not transfer_ids or not snapshot.transfers:
            return {}
        with self._workspace.open() as connection:
            rates = read_rates(connection, snapshot, reporting)
            assets = {rate.asset.code: rate.asset for rate in rates} | {reporting.code: reporting}
            found: dict[str, ValuedTransfer] = {}
            rows = _rows(connection, snapshot, transfer_ids)
            dealings = _dealings(connection, snapshot, rows, as_of)
            for row in rows:
                asset = assets.get(row["asset"]) or fiat(row["asset"])
                transfer = Transfer(
                    transfer_id=row["transfer_id"],
                    money=Money(units=row["units"], asset=asset),
                    at=row["at"].astimezone(UTC),
                    **{name: row[name] for name in _TEXTS},
                )
                value = rates.value(transfer.money, transfer.at)
                found[transfer.transfer_id] = ValuedTransfer(
                    transfer=transfer, value=value, dealings=dealings[_pair(row)], feed=row["feed"]
                )
        return found

    def held(self, snapshot: LedgerSnapshot, transfer_ids: Collection[str]) -> frozenset[str]:
        """Which of these transfers the ledger holds: one pass over its ids."""
        if not transfer_ids or not snapshot.transfers:
            return frozenset()
        with self._workspace.open() as connection:
            _register(connection, transfer_ids)
            rows = connection.execute(
                f"SELECT transfer_id FROM read_parquet({files_sql(snapshot.transfers)}, "
                "union_by_name = true) SEMI JOIN wanted_ids USING (transfer_id)"
            ).fetchall()
        return frozenset(transfer_id for (transfer_id,) in rows)

    def watched(self, snapshot: LedgerSnapshot, *, as_of: datetime | None = None) -> Watch:
        """When each feed was watched: one pass over its instants."""
        if not snapshot.transfers:
            return {}
        with self._workspace.open() as connection:
            return read_watch(connection, snapshot, as_of)


def _register(connection: duckdb.DuckDBPyConnection, transfer_ids: Collection[str]) -> None:
    wanted = pa.table({"transfer_id": pa.array(sorted(transfer_ids), pa.string())})
    connection.register("wanted_ids", wanted)


def _rows(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, transfer_ids: Collection[str]
) -> list[dict[str, Any]]:
    _register(connection, transfer_ids)
    columns = ", ".join(("transfer_id", "units", "asset", '"at"', *_TEXTS))
    rows: list[dict[str, Any]] = []
    for feed, paths in snapshot.files_by_feed.items():
        table = connection.sql(
            f"SELECT {columns} FROM read_parquet({files_sql(paths)}, union_by_name = true)"
            " SEMI JOIN wanted_ids USING (transfer_id)"
        ).to_arrow_table()
        rows += [row | {"feed": feed} for row in table.to_pylist()]
    return rows


def _dealings(
    connection: duckdb.DuckDBPyConnection,
    snapshot: LedgerSnapshot,
    rows: Sequence[Mapping[str, Any]],
    as_of: datetime | None,
) -> Counter[tuple[str, str]]:
    """How many transfers passed between the two accounts of each row, either way."""
    pairs = sorted({pair for row in rows for pair in (_pair(row), _pair(row)[::-1])})
    wanted = pa.table(
        {
            "source": pa.array([source for source, _ in pairs], pa.string()),
            "target": pa.array([target for _, target in pairs], pa.string()),
        }
    )
    connection.register("wanted_pairs", wanted)
    known = "" if as_of is None else f" WHERE \"at\" <= '{as_of.isoformat()}'::TIMESTAMPTZ"
    counts: Counter[tuple[str, str]] = Counter()
    for source, target, count in connection.execute(
        "SELECT source, target, count(*) FROM (SELECT source, target FROM read_parquet("
        f"{files_sql(snapshot.transfers)}, union_by_name = true){known}) "
        "SEMI JOIN wanted_pairs USING (source, target) GROUP BY ALL"
    ).fetchall():
        counts[_pair({"source": source, "target": target})] += count
    return counts


def _pair(row: Mapping[str, Any]) -> tuple[str, str]:
    """The two ends in one order, whoever paid."""
    source, target = row["source"], row["target"]
    return (source, target) if source <= target else (target, source)
