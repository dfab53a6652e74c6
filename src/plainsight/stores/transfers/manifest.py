"""The manifest of a ledger in a folder: which of its files count.

A file that the manifest does not name is not part of the ledger, so a publish is one atomic
replacement of `manifest.json`: a process killed at any moment leaves the ledger as it was.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainsight.errors import BadRecord

MANIFEST = "manifest.json"


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What the ledger consists of at one version."""

    version: int = 0
    files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # reads -> files
    quarantined_count: int = 0


class LedgerFolder:
    """A folder with a manifest: read by anyone, changed by one at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def quarantine(self) -> tuple[str, ...]:
        """Parquet files of the rows that were set aside: row, field, mend, raw."""
        return tuple(str(file) for file in sorted((self.path / "quarantine").glob("*.parquet")))

    def manifest(self) -> Manifest:
        """Read the manifest. Raises BadRecord when it is not one."""
        path = self.path / MANIFEST
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
        with (self.path / "lock").open("w") as lock:
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
        path = self.path / f"{MANIFEST}.new"
        with path.open("w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        path.replace(self.path / MANIFEST)
