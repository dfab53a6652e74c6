"""A file of arrays and a JSON text of how they fit. Nothing in it runs when it is read.

What is damaged, goes by another name than it was written under, or others may have written, reads
as nothing. Two that write at once do not meet, because a file appears whole.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

Plan = Any  # JSON: lists and objects, with {"array": name} where an array stands
Arrays = dict[str, npt.NDArray[Any]]

_OTHERS_CAN_WRITE = 0o022
_KEPT_FILES_MAX = 8  # of one kind: who tries many policies has many, at 70 MB each


def read_file(
    path: Path, part: Callable[[Plan], Plan] = lambda plan: plan
) -> tuple[Plan, Arrays] | None:
    """A part of the plan with its arrays, or None where nothing usable is."""
    try:
        with os.fdopen(_open_own(path), "rb") as file:
            found = _read(file, path.name, part)
            os.utime(file.fileno())  # what is used stays
            return found
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile):
        return None


def write_file(path: Path, plan: Plan, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write it whole or not at all; a disk that is full or locked only costs time next time."""
    text = json.dumps({"name": path.name, "plan": plan}).encode()
    named: dict[str, Any] = {"plan": np.frombuffer(text, dtype=np.uint8), **arrays}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kept-")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, **named)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        kind = path.name.partition("-")[0]
        newest = sorted(path.parent.glob(f"{kind}-*.npz"), key=_age)
        for older in newest[_KEPT_FILES_MAX:]:
            older.unlink(missing_ok=True)
    except OSError:
        return


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def _open_own(path: Path) -> int:
    """Open what nobody else can have written. Raises PermissionError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    about = os.fstat(handle)
    if about.st_uid != os.getuid() or about.st_mode & _OTHERS_CAN_WRITE:
        os.close(handle)
        raise PermissionError(str(path))
    return handle


def _read(file: BinaryIO, name: str, part: Callable[[Plan], Plan]) -> tuple[Plan, Arrays] | None:
    with np.load(file, allow_pickle=False) as kept:
        whole = json.loads(kept["plan"].tobytes())
        if whole["name"] != name:  # another file of ours, moved here by somebody
            return None
        plan = part(whole["plan"])
        return plan, {name: kept[name] for name in _names(plan)}


def _names(plan: Plan) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _names(part)
    elif isinstance(plan, dict):
        if "array" in plan:
            yield plan["array"]
        else:
            yield from _names(list(plan.values()))
