"""One JSON object from a line of bytes, read without a guess: no key twice, no number rounded."""

import json
from collections.abc import Callable
from typing import Any

NO_OBJECT = "one JSON object in UTF-8"


class NoText(ValueError):
    """A line, or one value of it, that cannot be read without a guess."""

    def __init__(self, mend: str, *, column: str = "") -> None:
        super().__init__(mend)
        self.mend = mend
        self.column = column


class Spoiled:
    """Stands for an object in which a key stands twice: which of the two was meant is unknown."""

    def __init__(self, key: str) -> None:
        self.column = key.encode(errors="replace").decode()

    def as_error(self) -> NoText:
        """What to raise, or to say, about it."""
        return NoText("a key that stands once", column=self.column)


def read_object(line: bytes, *, parse_int: Callable[[str], object] = str) -> dict[str, Any]:
    """Read one line; numbers stay the text they are. Raises NoText."""
    try:
        item = parse_json(line.decode(), parse_int=parse_int)
    except (ValueError, RecursionError):
        raise NoText(NO_OBJECT) from None
    if isinstance(item, Spoiled):
        raise item.as_error()
    if not isinstance(item, dict):
        raise NoText(NO_OBJECT)
    return item


def parse_json(text: str, *, parse_int: Callable[[str], object] = str) -> Any:  # noqa: ANN401 - JSON
    """Parse a text. An object that holds a key twice, at any depth of objects, is `Spoiled`.

    One in a list stays by itself: its neighbours are read. Raises ValueError, RecursionError.
    """
    # 12345678901234567.89 has no float that equals it, and 2^70 is no place in any ledger.
    return json.loads(
        text, parse_float=str, parse_int=parse_int, parse_constant=str, object_pairs_hook=_once
    )


def require_text(item: object) -> None:
    """Raises NoText where half of a pair stands: JSON can escape it, no ledger can hold it."""
    try:
        json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise NoText("text without half a surrogate pair") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Spoiled:
    found = dict(pairs)
    if len(found) < len(pairs):
        # Which of the two amounts was sent depends on who reads (RFC 8259, section 4).
        names = [name for name, _ in pairs]
        return Spoiled(next(name for name in names if names.count(name) > 1))
    inner = (value for value in found.values() if isinstance(value, Spoiled))
    return next(inner, found)
