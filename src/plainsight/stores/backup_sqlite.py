"""SQLite: its online backup, which waits for no writer and copies one consistent state."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from plainsight.errors import BackupFailed, BadBackup
from plainsight.stores.records import SqlRecords
from plainsight.stores.sqlite import sqlite_engine

_PRIVATE = 0o600
_PAGES = 2_000  # at a time, so that writers get their turn in between


def copy(url: str, target: Path) -> tuple[int, bytes]:
    """Copy to `target`; returns size and root of the log in the copy."""
    source = make_url(url).database or ""
    if not Path(source).is_file():
        raise BackupFailed(str(target), f"{source} does not exist")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL, _PRIVATE))
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copied,
        ):
            live.backup(copied, pages=_PAGES)
            # One file, without a log beside it.
            copied.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as failed:
        raise BackupFailed(str(target), str(failed)) from failed
    return _log_of(target)


def restore(backup: Path, url: str) -> None:
    """Copy back to where no file stands. Raises BadBackup."""
    target = Path(make_url(url).database or "")
    if target.exists():
        raise BadBackup(str(backup), f"{target} exists", "name another file, or move it away")
    with (
        closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as kept,
        closing(sqlite3.connect(target)) as live,
    ):
        target.chmod(_PRIVATE)
        kept.backup(live)


def _log_of(path: Path) -> tuple[int, bytes]:
    engine = sqlite_engine(make_url(f"sqlite:///{path}"))
    records = SqlRecords(engine, bytes)
    try:
        with records.read() as view:
            return view.audit.size(), view.audit.root()
    finally:
        records.close()
        for beside in (".db-wal", ".db-shm"):
            path.with_suffix(beside).unlink(missing_ok=True)
