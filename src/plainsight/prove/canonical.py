"""Canonical bytes: one value, one byte string (RFC 8785), so that a hash means a sentence.

Narrower than RFC 8785 on purpose: no floats at all, because readers disagree about their last
digit; no integer beyond 2^53 - 1, because a reader that holds numbers as doubles loses it.
"""

import json
import re
from typing import NoReturn

import rfc8785

from plainsight.errors import BadValue, NonCanonicalEntry, UnreadableEntry
from plainsight.model.fact import JsonValue

INTEGER_MAX = 2**53 - 1
NESTING_MAX = 16  # deeper input could exhaust a reader's stack before it is judged

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def canonical_bytes(value: JsonValue, *, field: str = "value") -> bytes:
    """Write `value` as RFC 8785 bytes.

    Raises BadValue, naming the place as `field.key[3]`, for a float, an integer beyond 2^53 - 1,
    a lone surrogate, a key that is no string, nesting past NESTING_MAX, or any other type.
    """
    _require_plain(value, field, 0)
    # Without floats, the standard library's encoder spells what RFC 8785 spells, four times as
    # fast, but for the order of keys with characters beyond the Basic Multilingual Plane.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return rfc8785.dumps(value) if _ASTRAL.search(text) else text.encode()


def parse_canonical(line: bytes) -> JsonValue:
    """Read bytes that `canonical_bytes` could have written, and refuse every other spelling.

    Duplicate keys, white space, other key orders and other escapes do not survive the way back
    into bytes, so one comparison refuses them all. Raises UnreadableEntry when the bytes hold no
    JSON of the allowed kind, NonCanonicalEntry when they spell it in another way.
    """
    try:
        value: JsonValue = json.loads(
            line.decode(), parse_float=_refuse_number, parse_constant=_refuse_number
        )
        spelled = canonical_bytes(value, field="json")
    except (BadValue, ValueError, RecursionError) as problem:
        raise UnreadableEntry(f"no canonical JSON: {problem}") from None
    if spelled != line:
        raise NonCanonicalEntry(found=line, canonical=spelled)
    return value


def _require_plain(value: object, place: str, depth: int) -> None:
    if depth > NESTING_MAX:
        raise BadValue(place, "...", f"nest at most {NESTING_MAX} levels")
    match value:
        case None | bool():
            return
        case int():
            if abs(value) > INTEGER_MAX:
                raise BadValue(place, value, "beyond 2^53 - 1; write it as a string of digits")
        case str():
            _require_text(value, place)
        case list():
            for position, part in enumerate(value):
                _require_plain(part, f"{place}[{position}]", depth + 1)
        case dict():
            for key, part in value.items():
                _require_key(key, place)
                _require_plain(part, f"{place}.{key}", depth + 1)
        case float():
            raise BadValue(place, value, "no floats in the log; write integer base units")
        case _:
            raise BadValue(place, type(value).__name__, "use str, int, bool, None, list or dict")


def _require_key(key: object, place: str) -> None:
    if not isinstance(key, str):
        raise BadValue(place, key, "keys are strings")
    _require_text(key, place)


def _require_text(text: str, place: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadValue(place, text, "half a surrogate pair is not text") from None


def _refuse_number(digits: str) -> NoReturn:
    raise BadValue("json", digits, "no floats in the log")
