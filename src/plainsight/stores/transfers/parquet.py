"""The ledger of transfers: Parquet files by month, of which a manifest says which count."""

import fcntl
import shutil
import tempfile
from pathlib import Path

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.stores.transfers.intake import ParquetIntake
from plainsight.stores.transfers.manifest import LedgerFolder, Manifest


class ParquetLedger:
    """Implements `app.trace.flow_ports.Ledger` in one folder."""

    def __init__(self, folder: Path, *, memory_limit: str = "2GB", threads: int = 2) -> None:
        self._folder = LedgerFolder(folder)
        self._memory_limit = memory_limit
        self._threads = threads

    def intake(self, *, reads: str, source: str, feed: str = "") -> ParquetIntake:
        """Begin an ingest in a staging folder of its own."""
        staging = self._folder.path / "staging"
        # Made here and not when opened: a mistyped folder that is only asked stays missing.
        staging.mkdir(parents=True, exist_ok=True)
        _sweep(staging)
        return ParquetIntake(
            ledger=self._folder,
            staging=Path(tempfile.mkdtemp(prefix="ingest-", dir=staging)),
            reads=reads,
            source=source,
            feed=feed,
            memory_limit=self._memory_limit,
            threads=self._threads,
        )

    def snapshot(self) -> LedgerSnapshot:
        """The files of the present version; later publishes do not touch them."""
        manifest = self._folder.manifest()
        transfers = manifest.files.get("transfers", [])
        return LedgerSnapshot(
            version=manifest.version,
            transfers=self._paths(manifest, "transfers"),
            accounts=self._paths(manifest, "accounts"),
            links=self._paths(manifest, "links"),
            rates=self._paths(manifest, "rates"),
            labels=self._paths(manifest, "labels"),
            transfer_count=sum(item["rows"] for item in transfers),
            quarantined_count=manifest.quarantined_count,
            first_us=min((item["first_us"] for item in transfers), default=None),
            last_us=max((item["last_us"] for item in transfers), default=None),
            # Files of before there were feeds name none.
            feeds=tuple(item.get("feed", "") for item in transfers),
        )

    def quarantine(self) -> tuple[str, ...]:
        """Parquet files of the rows that were set aside: row, field, mend, raw."""
        return tuple(
            str(path) for path in sorted((self._folder.path / "quarantine").glob("*.parquet"))
        )

    def _paths(self, manifest: Manifest, reads: str) -> tuple[str, ...]:
        return tuple(
            str(self._folder.path / item["path"]) for item in manifest.files.get(reads, [])
        )


def _sweep(staging: Path) -> None:
    """Remove what killed ingests left; one that is alive holds its lock."""
    for folder in staging.iterdir():
        try:
            with (folder / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
