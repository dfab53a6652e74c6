"""Is the page that people read the one that its appendix gives? Made again, and compared."""

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plainsight.app.trace.trace_report_told import told_of
from plainsight.cli.trace.trace_page import render_trace
from plainsight.cli.trace.trace_pdf import print_trace, printed_text

SHOWN_MAX = 5
SHOWN_CHARS_MAX = 160


def can_compare(appendix: Mapping[str, Any]) -> bool:
    """Whether the appendix carries all that the page says; those of earlier releases do not."""
    return "standings" in appendix["judged"] and "error_rates" in appendix


def compare_page(file: Path, appendix: dict[str, Any]) -> tuple[str, ...]:
    """Where the page differs from the one made again, the first few; none when it is the same.

    Of a PDF the text is compared, without spaces, for where lines break is the printer's: what is
    drawn over it is not seen. Raises BadReport.
    """
    page = render_trace(told_of(appendix, source=file.name), appendix)
    if file.suffix.lower() != ".pdf":
        stated = file.read_text(encoding="utf-8")
        return tuple(_lines_differing(stated.splitlines(), page.splitlines()))
    stated, again = (
        _ink(printed_text(content, source=file.name))
        for content in (file.read_bytes(), print_trace(page, appendix))
    )
    return () if stated == again else (_first_difference(stated, again),)


def _lines_differing(stated: list[str], again: list[str]) -> Iterator[str]:
    shown = 0
    matcher = difflib.SequenceMatcher(None, stated, again, autojunk=False)
    for tag, first, last, from_again, to_again in matcher.get_opcodes():
        if tag == "equal":
            continue
        if shown == SHOWN_MAX:
            yield "page: and more"
            return
        shown += 1
        says, gives = " ".join(stated[first:last]), " ".join(again[from_again:to_again])
        yield f"page line {first + 1}: {_first_difference(says, gives)}"


def _first_difference(says: str, gives: str) -> str:
    start = next(
        (i for i, (a, b) in enumerate(zip(says, gives, strict=False)) if a != b),
        min(len(says), len(gives)),
    )
    start = max(start - SHOWN_CHARS_MAX // 4, 0)
    cut = slice(start, start + SHOWN_CHARS_MAX)
    return f"the report says {says[cut]!r}, its appendix gives {gives[cut]!r}"


def _ink(text: str) -> str:
    """Letters, digits and signs that every font prints as themselves."""
    return re.sub(r"[^!-~]", "", text)
