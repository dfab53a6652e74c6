"""Statements as folders, one for each period, as they are published and as they are received."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from plainsight.app.oversight.statement_files import SIGNATURE_FILE, STATEMENT_FILE
from plainsight.app.prove.log_files import CHECKPOINT_FILE, ENTRIES_FILE, ROTATIONS_FILE
from plainsight.errors import BadStatement, UnknownId
from plainsight.oversight.period import is_period
from plainsight.oversight.statement import read_statement
from plainsight.oversight.verify import StatementFiles

_SMALL_BYTES_MAX = 50_000_000
_ENTRIES_BYTES_MAX = 4_000_000_000
_REMEMBERED = 1_000  # statements whose place in the log is kept in mind
_UNREADABLE = (1 << 62, 0)  # after all others, where whoever takes the newest reads what is wrong


class StatementFolders:
    """Implements `plainsight.app.oversight.statement_files.Statements`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def periods(self) -> Sequence[str]:
        """Folders that hold a statement, in the order in which their stretches lie in the log."""
        if not self._root.is_dir():
            return ()
        names = sorted(each.name for each in self._root.iterdir() if self._holds(each.name))
        return tuple(sorted(names, key=lambda name: _place(self._root / name / STATEMENT_FILE)))

    def files(self, period: str) -> StatementFiles:
        """The files of one period. Raises UnknownId."""
        if not self._holds(period):
            raise UnknownId("statement", period)
        return read_statement_folder(self._root / period)

    def _holds(self, period: str) -> bool:
        return is_period(period) and (self._root / period / STATEMENT_FILE).is_file()


def _place(file: Path) -> tuple[int, int]:
    """Where the stretch of a statement begins and ends."""
    told = file.stat()
    return _read_place(file, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=_REMEMBERED)  # the first page of the web door asks for all of them each time
def _read_place(file: Path, changed_at: int, size: int) -> tuple[int, int]:
    try:
        statement = read_statement(_read(file, _SMALL_BYTES_MAX))
    except BadStatement:
        return _UNREADABLE
    return statement.first, statement.end


def read_statement_folder(folder: Path) -> StatementFiles:
    """Read a bundle without trust; what is missing is empty.

    Raises BadStatement when a file is larger than any can be.
    """
    return StatementFiles(
        statement=_read(folder / STATEMENT_FILE, _SMALL_BYTES_MAX),
        signature=_read(folder / SIGNATURE_FILE, _SMALL_BYTES_MAX),
        checkpoint=_read(folder / CHECKPOINT_FILE, _SMALL_BYTES_MAX),
        lines=_lines(_read(folder / ENTRIES_FILE, _ENTRIES_BYTES_MAX)),
        rotations=_lines(_read(folder / ROTATIONS_FILE, _SMALL_BYTES_MAX)),
    )


def _lines(content: bytes) -> tuple[bytes, ...]:
    """Every line; what stands after the last newline is one too, and will not verify."""
    lines = content.split(b"\n")
    return tuple(lines[:-1] if lines[-1] == b"" else lines)


def _read(file: Path, bytes_max: int) -> bytes:
    if not file.is_file():
        return b""
    if file.stat().st_size > bytes_max:
        raise BadStatement(file.name, f"larger than {bytes_max:,} bytes")
    return file.read_bytes()
