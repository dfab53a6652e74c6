"""Any Python text into a database text and back, character positions unchanged.

PostgreSQL cannot hold NUL, and neither database holds half a surrogate pair; hostile posts carry
both. Each such character is replaced by one U+FFFD, and the original is kept beside it as bytes.
"""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def split_text(text: str) -> tuple[str, bytes | None]:
    """(what a text column can hold, the exact bytes when that differs)."""
    if is_storable(text):
        return text, None
    return storable(text), text.encode("utf-8", "surrogatepass")


def join_text(shown: str, exact: bytes | None) -> str:
    """The original."""
    return shown if exact is None else bytes(exact).decode("utf-8", "surrogatepass")


def storable(text: str) -> str:
    """The text as it can be stored where the original does not matter, such as in a reason."""
    return _UNSTORABLE.sub("\ufffd", text)


def is_storable(text: str) -> bool:
    """Whether the text can be stored as it is."""
    # The first half answers for most texts without looking at them one character at a time.
    return (text.isascii() and "\x00" not in text) or _UNSTORABLE.search(text) is None
