"""A consistent copy of a SQLite file that others may be writing to."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

PRIVATE = 0o600
_PAGES = 2_000  # at a time, so that writers get their turn in between


def copy_file(source: Path, target: Path) -> None:
    """Copy to a file that must not exist. Raises FileExistsError, OSError, sqlite3.Error."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL, PRIVATE))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copied,
        ):
            live.backup(copied, pages=_PAGES)
            # One file, without a log beside it.
            copied.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def keep_before(source: Path, revision: str) -> Path:
    """Copy a file as a release before wrote it, beside it and once: `plainsight.db.r0009`.

    Raises OSError and sqlite3.Error where there is no room for it.
    """
    kept = source.with_name(f"{source.name}.{revision}")
    # One of an upgrade that was broken off, or of a restored copy, is never written over.
    with suppress(FileExistsError):
        copy_file(source, kept)
    return kept
