"""What people type, as the log can hold it."""

import re

_UNFIT = re.compile("[\x00\ud800-\udfff]")


def plain_text(text: str) -> str:
    """The text with NUL and half surrogate pairs, which no log or database holds, replaced."""
    return _UNFIT.sub("\ufffd", text)
