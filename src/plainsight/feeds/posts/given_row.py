"""A row that a program holds, as a raw record: of a data frame, of Arrow, of a database, a dict."""

import json
from collections.abc import Collection
from typing import Any

import numpy as np

from plainsight.errors import BadValue

_ROW_MEND = "a row with named fields: a dictionary, a row of pandas or Arrow, a named tuple"


class GivenRow:
    """Implements `record.RawRecord`; `read` makes one value plain."""

    __slots__ = ("_names", "_row", "name")

    def __init__(self, name: str, row: Any) -> None:  # noqa: ANN401 - whatever has named fields
        self._row = row
        self._names = _names_of(row)
        self.name = name

    def has(self, field: str) -> bool:
        """Tell whether the row names the field."""
        return field in self._names

    def read(self, field: str) -> object:
        """One value as Python's own, None where a data frame says that there is none."""
        if field not in self._names:
            return None
        is_tuple = isinstance(self._row, tuple)
        return _plain(getattr(self._row, field) if is_tuple else self._row[field])

    def raw(self) -> bytes:
        """Return the row as a JSON object."""
        shown = {str(field): self.read(field) for field in self._names}
        return json.dumps(shown, default=str).encode()


def _names_of(row: Any) -> Collection[str]:  # noqa: ANN401 - as above
    names = row._fields if hasattr(row, "_fields") else getattr(row, "keys", None)
    if names is None:
        raise BadValue("row", type(row).__name__, _ROW_MEND)
    return list(names() if callable(names) else names)


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever stands in a cell
    if hasattr(value, "as_py"):  # a scalar of Arrow
        value = value.as_py()
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]")
    if isinstance(value, np.generic):
        value = value.item()
    if _is_none(value):
        return None
    if hasattr(value, "to_pydatetime"):  # pandas counts nanoseconds; a post's time has none
        return value.to_pydatetime(warn=False)
    return value


def _is_none(value: Any) -> bool:  # noqa: ANN401 - as above
    """NaN, NaT and NA: what data frames write where nothing is."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return type(value).__name__ in ("float", "NaTType") and value != value
