"""A file of arrays and a JSON text of how they fit. Nothing in it runs when it is read.

What is damaged, or others may have written, reads as nothing; two that write at once do not meet,
because a file appears whole.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Plan = Any  # JSON: lists and objects, with {"array": name} where an array stands
Arrays = dict[str, npt.NDArray[Any]]

_CODE = ("plainsight.engines.columnar", "plainsight.detect.views", "plainsight.detect.tables")
_DETECTOR = ("plainsight.detect", "detector.py")
_OTHERS_CAN_WRITE = 0o022
_KEPT_SECONDS = 30 * 24 * 3600


def file_of(folder: Path, policy_digest: str) -> Path:
    """Where a policy's compiled lexicon is kept: named after its words and our code."""
    return folder / f"columns-{policy_digest}-{_code_digest()}.npz"


def read_file(
    path: Path, part: Callable[[Plan], Plan] = lambda plan: plan
) -> tuple[Plan, Arrays] | None:
    """A part of the plan with its arrays, or None where nothing usable is."""
    try:
        about = path.stat()
        if about.st_uid != os.getuid() or about.st_mode & _OTHERS_CAN_WRITE:
            return None
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            plan = part(json.loads(kept["plan"].tobytes()))
            return plan, {name: kept[name] for name in _names(plan)}
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile):
        return None


def write_file(path: Path, plan: Plan, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write it whole or not at all; a disk that is full or locked only costs time next time."""
    text = np.frombuffer(json.dumps(plan).encode(), dtype=np.uint8)
    named: dict[str, Any] = {"plan": text, **arrays}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".columns-")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, **named)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        for older in path.parent.glob("columns-*.npz"):
            if older != path and older.stat().st_mtime < path.stat().st_mtime - _KEPT_SECONDS:
                older.unlink(missing_ok=True)
    except OSError:
        return


def _names(plan: Plan) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _names(part)
    elif isinstance(plan, dict):
        if "array" in plan:
            yield plan["array"]
        else:
            yield from _names(list(plan.values()))


@cache
def _code_digest() -> str:
    """Of the code and tables that the arrays come from."""
    whole = hashlib.sha256()
    for package in _CODE:
        for file in sorted(files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".tsv")):
                whole.update(file.name.encode() + b"\0" + file.read_bytes())
    whole.update(files(_DETECTOR[0]).joinpath(_DETECTOR[1]).read_bytes())
    return whole.hexdigest()[:16]
