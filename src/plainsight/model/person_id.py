"""A person's id or department as somebody typed it: one spelling for one person.

Two duties that two people must have are told apart by these, so `Ada`, `ada ` and `ada` with a
character that nobody sees are one.
"""

import unicodedata

from plainsight.errors import BadValue

_UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # control, format (zero width, direction), line separators


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
    return "".join(char for char in text if unicodedata.category(char) not in _UNSEEN).strip()
