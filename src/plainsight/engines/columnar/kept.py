"""Keep a compiled lexicon in a file: arrays as numpy writes them, and a JSON text of how they fit.

Nothing in such a file runs when it is read. What is damaged, or was written for other words or by
other code, is compiled anew; two that write at once do not meet, because a file appears whole.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from plainsight.detect.views import View
from plainsight.engines.columnar.batch import Strings
from plainsight.engines.columnar.build import Built
from plainsight.engines.columnar.dictionary import Literals
from plainsight.engines.columnar.forms import Forms
from plainsight.engines.columnar.glance import Glance
from plainsight.engines.columnar.joined import Joined
from plainsight.engines.columnar.literal_kernels import Compiled
from plainsight.engines.columnar.phrases import Phrases
from plainsight.engines.columnar.words import Words

# What makes up each object; the rest is needed only while compiling.
_FIELDS: dict[type, tuple[str, ...]] = {
    Built: (
        "finders", "glance", "literals", "literals_of_forms", "senses_of_forms", "anchors",
        "sense_words",
    ),
    Words: ("_table", "_lasts"),
    Forms: ("_rules", "_known"),
    Joined: ("_table", "_longest"),
    Phrases: ("_fines", "_roughs", "_skipped"),
    Glance: ("_sets", "_places", "_skipped", "_limits", "_info"),
    Literals: ("texts", "terms"),
    Strings: ("data", "offsets"),
    Compiled: Compiled._fields,
}  # fmt: skip
_KINDS = {kind.__name__: kind for kind in _FIELDS}
_MADE_WHOLE = (Built, Strings, Compiled)  # by their names for fields
_CODE = ("plainsight.engines.columnar", "plainsight.detect.views", "plainsight.detect.tables")
_DETECTOR = ("plainsight.detect", "detector.py")
_OTHERS_CAN_WRITE = 0o022


def file_of(folder: Path, policy_digest: str) -> Path:
    """Where a policy's compiled lexicon is kept: named after its words and our code."""
    return folder / f"columns-{policy_digest}-{_code_digest()}.npz"


def read_kept(path: Path) -> Built | None:
    """What is kept there, or None where nothing usable is, or others may have written it."""
    try:
        about = path.stat()
        if about.st_uid != os.getuid() or about.st_mode & _OTHERS_CAN_WRITE:
            return None
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        built = _unpacked(json.loads(arrays["plan"].tobytes()), arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None
    return built if isinstance(built, Built) else None


def keep(built: Built, path: Path) -> None:
    """Write it whole or not at all; a disk that is full or locked only costs time next time."""
    arrays: dict[str, Any] = {}
    plan = json.dumps(_packed(built, arrays)).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".columns-")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, plan=np.frombuffer(plan, dtype=np.uint8), **arrays)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        for older in path.parent.glob("columns-*.npz"):
            if older != path and older.stat().st_mtime < path.stat().st_mtime - _KEPT_SECONDS:
                older.unlink(missing_ok=True)
    except OSError:
        return


_KEPT_SECONDS = 30 * 24 * 3600


def _packed(value: Any, arrays: dict[str, Any]) -> Any:  # noqa: ANN401 - any part of the tree
    kind = type(value)
    if kind in _FIELDS:
        fields = [_packed(getattr(value, name), arrays) for name in _FIELDS[kind]]
        return {"kind": kind.__name__, "fields": fields}
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, dict):
        return {"by_view": {str(view): _packed(part, arrays) for view, part in value.items()}}
    if isinstance(value, list | tuple):
        return [_packed(part, arrays) for part in value]
    return int(value)


def _unpacked(plan: Any, arrays: dict[str, Any]) -> Any:  # noqa: ANN401 - any part of the tree
    if isinstance(plan, list):
        return tuple(_unpacked(part, arrays) for part in plan)
    if not isinstance(plan, dict):
        return plan
    if "array" in plan:
        return arrays[plan["array"]]
    if "by_view" in plan:
        return {View(view): _unpacked(part, arrays) for view, part in plan["by_view"].items()}
    kind = _KINDS[plan["kind"]]
    values = (_unpacked(part, arrays) for part in plan["fields"])
    fields = dict(zip(_FIELDS[kind], values, strict=True))
    if kind in _MADE_WHOLE:
        return kind(**fields)
    made: object = object.__new__(kind)
    vars(made).update(fields)
    return made


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
