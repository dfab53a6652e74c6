"""Statements as folders, one for each period, as they are published and as they are received."""

import re
from collections.abc import Sequence
from pathlib import Path

from plainsight.app.oversight.statement_files import SIGNATURE_FILE, STATEMENT_FILE
from plainsight.app.prove.log_files import CHECKPOINT_FILE, ENTRIES_FILE, ROTATIONS_FILE
from plainsight.errors import BadStatement, UnknownId
from plainsight.oversight.verify import StatementFiles

PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4]|H[12])")
_SMALL_BYTES_MAX = 50_000_000
_ENTRIES_BYTES_MAX = 4_000_000_000


class StatementFolders:
    """Implements `plainsight.app.oversight.statement_files.Statements`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def periods(self) -> Sequence[str]:
        """Folders that hold a statement, in order of name."""
        if not self._root.is_dir():
            return ()
        names = sorted(entry.name for entry in self._root.iterdir() if PERIOD.fullmatch(entry.name))
        return tuple(name for name in names if (self._root / name / STATEMENT_FILE).is_file())

    def files(self, period: str) -> StatementFiles:
        """The files of one period. Raises UnknownId."""
        if period not in self.periods():
            raise UnknownId("statement", period)
        return read_statement_folder(self._root / period)


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
