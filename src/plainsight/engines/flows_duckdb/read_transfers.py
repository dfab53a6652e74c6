"""The few transfers that findings rest on, as values."""

from collections.abc import Collection
from datetime import UTC
from typing import Any

import duckdb
import pyarrow as pa

from plainsight.app.flow_ports import LedgerSnapshot, ValuedTransfer
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.prepare import files_sql, read_rates
from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer

_TEXTS = ("source", "target", "channel", "purpose", "place", "source_country", "target_country")


class DuckTransfers:
    """Implements `app.flow_ports.TransferReader`."""

    def __init__(self, workspace: Workspace | None = None) -> None:
        self._workspace = workspace or Workspace()

    def read(
        self, snapshot: LedgerSnapshot, transfer_ids: Collection[str], reporting: Asset
    ) -> dict[str, ValuedTransfer]:
        """One pass over the ledger for all of them. Raises NoRate."""
        if not transfer_ids or not snapshot.transfers:
            return {}
        with self._workspace.open() as connection:
            rates = read_rates(connection, snapshot, reporting)
            assets = {rate.asset.code: rate.asset for rate in rates} | {reporting.code: reporting}
            found: dict[str, ValuedTransfer] = {}
            for row in _rows(connection, snapshot, transfer_ids):
                asset = assets.get(row["asset"]) or fiat(row["asset"])
                transfer = Transfer(
                    transfer_id=row["transfer_id"],
                    money=Money(units=row["units"], asset=asset),
                    at=row["at"].astimezone(UTC),
                    **{name: row[name] for name in _TEXTS},
                )
                value = rates.value(transfer.money, transfer.at)
                found[transfer.transfer_id] = ValuedTransfer(transfer=transfer, value=value)
        return found


def _rows(
    connection: duckdb.DuckDBPyConnection, snapshot: LedgerSnapshot, transfer_ids: Collection[str]
) -> list[dict[str, Any]]:
    wanted = pa.table({"transfer_id": pa.array(sorted(transfer_ids), pa.string())})
    connection.register("wanted_ids", wanted)
    columns = ", ".join(("transfer_id", "units", "asset", '"at"', *_TEXTS))
    table = connection.sql(
        f"SELECT {columns} FROM read_parquet({files_sql(snapshot.transfers)}, union_by_name = true)"
        " SEMI JOIN wanted_ids USING (transfer_id)"
    ).to_arrow_table()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
