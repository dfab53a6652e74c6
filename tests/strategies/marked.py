"""Texts in which a reader has marked every value: `出<5万U|50000 USDT>，秒回`."""

import re
from collections.abc import Callable

from plainsight.detect.extract import Extract, extract

_MARK = re.compile(r"<([^<|>]+)\|([^<|>]+)>")


def bare(marked: str) -> str:
    """The text as its author wrote it."""
    return _MARK.sub(r"\1", marked)


def with_marks(text: str, label: Callable[[Extract], str | None]) -> str:
    """The text with what is found there marked; `label` names a value or passes over it."""
    written, end = "", 0
    for found in extract(text):
        value = label(found)
        if value is not None:
            written += f"{text[end : found.start]}<{text[found.start : found.end]}|{value}>"
            end = found.end
    return written + text[end:]
