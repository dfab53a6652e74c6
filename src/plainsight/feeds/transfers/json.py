"""One line of JSON -> the text of the columns that a mapping needs, or what is wrong with it."""

from collections.abc import Container, Sequence
from typing import Any

from plainsight.feeds.json_object import NoText, read_object


def text_values(
    line: bytes, columns: Sequence[str], flags: Container[str]
) -> dict[str, str | None]:
    """Read one line; true and false are 1 and 0 in `flags` and nowhere else. Raises NoText."""
    item = read_object(line)
    return {name: _text(_at_path(item, name), name, flags) for name in columns}


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
