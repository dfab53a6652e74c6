"""SQLite: its online backup, which waits for no writer and copies one consistent state."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

from plainsight.errors import BackupFailed, BadBackup
from plainsight.stores.backup.sqlite_copy import PRIVATE, copy_file
from plainsight.stores.records import SqlRecords
from plainsight.stores.sqlite import sqlite_engine


def copy(url: str, target: Path) -> tuple[int, bytes]:
    """Copy to `target`; returns size and root of the log in the copy."""
    source = make_url(url).database or ""
    if not Path(source).is_file():
        raise BackupFailed(str(target), f"{source} does not exist")
    try:
        copy_file(Path(source), target)
    except sqlite3.Error as failed:
        raise BackupFailed(str(target), str(failed)) from failed
    return _log_of(target)


@contextmanager
def restored_beside(backup: Path, url: str) -> Iterator[str]:
    """A copy beside the file asked for, which takes its name at the end; yields its URL.

    Raises BadBackup where something stands or nothing can; whatever goes wrong, no file is left.
    """
    target = Path(make_url(url).database or "")
    _require_free(backup, target)
    beside = target.with_name(f"{target.name}.partial-{secrets.token_hex(4)}")
    try:
        _copy_back(backup, beside)
        yield f"sqlite:///{beside}"
        beside.rename(target)
    finally:
        for left in beside.parent.glob(f"{beside.name}*"):
            left.unlink(missing_ok=True)


def _require_free(backup: Path, target: Path) -> None:
    if target.exists():
        raise BadBackup(str(backup), f"{target} exists", "name another file, or move it away")
    if not target.parent.is_dir():
        raise BadBackup(str(backup), f"{target.parent} is no folder", "make it, or name another")


def _copy_back(backup: Path, target: Path) -> None:
    try:
        with (
            # Nobody writes to a backup; read as one that may change, files would come up beside it.
            closing(sqlite3.connect(f"{backup.absolute().as_uri()}?immutable=1", uri=True)) as kept,
            closing(sqlite3.connect(target)) as live,
        ):
            target.chmod(PRIVATE)
            kept.backup(live)
    except (sqlite3.Error, OSError) as failed:
        mend = "restore to a place that can be written and has room"
        raise BadBackup(str(backup), f"{target}: {failed}", mend) from failed


def _log_of(path: Path) -> tuple[int, bytes]:
    engine = sqlite_engine(URL.create("sqlite", database=str(path)))
    records = SqlRecords(engine, bytes)
    try:
        with records.read() as view:
            return view.audit.size(), view.audit.root()
    finally:
        records.close()
        for beside in (".db-wal", ".db-shm"):
            path.with_suffix(beside).unlink(missing_ok=True)
