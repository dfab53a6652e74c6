"""Objects made of arrays <-> a plan in JSON and the arrays by name."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from plainsight.detect.views import View
from plainsight.engines.columnar.dictionary import Literals
from plainsight.engines.columnar.kept_file import Arrays, Plan
from plainsight.engines.columnar.pieces import Pieces
from plainsight.engines.columnar.strings import Strings

# What makes up each object; the rest is needed only while compiling.
Fields = Mapping[type, tuple[str, ...]]
LITERAL_FIELDS: Fields = {
    Literals: ("texts", "origins", "pieces"),
    Strings: ("data", "offsets"),
    Pieces: ("hashes", "numbers", "sizes"),
}


def packed(value: Any, arrays: Arrays, fields: Fields) -> Plan:  # noqa: ANN401 - any part
    """The plan of a value; its arrays are added to `arrays`."""
    kind = type(value)
    if kind in fields:
        parts = [packed(getattr(value, name), arrays, fields) for name in fields[kind]]
        return {"kind": kind.__name__, "fields": parts}
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, dict):
        return {
            "by_view": {str(view): packed(part, arrays, fields) for view, part in value.items()}
        }
    if isinstance(value, list | tuple):
        return [packed(part, arrays, fields) for part in value]
    return int(value)


def unpacked(plan: Plan, arrays: Arrays, fields: Fields) -> Any:  # noqa: ANN401 - any part
    """The value again. Raises KeyError, TypeError or ValueError for a plan of something else."""
    if isinstance(plan, list):
        return tuple(unpacked(part, arrays, fields) for part in plan)
    if not isinstance(plan, dict):
        return plan
    if "array" in plan:
        return arrays[plan["array"]]
    if "by_view" in plan:
        parts = plan["by_view"].items()
        return {View(view): unpacked(part, arrays, fields) for view, part in parts}
    kind = {kind.__name__: kind for kind in fields}[plan["kind"]]
    values = [unpacked(part, arrays, fields) for part in plan["fields"]]
    return _made(kind, dict(zip(fields[kind], values, strict=True)))


def _made(kind: type, fields: dict[str, Any]) -> object:
    if any(name.startswith("_") for name in fields):
        # What only compiling needs is left out, so that it cannot be made in the usual way.
        made: object = object.__new__(kind)
        vars(made).update(fields)
        return made
    return kind(**fields)
