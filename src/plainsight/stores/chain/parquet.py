"""The ledger of chains in one folder: Parquet files, and a manifest that says which count.

A file that the manifest does not name is not part of the ledger, so taking an export in is one
atomic replacement of the manifest; a killed process leaves the ledger as it was.
"""

import fcntl
import json
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.trace.chain_ports import AssetRows, ChainItem, ChainSource, RawEvidence, Screen
from plainsight.errors import BadRecord
from plainsight.model.asset import Asset
from plainsight.model.transfer import Transfer
from plainsight.stores.chain.columns import (
    TRANSFERS,
    chain_transfer_of,
    evidence_of,
    transaction_of,
    transfer_of,
)
from plainsight.stores.chain.incoming import KINDS, Incoming, Published
from plainsight.trace.chain.rows import ChainTransfer, Gap, SetAside, SetAsideReason
from plainsight.trace.chain.utxo import Transaction

MANIFEST = "manifest.json"
QUARANTINED_SHOWN_MAX = 20
# Where two exports' rows share time and place, the file taken in first leads: always the same.
_KEY = "file_index, file_row_number"
_ORDER = f"at_us, block, transaction_index, log_index, rank, {_KEY}"
_NO_ROWS = pa.schema(
    [(name, TRANSFERS.field(name).type) for name in ("source", "target", "units")]
    + [("file", pa.int32()), ("row", pa.int64())]
)
_NoRow = SetAside | Gap | QuarantinedRecord  # counted and told, and never spooled
_CONTRADICTS = {"transfers": "transfer_id", "transactions": "inputs"}  # the field to look at
_SPOOL = "incoming-"  # begins the name of no file of the ledger


class ParquetChainLedger:
    """Implements app.trace.chain_ports.ChainLedger."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(
        self, name: str, sha256: str, items: Iterable[ChainItem], *, screen: Screen | None = None
    ) -> ChainSource:
        """Spool what comes, write what of it is new, then publish that with the counts."""
        with self._publishing() as manifest, self._place() as place:
            tally = _Tally()
            with Incoming(place) as incoming:
                for item in items:
                    if isinstance(item, _NoRow):
                        tally.add(item)
                        continue
                    incoming.add(item)
                    if screen is not None and isinstance(item, ChainTransfer):
                        screen.see(item)
            poisoning: Collection[str] = ()
            if screen is not None:
                screen.look_again(incoming.touching(screen.in_doubt()))
                poisoning = screen.poisoning()
                tally.gaps.extend(f"{gap.place}: {gap.why}" for gap in screen.gaps())
            without = {"transfers": poisoning}
            number = len(manifest["sources"])
            for kind in KINDS:
                file = f"{kind}-{number:05d}-{sha256[:12]}.parquet"
                published = incoming.publish(
                    kind,
                    self._folder / file,
                    known=self._files(kind),
                    without=without.get(kind, ()),
                )
                if kind == "transactions":  # the proof of a transaction that is left out, too
                    without["evidence"] = published.against.double_spenders
                tally.count(kind, incoming.counts[kind], published)
                if published.rows:
                    manifest["files"].setdefault(kind, []).append(file)
            source = tally.source(name, sha256)
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
    def _place(self) -> Iterator[Path]:
        """A folder for a spool. One that a killed process left behind is cleared away first."""
        for old in self._folder.glob(f"{_SPOOL}*"):
            shutil.rmtree(old, ignore_errors=True)
        with TemporaryDirectory(prefix=_SPOOL, dir=self._folder) as place:
            yield Path(place)

    @contextmanager
    def _publishing(self) -> Iterator[dict[str, Any]]:
        # Made here and not when opened: a mistyped folder that is only asked stays missing.
        self._folder.mkdir(parents=True, exist_ok=True)
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
class _Tally:
    """What became of the rows of one export."""

    set_aside: Counter[str] = field(default_factory=Counter)
    gaps: list[str] = field(default_factory=list)
    quarantined: list[QuarantinedRecord] = field(default_factory=list)
    quarantined_count: int = 0
    known_count: int = 0
    new_count: int = 0

    def add(self, item: _NoRow) -> None:
        match item:
            case SetAside():
                self.set_aside[item.reason.value] += 1
            case Gap():
                self.gaps.append(f"{item.place}: {item.why}")
            case QuarantinedRecord():
                self.quarantined_count += 1
                if len(self.quarantined) < QUARANTINED_SHOWN_MAX:
                    self.quarantined.append(item)

    def count(self, kind: str, seen: int, published: Published) -> None:
        against, set_aside = published.against, published.left_out
        if set_aside and kind == "transfers":
            self.set_aside[SetAsideReason.DUST_POISONING.value] += set_aside
        if kind != "evidence":  # a proof is no row of its own: it comes with its transaction
            self.new_count += published.rows
            self.known_count += seen - set_aside - published.rows - against.denied_count
        self.gaps += against.gaps
        self.quarantined_count += against.denied_count
        room = max(0, QUARANTINED_SHOWN_MAX - len(self.quarantined))
        self.quarantined += [
            QuarantinedRecord(record=row_id, field=_CONTRADICTS[kind], mend=why)
            for row_id, why in against.denied[:room]
        ]

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
