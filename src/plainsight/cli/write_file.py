"""Files that appear whole or not at all."""

import os
import shutil
from pathlib import Path

from plainsight.cli.file_kind import IRREPLACEABLE, Kind, kind_at, kind_of
from plainsight.errors import CannotWrite

_MARKS = (".demo", "demo.key")  # of a folder that a demo made; the second by releases before


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside the target, then move over it; what is no file (a pipe) is written into.

    A link stays and its target is written. Folders are not made. What is of another kind than the
    content is not written over. Raises CannotWrite.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", errors="surrogatepass")
    require_writable(path, kind=kind_of(content))
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from None


def write_within(folder: Path, name: str, content: str | bytes) -> None:
    """Write one of several files of a folder, which is made where it is missing.

    Raises CannotWrite.
    """
    path = folder / name
    make_folder(path.parent)
    write_whole(path, content)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are missing. Raises CannotWrite."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(str(path), error.strerror or str(error)) from None


def make_anew(path: Path) -> None:
    """Make a folder for what a demo writes; what an earlier demo wrote there goes.

    Raises CannotWrite where the folder holds anything else: nobody's own files are removed.
    """
    if path.is_dir() and any(path.iterdir()) and not any((path / mark).exists() for mark in _MARKS):
        raise CannotWrite(str(path), "it holds what no demo wrote; name a new folder")
    shutil.rmtree(path, ignore_errors=True)
    make_folder(path)
    write_whole(path / _MARKS[0], "")


def require_writable(path: Path, *, kind: Kind | None = None) -> None:
    """Say before long work what would fail after it. Raises CannotWrite.

    A file that stands there is written over by one of its own kind alone, where it is known, and a
    database or a key by none: a slip in a name must not cost the posts, the records or the log.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise CannotWrite(str(path), "it is a link that leads to itself")
    if path.is_dir():
        raise CannotWrite(str(path), "it is a folder")
    if not target.parent.is_dir():
        raise CannotWrite(str(path), f"there is no folder {target.parent}")
    if not os.access(path if path.exists() else target.parent, os.W_OK):
        raise CannotWrite(str(path), "you may not write there")
    there = kind_at(path) if os.access(path, os.R_OK) else None
    if there is not None and (there is not kind if kind else there in IRREPLACEABLE):
        raise CannotWrite(str(path), f"it holds {there}, which would be lost")


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
