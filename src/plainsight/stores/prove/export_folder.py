"""An exported log as a folder: written whole or not at all, read without trust."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from plainsight.app.prove.log_files import (
    CHECKPOINT_FILE,
    ENTRIES_FILE,
    EXPORT_FILES,
    LEAF_HASHES_FILE,
)
from plainsight.errors import CannotRead, CannotWrite
from plainsight.prove.entry import ENTRY_BYTES_MAX
from plainsight.prove.note import NOTE_BYTES_MAX


class ExportFolder:
    """Implements `plainsight.app.prove.log_files.ExportedLog`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self) -> Iterator[bytes]:
        """Stream the entries; a line beyond the limit comes in pieces that are no entries."""
        with self._opened(ENTRIES_FILE) as opened:
            # Bounded, so that a gigabyte without a newline cannot fill the memory.
            yield from iter(partial(opened.readline, ENTRY_BYTES_MAX + 2), b"")

    def checkpoint(self) -> bytes:
        """Return the signed checkpoint, at most one byte more than any can have."""
        with self._opened(CHECKPOINT_FILE) as opened:
            return opened.read(NOTE_BYTES_MAX + 1)

    def leaf_hashes(self) -> bytes | None:
        """Return the leaf hashes, if they were exported."""
        file = self._path / LEAF_HASHES_FILE
        return file.read_bytes() if file.is_file() else None

    @contextmanager
    def _opened(self, name: str) -> Iterator[BinaryIO]:
        file = self._path / name
        try:
            if file.exists() and not file.is_file():  # a pipe would be waited for
                raise CannotRead(str(file), "it is no file; name the folder of a whole export")
            with file.open("rb") as opened:
                yield opened
        except FileNotFoundError:
            mend = "it is missing; name the folder of a whole export (`plainsight log export`)"
            raise CannotRead(str(file), mend) from None
        except OSError as problem:
            raise CannotRead(str(file), problem.strerror or str(problem)) from None


def write_folder(
    files: Mapping[str, Iterable[bytes]], *, path: Path, known: Iterable[str] = EXPORT_FILES
) -> None:
    """Write files beside `path`, then move them there as one folder.

    An earlier folder of `known` files is replaced; one with anything else in it is not touched.
    Raises CannotWrite.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _require_replaceable(path, {*known})
        fresh = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            _fill(fresh, files)
            _move_into_place(fresh, path)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from None


def _require_replaceable(path: Path, known: set[str]) -> None:
    if path.is_dir() and (foreign := {entry.name for entry in path.iterdir()} - known):
        raise CannotWrite(str(path), f"the folder holds {min(foreign)}")


def _fill(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    for name, pieces in files.items():
        with (folder / name).open("wb") as opened:
            opened.writelines(pieces)
            opened.flush()
            os.fsync(opened.fileno())
    folder.chmod(0o755)  # mkdtemp keeps it private; an export is for others to read


def _move_into_place(fresh: Path, path: Path) -> None:
    if not path.is_dir():
        fresh.rename(path)
        return
    aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    path.rename(aside)
    fresh.rename(path)
    shutil.rmtree(aside, ignore_errors=True)
