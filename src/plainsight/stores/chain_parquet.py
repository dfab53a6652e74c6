"""The ledger of chains in one folder: Parquet files, and a manifest that says which count.

A file that the manifest does not name is not part of the ledger, so taking an export in is one
atomic replacement of the manifest; a killed process leaves the ledger as it was.
"""

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plainsight.app.chain_ports import AssetRows, ChainItem, ChainSource, RawEvidence
from plainsight.app.feed_item import QuarantinedRecord
from plainsight.errors import BadRecord
from plainsight.model.asset import Asset
from plainsight.model.transfer import Transfer
from plainsight.stores.chain_columns import (
    EVIDENCE,
    TRANSACTIONS,
    TRANSFERS,
    chain_transfer_of,
    evidence_of,
    evidence_row,
    transaction_of,
    transaction_row,
    transfer_of,
    transfer_row,
)
from plainsight.trace.chain.rows import ChainTransfer, Gap, SetAside
from plainsight.trace.chain.utxo import Transaction

MANIFEST = "manifest.json"
QUARANTINED_SHOWN_MAX = 20
_ROWS_A_GROUP = 100_000
# Where two exports' rows share time and place, the file taken in first leads: always the same.
_KEY = "file_index, file_row_number"
_ORDER = f"at_us, block, transaction_index, log_index, rank, {_KEY}"
_NO_ROWS = pa.schema(
    [(name, TRANSFERS.field(name).type) for name in ("source", "target", "units")]
    + [("file", pa.int32()), ("row", pa.int64())]
)
_KINDS = {"transfers": TRANSFERS, "transactions": TRANSACTIONS, "evidence": EVIDENCE}


class ParquetChainLedger:
    """Implements app.chain_ports.ChainLedger."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, sha256: str, items: Iterable[ChainItem]) -> ChainSource:
        """Write what is new, then publish it with the counts of the rest."""
        with self._publishing() as manifest:
            known = self._known_ids()
            heap = _Heap(known=known)
            for item in items:
                heap.add(item)
            number = len(manifest["sources"])
            for kind, schema in _KINDS.items():
                rows = heap.rows[kind]
                if rows:
                    file = f"{kind}-{number:05d}-{sha256[:12]}.parquet"
                    table = pa.Table.from_pylist(rows, schema)
                    pq.write_table(table, self._folder / file, row_group_size=_ROWS_A_GROUP)
                    manifest["files"].setdefault(kind, []).append(file)
            source = heap.source(name, sha256)
            manifest["sources"].append(_source_json(source))
        return source

    def sources(self) -> tuple[ChainSource, ...]:
        """From the manifest."""
        return tuple(
            ChainSource(**{**entry, "gaps": tuple(entry["gaps"])})
            for entry in self._manifest()["sources"]
        )

    def mark_logged(self, count: int) -> None:
        """In one atomic replacement of the manifest."""
        with self._publishing() as manifest:
            for entry in manifest["sources"][:count]:
                entry["is_logged"] = True

    def assets(self) -> tuple[AssetRows, ...]:
        """Largest first."""
        rows = self._query(
            "transfers",
            "SELECT asset_code, any_value(decimals), any_value(asset_symbol), count(*) "
            "FROM {files} GROUP BY asset_code ORDER BY count(*) DESC, asset_code",
        )
        return tuple(
            AssetRows(
                asset=Asset(code=code, decimals=decimals, symbol=symbol), transfer_count=count
            )
            for code, decimals, symbol, count in rows
        )

    def transfers(self, asset_code: str) -> tuple[Transfer, ...]:
        """In order of time and position."""
        sql = f"SELECT * FROM {{files}} WHERE asset_code = $code ORDER BY {_ORDER}"
        table = self._table("transfers", sql, code=asset_code)
        return tuple(transfer_of(row) for row in table.to_pylist()) if table else ()

    def rows_of(self, transfer_ids: Iterable[str]) -> tuple[ChainTransfer, ...]:
        """Every transfer of the transactions that hold the given ones, of any asset."""
        sql = (
            "SELECT * FROM {files} WHERE (network, transaction_id) IN (SELECT (network, "
            "transaction_id) FROM {files} WHERE list_contains($wanted, transfer_id)) ORDER BY "
            + _ORDER
        )
        wanted = sorted(set(transfer_ids))
        table = self._table("transfers", sql, wanted=wanted)
        return tuple(chain_transfer_of(row) for row in table.to_pylist()) if table else ()

    def paid_by(self, accounts: Iterable[str]) -> tuple[ChainTransfer, ...]:
        """In order of time and position."""
        sql = f"SELECT * FROM {{files}} WHERE list_contains($wanted, source) ORDER BY {_ORDER}"
        table = self._table("transfers", sql, wanted=sorted(set(accounts)))
        return tuple(chain_transfer_of(row) for row in table.to_pylist()) if table else ()

    def table(self, asset_code: str) -> pa.Table:
        """Columns source, target, units, file, row."""
        sql = (
            "SELECT source, target, units, file_index::INTEGER AS file, file_row_number AS row "
            f"FROM {{files}} WHERE asset_code = $code ORDER BY {_ORDER}"
        )
        table = self._table("transfers", sql, code=asset_code)
        return table if table is not None else _NO_ROWS.empty_table()

    def transfers_at(self, keys: pa.Table) -> tuple[Transfer, ...]:
        """By the file's place in the manifest, which only ever grows, and the row in it."""
        sql = (
            "SELECT held.* FROM {files} AS held JOIN keys "
            "ON held.file_index = keys.file AND held.file_row_number = keys.row ORDER BY keys.place"
        )
        placed = keys.append_column("place", pa.array(range(len(keys)), pa.int64()))
        table = self._table("transfers", sql, keys=placed) if len(keys) else None
        return tuple(transfer_of(row) for row in table.to_pylist()) if table else ()

    def transactions(self) -> tuple[Transaction, ...]:
        """In order of block and place."""
        table = self._table("transactions", "SELECT * FROM {files} ORDER BY block, rank")
        return tuple(transaction_of(row) for row in table.to_pylist()) if table else ()

    def evidence(self, transaction_ids: Iterable[str]) -> tuple[RawEvidence, ...]:
        """In order of id."""
        wanted = sorted(set(transaction_ids))
        sql = (
            "SELECT * FROM {files} WHERE list_contains($wanted, transaction_id) "
            "ORDER BY transaction_id"
        )
        table = self._table("evidence", sql, wanted=wanted)
        return tuple(evidence_of(row) for row in table.to_pylist()) if table else ()

    def _known_ids(self) -> dict[str, set[str]]:
        transfers = self._query("transfers", "SELECT transfer_id FROM {files}")
        transactions = self._query("transactions", "SELECT transaction_id FROM {files}")
        proven = self._query("evidence", "SELECT transaction_id FROM {files}")
        return {
            "transfers": {row[0] for row in transfers},
            "transactions": {row[0] for row in transactions},
            "evidence": {row[0] for row in proven},
        }

    def _query(self, kind: str, sql: str) -> list[tuple[Any, ...]]:
        files = self._files(kind)
        if not files:
            return []
        with duckdb.connect() as connection:
            return connection.execute(sql.format(files="read_parquet(?)"), [files]).fetchall()

    def _table(
        self,
        kind: str,
        sql: str,
        *,
        keys: pa.Table | None = None,
        **parameters: Any,  # noqa: ANN401
    ) -> pa.Table | None:
        files = self._files(kind)
        if not files:
            return None
        with duckdb.connect() as connection:
            if keys is not None:
                connection.register("keys", keys)
            asked = sql.format(files="read_parquet($files)")
            relation = connection.sql(asked, params={**parameters, "files": files})
            table: pa.Table = relation.to_arrow_table()
        return table

    def _files(self, kind: str) -> list[str]:
        return [str(self._folder / name) for name in self._manifest()["files"].get(kind, [])]

    def _manifest(self) -> dict[str, Any]:
        path = self._folder / MANIFEST
        if not path.exists():
            return {"files": {}, "sources": []}
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return {"files": dict(content["files"]), "sources": list(content["sources"])}
        except (ValueError, KeyError, TypeError):
            raise BadRecord(str(path), "files", "restore the ledger from its backup") from None

    @contextmanager
    def _publishing(self) -> Iterator[dict[str, Any]]:
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            manifest = self._manifest()
            yield manifest
            partial = self._folder / f"{MANIFEST}.new"
            with partial.open("w", encoding="utf-8") as file:
                json.dump(manifest, file, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._folder / MANIFEST)


