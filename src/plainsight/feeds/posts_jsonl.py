"""Posts from JSON lines: one object a line, the text undecoded until the label has been judged."""

import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from plainsight.app.feed_item import FeedItem, QuarantinedRecord
from plainsight.errors import BadValue
from plainsight.feeds.declaration import FeedDeclaration
from plainsight.feeds.json_slices import ObjectCutter, Slices
from plainsight.feeds.lines import LINE_BYTES_MAX, numbered_lines
from plainsight.feeds.post_record import to_item
from plainsight.model.fact import JsonValue

_NULL = b"null"


class PostsJsonl:
    """A feed of JSON lines. Empty lines are skipped; every other line yields one item."""

    def __init__(
        self, stream: BinaryIO, *, source: str, declaration: FeedDeclaration | None = None
    ) -> None:
        self._stream = stream
        self._declaration = declaration or FeedDeclaration()
        self._cutter = ObjectCutter()
        self.source = source

    @property
    def assumed(self) -> Mapping[str, JsonValue]:
        """What the operator declared for the whole feed."""
        return self._declaration.assumed

    def __iter__(self) -> Iterator[FeedItem]:
        """Read the stream once, to its end."""
        for number, line in numbered_lines(self._stream, source=self.source):
            if line is None:
                yield QuarantinedRecord(
                    record=f"line {number}",
                    field="json",
                    mend=f"the line is longer than {LINE_BYTES_MAX} bytes; split it",
                )
            elif line and not line.isspace():
                yield self._item(number, line)

    def _item(self, number: int, line: bytes) -> FeedItem:
        try:
            slices = self._cutter.cut(line)
        except BadValue as wrong:
            # No raw copy: a line that is not JSON has not shown that it is public.
            return QuarantinedRecord(
                record=f"line {number}", field=wrong.field, mend=f"{wrong.value}: {wrong.mend}"
            )
        return to_item(_JsonRecord(number, line, slices), self._declaration)


class _JsonRecord:
    """A line cut into slices; `read` decodes one slice."""

    __slots__ = ("_line", "_number", "_slices")

    def __init__(self, number: int, line: bytes, slices: Slices) -> None:
        self._number = number
        self._line = line
        self._slices = slices

    @property
    def name(self) -> str:
        return f"line {self._number}"

    def has(self, field: str) -> bool:
        return field in self._slices

    def read(self, field: str) -> object:
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
        return self._line
