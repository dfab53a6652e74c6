"""A JSON line cut into slices, as a raw record."""

import json

from plainsight.errors import BadValue
from plainsight.feeds.posts.json_slices import Slices

_NULL = b"null"


class JsonRecord:
    """Implements `record.RawRecord`; `read` decodes one slice."""

    __slots__ = ("_line", "_number", "_slices")

    def __init__(self, number: int, line: bytes, slices: Slices) -> None:
        self._number = number
        self._line = line
        self._slices = slices

    @property
    def name(self) -> str:
        """ "line 17", counted from 1."""
        return f"line {self._number}"

    def has(self, field: str) -> bool:
        """Tell whether the object has the key."""
        return field in self._slices

    def read(self, field: str) -> object:
        """Decode one slice. Raises BadValue."""
        value = self._slices.get(field)
        if value is None or value == _NULL:
            return None
        try:
            if value[:1] == b'"' and b"\\" not in value:
                return value[1:-1].decode()
            if value[:1] in b"[{":
                # Not decoded: nesting has no bound, and no field we read is nested.
                raise BadValue(field, "a nested value", "write text or a whole number")
            decoded: object = json.loads(value)
        except ValueError:
            raise BadValue(field, "undecodable bytes", "write valid UTF-8") from None
        return decoded

    def raw(self) -> bytes:
        """Return the line as it came."""
        return self._line
