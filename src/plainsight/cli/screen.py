"""What people see: one console, highlighted spans, columns that align in CJK."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

# Facets in colours that stay apart for colour-blind readers; bold and underline carry them
# where there is no colour at all.
FACET_STYLES = {
    "service": "bold black on #f0b429",
    "goods": "bold black on #f0b429",
    "transaction": "bold black on #8fd3ff",
    "price": "bold black on #b8e986",
    "contact": "bold white on #5b4bdb",
    "settlement": "bold black on #f7a8b8",
    "logistics": "bold black on #d0d0d0",
    "guarantee": "bold black on #c8b6ff",
    "recruitment": "bold black on #ffd6a5",
}


def console(*, to_stderr: bool = False) -> Console:
    """A console for people: colours only where a terminal shows them, width as it is."""
    return Console(stderr=to_stderr, highlight=False, soft_wrap=False)


def highlighted(text: str, spans: Iterable[tuple[int, int, str]]) -> Text:
    """The original text with each (start, end, facet) marked; control characters made visible."""
    shown = Text()
    place = 0
    for start, end, facet in sorted(spans):
        if start < place:
            continue
        shown.append(visible(text[place:start]))
        style = FACET_STYLES.get(facet, "bold")
        shown.append(visible(text[start:end]), style=f"{style} underline")
        place = end
    shown.append(visible(text[place:]))
    return shown


def visible(text: str) -> str:
    """Characters that a terminal would obey or hide, as something to look at."""
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char in "\n\t":
        return "⏎ " if char == "\n" else " "
    code = ord(char)
    if code < 32 or 0x7F <= code < 0xA0:
        return "�"
    if 0x200B <= code <= 0x200F or 0x202A <= code <= 0x202E or 0x2060 <= code <= 0x2069:
        return "·"  # zero-width and direction marks hide; a reader must see that one stood here
    if 0xD800 <= code <= 0xDFFF or code == 0xFEFF:
        return "·"
    return char


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """One JSON document on one line, in UTF-8, for machines."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n")
