"""One line of JSON -> the text of the columns that a mapping needs, or what is wrong with it."""

import json
from collections.abc import Container, Sequence
from typing import Any

_NO_OBJECT = "one JSON object in UTF-8"


class NoText(ValueError):
    """A line, or one value of it, that cannot be read without a guess."""

    def __init__(self, mend: str, *, column: str = "") -> None:
        super().__init__(mend)
        self.mend = mend
        self.column = column


def text_values(
    line: bytes, columns: Sequence[str], flags: Container[str]
) -> dict[str, str | None]:
    """Read one line; true and false are 1 and 0 in `flags` and nowhere else. Raises NoText."""
    try:
        # Numbers stay text: 12345678901234567.89 has no float that equals it.
        item = json.loads(
            line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once
        )
    except NoText:
        raise
    except (ValueError, RecursionError):
        raise NoText(_NO_OBJECT) from None
    if not isinstance(item, dict):
        raise NoText(_NO_OBJECT)
    return {name: _text(_at_path(item, name), name, flags) for name in columns}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        # Which of the two amounts was sent depends on who reads (RFC 8259, section 4).
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NoText("a key that stands once", column=twice.encode(errors="replace").decode())
    return found


def _at_path(item: dict[str, Any], name: str) -> object:
    value: Any = item.get(name)
    if value is None and "." in name:
        value = item
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: object, column: str, flags: Container[str]) -> str | None:
    if isinstance(value, bool) and column in flags:
        return "1" if value else "0"
    if value is None:
        return None
    if not isinstance(value, str):
        raise NoText("text or a number, nothing nested and no true or false", column=column)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            # JSON can escape half a pair; UTF-8, and so the ledger, cannot hold it.
            raise NoText("text without half a surrogate pair", column=column) from None
    return value
