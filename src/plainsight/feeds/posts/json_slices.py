"""Cut a JSON object into its fields without decoding any of them.

The boundary needs it: visibility is established while the text is still a run of bytes that
nothing has looked at but for its closing quote.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from plainsight.errors import BadValue

# Possessive throughout (*+, ++): a hostile line cannot make a pattern backtrack. But for groups
# that may be missing: in early releases of Python 3.11 a possessive one that fails halfway keeps
# what it had read (CPython issue 106052), and 1. was a number. Each is one step back at most.
_SPACE = rb"[ \t\r\n]*+"
_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+"'
_SCALAR = (
    rb"(" + _STRING + rb"|-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?+[0-9]++)?"
    rb"|true|false|null)"
)
_KEY = _SPACE + rb"(" + _STRING + rb")" + _SPACE + rb":" + _SPACE
# One member: a key, a colon, and a scalar value or the bracket that opens a nested one.
_MEMBER = re.compile(_KEY + rb"(?:" + _SCALAR + _SPACE + rb"([,}])|([\[{]))")
_OPEN = re.compile(_SPACE + rb"\{" + _SPACE + rb"(\})?")
_AFTER_NESTED = re.compile(_SPACE + rb"([,}])")
_NESTED = re.compile(_STRING + rb'|["\[\]{}]')
_END = re.compile(_SPACE + rb"\Z")
_CLOSES = {b"[": b"]", b"{": b"}"}

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")

# Exports repeat one sequence of keys, so a whole line is one pattern. A feed gets so many.
_SHAPES_MAX = 4

Slices = dict[str, bytes]  # key, quotes removed -> the undecoded bytes of the value
Spans = dict[str, tuple[int, int]]  # key, quotes removed -> where in the line its value lies


class ObjectCutter:
    """Cuts the lines of one feed, at the price of one pattern match for each familiar line."""

    def __init__(self, wanted: Sequence[str] = ()) -> None:
        self._wanted = wanted
        self._shapes: list[_Shape] = []

    def cut(self, line: bytes) -> Slices:
        """`cut_object`, sooner. Raises BadValue."""
        for shape in self._shapes:
            found = shape.pattern.match(line)
            if found is not None:
                return dict(zip(shape.keys, found.groups(), strict=True))
        return self._learn(line)

    def pick(self, line: bytes) -> tuple[bytes | None, ...]:
        """The slices of the wanted keys in their order, None for a missing one. Raises BadValue."""
        for shape in self._shapes:
            found = shape.pattern.match(line)
            if found is not None:
                return shape.pick((*found.groups(), None))
        slices = self._learn(line)
        return tuple(slices.get(key) for key in self._wanted)

    def _learn(self, line: bytes) -> Slices:
        slices = cut_object(line)
        if len(self._shapes) < _SHAPES_MAX and _is_plain(slices):
            self._shapes.append(_shape(tuple(slices), self._wanted))
        return slices


@dataclass(frozen=True, slots=True)
class _Shape:
    """The lines with exactly these keys in this order, and no nested value."""

    pattern: re.Pattern[bytes]
    keys: tuple[str, ...]
    pick: Callable[[tuple[bytes | None, ...]], tuple[bytes | None, ...]]


def cut_object(line: bytes) -> Slices:
    """Map each top-level key to the undecoded bytes of its value. Raises BadValue."""
    return {key: line[start:end] for key, (start, end) in cut_spans(line).items()}


def cut_spans(line: bytes) -> Spans:
    """Map each top-level key to the place of its value.

    Raises BadValue with field "json" when the line is not one JSON object, or when a key stands
    twice: two readers would then disagree about what the object says.
    """
    opened = _OPEN.match(line)
    if opened is None:
        raise BadValue("json", "this line", "each line holds one JSON object: {...}")
    spans: Spans = {}
    place = opened.end()
    more = opened.group(1) is None
    while more:
        member = _MEMBER.match(line, place)
        if member is None:
            raise BadValue("json", f"byte {place}", 'expected "key": value; is the line cut off?')
        key, _, delimiter, bracket = member.groups()
        span, place = member.span(2), member.end()
        if bracket is not None:
            start = place - 1
            end, delimiter, place = _nested(line, start)
            span = start, end
        name = _key(key)
        if name in spans:
            raise BadValue("json", f"key {name[:60]!r}", "it stands twice; keep one")
        spans[name] = span
        more = delimiter == b","
    if _END.match(line, place) is None:
        raise BadValue("json", f"byte {place}", "something follows the object; one object a line")
    return spans


def _is_plain(slices: Slices) -> bool:
    """Whether a pattern can stand for such lines: simple keys, and no value with brackets."""
    keys = all(_PLAIN_KEY.fullmatch(key) for key in slices)
    return keys and not any(value[:1] in b"[{" for value in slices.values())


def _shape(keys: tuple[str, ...], wanted: Sequence[str]) -> _Shape:
    members = (
        _SPACE + b'"' + key.encode() + b'"' + _SPACE + b":" + _SPACE + _SCALAR + _SPACE
        for key in keys
    )
    whole = _SPACE + rb"\{" + b",".join(members) + rb"\}" + _SPACE + rb"\Z"
    # A missing key is picked from the None that stands behind the groups.
    places = [keys.index(key) if key in keys else len(keys) for key in wanted]
    pick = itemgetter(*places, len(keys), len(keys))  # two more: always a tuple
    return _Shape(re.compile(whole), keys, lambda groups: pick(groups)[:-2])


def _key(quoted: bytes) -> str:
    if b"\\" not in quoted:
        return quoted[1:-1].decode("utf-8", "surrogateescape")
    # "visib\u0069lity" is the same key to every JSON reader, so it must be the same here.
    try:
        decoded: str = json.loads(quoted)
    except ValueError:
        raise BadValue("json", f"key {quoted[:60]!r}", "the key is not valid JSON text") from None
    return decoded


def _nested(line: bytes, start: int) -> tuple[int, bytes, int]:
    """Skip a nested value: (where it ends, the delimiter after it, the place after that)."""
    waiting: list[bytes] = []
    place = start
    while True:
        token = _NESTED.search(line, place)
        if token is None:
            raise BadValue("json", f"byte {start}", "a bracket opened here does not close")
        place = token.end()
        mark = token.group()
        if mark in _CLOSES:
            waiting.append(_CLOSES[mark])
        elif mark == b'"':
            raise BadValue("json", f"byte {token.start()}", "a text opened here is not valid")
        elif mark[:1] != b'"':
            if waiting.pop() != mark:
                raise BadValue("json", f"byte {token.start()}", "brackets close in wrong order")
            if not waiting:
                break
    after = _AFTER_NESTED.match(line, place)
    if after is None:
        raise BadValue("json", f"byte {place}", "expected a comma or } after the value")
    return place, after.group(1), after.end()
