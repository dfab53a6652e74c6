"""One scan at a time on a SQLite file: a lock beside it that the kernel gives back with a process.

SQLite's own lock would keep everybody else from writing as long as a scan lasts.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from plainsight.errors import RecordsUnavailable

_SUFFIX = "-scan"  # records.db-scan, beside records.db-wal


@contextmanager
def scan_turn(file: str, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Wait to be the only one scanning, until the block ends; call `on_wait` if that takes waiting.

    The file stays: whoever removed it could let two in. Raises RecordsUnavailable when it cannot be
    made.
    """
    place = Path(f"{file}{_SUFFIX}")
    try:
        lock = place.open("ab")
    except OSError as failed:
        raise RecordsUnavailable(f"{place}: {failed.strerror}") from failed
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
