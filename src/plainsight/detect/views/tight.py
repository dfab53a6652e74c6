"""TIGHT: what is left of FOLD when nothing stands between the letters."""

import re

from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators_in
from plainsight.detect.views.view import View

STRETCHED = re.compile(r"([a-z])\1{2,}")


def tight_text(folded: str) -> str:
    """The text of the TIGHT view of an already folded text."""
    return STRETCHED.sub(r"\1", separators_in(folded).sub("", folded))


def tight(folded: Reading) -> Reading:
    """Read a FOLD reading in the TIGHT view. A letter stretched to three or more becomes one."""
    parts: list[str] = []
    bare_starts: list[int] = []
    bare_ends: list[int] = []
    end = 0
    for gap in separators_in(folded.text).finditer(folded.text):
        start = gap.start()
        parts.append(folded.text[end:start])
        bare_starts += folded.starts[end:start]
        bare_ends += folded.ends[end:start]
        end = gap.end()
    parts.append(folded.text[end:])
    bare_starts += folded.starts[end:]
    bare_ends += folded.ends[end:]
    bare = "".join(parts)
    if STRETCHED.search(bare) is None:
        return Reading(view=View.TIGHT, text=bare, starts=bare_starts, ends=bare_ends)
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for run in STRETCHED.finditer(bare):
        i, j = run.span()
        starts += bare_starts[end : i + 1]
        ends += bare_ends[end:i]
        ends.append(bare_ends[j - 1])
        end = j
    starts += bare_starts[end:]
    ends += bare_ends[end:]
    return Reading(view=View.TIGHT, text=STRETCHED.sub(r"\1", bare), starts=starts, ends=ends)
