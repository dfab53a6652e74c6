"""The ledger of transfers: Parquet files by month, and one manifest that says which of them count.

A file that the manifest does not name is not part of the ledger, so a publish is one atomic
replacement of `manifest.json`: a process killed at any moment leaves the ledger as it was.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainsight.app.flow_ports import LedgerSnapshot
from plainsight.errors import BadRecord
from plainsight.stores.transfers_intake import ParquetIntake

MANIFEST = "manifest.json"


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What the ledger consists of at one version."""

    version: int = 0
    files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # reads -> files
    quarantined_count: int = 0


class ParquetLedger:
    """Implements `app.flow_ports.Ledger` in one folder."""

    def __init__(self, folder: Path, *, memory_limit: str = "2GB", threads: int = 2) -> None:
        self._folder = folder
        self._memory_limit = memory_limit
        self._threads = threads
        folder.mkdir(parents=True, exist_ok=True)

    def intake(self, *, reads: str, source: str) -> ParquetIntake:
        """Begin an ingest in a staging folder of its own."""
        staging = self._folder / "staging"
        staging.mkdir(exist_ok=True)
        _sweep(staging)
        return ParquetIntake(
            ledger=self,
            staging=Path(tempfile.mkdtemp(prefix="ingest-", dir=staging)),
            reads=reads,
            source=source,
            memory_limit=self._memory_limit,
            threads=self._threads,
        )

    def snapshot(self) -> LedgerSnapshot:
        """The files of the present version; later publishes do not touch them."""
        manifest = self.manifest()
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
        )

    def quarantine(self) -> tuple[str, ...]:
        """Parquet files of the rows that were set aside: row, field, mend, raw."""
        return tuple(str(path) for path in sorted((self._folder / "quarantine").glob("*.parquet")))

    @property
    def folder(self) -> Path:
        """Where the ledger lies."""
        return self._folder

    def manifest(self) -> Manifest:
        """Read the manifest. Raises BadRecord when it is not one."""
        path = self._folder / MANIFEST
        if not path.exists():
            return Manifest()
        try:
            content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return Manifest(
                version=content["version"],
                files=content["files"],
                quarantined_count=content["quarantined_count"],
            )
        except (ValueError, KeyError, TypeError):
            raise BadRecord(str(path), "files", "restore the ledger from its backup") from None

    @contextmanager
    def publishing(self) -> Iterator[Manifest]:
        """Hold the ledger alone; the manifest as changed in the block becomes the ledger."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            manifest = self.manifest()
            before = json.dumps([manifest.files, manifest.quarantined_count], sort_keys=True)
            yield manifest
            if json.dumps([manifest.files, manifest.quarantined_count], sort_keys=True) != before:
                manifest.version += 1
                self._replace(manifest)

    def _replace(self, manifest: Manifest) -> None:
        content = {
            "version": manifest.version,
            "files": manifest.files,
            "quarantined_count": manifest.quarantined_count,
        }
        path = self._folder / f"{MANIFEST}.new"
        with path.open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        path.replace(self._folder / MANIFEST)

    def _paths(self, manifest: Manifest, reads: str) -> tuple[str, ...]:
        return tuple(str(self._folder / item["path"]) for item in manifest.files.get(reads, []))


def _sweep(staging: Path) -> None:
    """Remove what killed ingests left; one that is alive holds its lock."""
    for folder in staging.iterdir():
        try:
            with (folder / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