@dataclass(slots=True, kw_only=True)
class _Heap:
    """Rows of one export on their way into files."""

    known: dict[str, set[str]]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {k: [] for k in _KINDS})
    set_aside: Counter[str] = field(default_factory=Counter)
    gaps: list[str] = field(default_factory=list)
    quarantined: list[QuarantinedRecord] = field(default_factory=list)
    quarantined_count: int = 0
    known_count: int = 0
    new_count: int = 0

    def add(self, item: ChainItem) -> None:
        if isinstance(item, ChainTransfer):
            row = transfer_row(item, rank=len(self.rows["transfers"]))
            self._keep("transfers", item.transfer.transfer_id, row)
        elif isinstance(item, Transaction):
            row = transaction_row(item, rank=len(self.rows["transactions"]))
            self._keep("transactions", item.transaction_id, row)
        elif isinstance(item, RawEvidence):
            if item.transaction_id not in self.known["evidence"]:
                self.known["evidence"].add(item.transaction_id)
                self.rows["evidence"].append(evidence_row(item))
        elif isinstance(item, SetAside):
            self.set_aside[item.reason.value] += 1
        elif isinstance(item, Gap):
            self.gaps.append(f"{item.place}: {item.why}")
        else:
            self.quarantined_count += 1
            if len(self.quarantined) < QUARANTINED_SHOWN_MAX:
                self.quarantined.append(item)

    def _keep(self, kind: str, identity: str, row: dict[str, Any]) -> None:
        if identity in self.known[kind]:
            self.known_count += 1
            return
        self.known[kind].add(identity)
        self.rows[kind].append(row)
        self.new_count += 1

    def source(self, name: str, sha256: str) -> ChainSource:
        return ChainSource(
            name=name,
            sha256=sha256,
            new_count=self.new_count,
            known_count=self.known_count,
            quarantined_count=self.quarantined_count,
            set_aside=dict(sorted(self.set_aside.items())),
            gaps=tuple(self.gaps),
            quarantined=tuple(self.quarantined),
        )


def _source_json(source: ChainSource) -> dict[str, Any]:
    entry = asdict(source)
    # Raw quarantined rows are shown once; the manifest keeps counts only.
    del entry["quarantined"]
    return entry
