"""A person's id or department as somebody typed it: one spelling for one person.

Two duties that two people must have are told apart by these, so `Ada`, `ada ` and `ada` with a
character that nobody sees are one.
"""

import unicodedata

from plainsight.errors import BadValue

_UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # control, format (zero width, direction), line separators
# Letters, marks and signs that are drawn as nothing: fillers, the empty braille cell, selectors.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
)


def person_id(text: str, *, field: str) -> str:
    """The id in its one spelling. Raises BadValue naming `field` when nothing is left of it."""
    found = folded(text)
    if not found:
        raise BadValue(field, text, "name the person by their staff id")
    return found


def folded(text: str) -> str:
    """The text without case, width, unseen characters and needless space."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(seen(composed).split())


def seen(text: str) -> str:
    """The text without what no reader sees: a name or number of such characters alone is none."""
    return "".join(
        char for char in text if char not in _BLANK and unicodedata.category(char) not in _UNSEEN
    ).strip()
