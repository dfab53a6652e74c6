"""Cut a JSON object into its fields without decoding any of them.

The boundary needs it: visibility is established while the text is still a run of bytes that
nothing has looked at but for its closing quote.
"""

import json
import re

from plainsight.errors import BadValue

# One member: a key, a colon, and a scalar value or the bracket that opens a nested one.
# Possessive throughout (*+, ++): a hostile line cannot make it backtrack.
_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+"'
_MEMBER = re.compile(
    rb"[ \t\r\n]*+(" + _STRING + rb")[ \t\r\n]*+:[ \t\r\n]*+"
    rb"(?:(" + _STRING + rb"|-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+"
    rb"|true|false|null)[ \t\r\n]*+([,}])|([\[{]))"
)
_OPEN = re.compile(rb"[ \t\r\n]*+\{[ \t\r\n]*+(\})?")
_AFTER_NESTED = re.compile(rb"[ \t\r\n]*+([,}])")
_NESTED = re.compile(_STRING + rb'|["\[\]{}]')
_END = re.compile(rb"[ \t\r\n]*+\Z")
_CLOSES = {b"[": b"]", b"{": b"}"}


def cut_object(line: bytes) -> dict[bytes, bytes]:
    """Map each top-level key, quotes removed, to the undecoded bytes of its value.

    Raises BadValue with field "json" when the line is not one JSON object, or when a key stands
    twice: two readers would then disagree about what the object says.
    """
    opened = _OPEN.match(line)
    if opened is None:
        raise BadValue("json", "this line", "each line holds one JSON object: {...}")
    slices: dict[bytes, bytes] = {}
    place = opened.end()
    more = opened.group(1) is None
    while more:
        member = _MEMBER.match(line, place)
        if member is None:
            raise BadValue("json", f"byte {place}", 'expected "key": value; is the line cut off?')
        key, value, delimiter, bracket = member.groups()
        place = member.end()
        if bracket is not None:
            value, delimiter, place = _nested(line, place - 1)
        name = _key(key)
        if name in slices:
            raise BadValue("json", f"key {name[:60]!r}", "it stands twice; keep one")
        slices[name] = value
        more = delimiter == b","
    if _END.match(line, place) is None:
        raise BadValue("json", f"byte {place}", "something follows the object; one object a line")
    return slices


def _key(quoted: bytes) -> bytes:
    name = quoted[1:-1]
    if b"\\" not in name:
        return name
    # "visib\u0069lity" is the same key to every JSON reader, so it must be the same here.
    try:
        decoded: str = json.loads(quoted)
    except ValueError:
        raise BadValue("json", f"key {name[:60]!r}", "the key is not valid JSON text") from None
    return decoded.encode("utf-8", "surrogatepass")


def _nested(line: bytes, start: int) -> tuple[bytes, bytes, int]:
    """Skip a nested value: (its bytes, the delimiter after it, the place after that)."""
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
    return line[start:place], after.group(1), after.end()
