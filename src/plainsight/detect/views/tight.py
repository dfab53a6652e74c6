"""TIGHT: what is left of FOLD when nothing stands between the letters."""

import re

from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.view import View

STRETCHED = re.compile(r"([a-z])\1{2,}")


def tight_text(folded: str) -> str:
    """The text of the TIGHT view of an already folded text."""
    return STRETCHED.sub(r"\1", separators().sub("", folded))


def tight(folded: Reading) -> Reading:
    """Read a FOLD reading in the TIGHT view. A letter stretched to three or more becomes one."""
    kept: list[int] = []
    end = 0
    for gap in separators().finditer(folded.text):
        kept.extend(range(end, gap.start()))
        end = gap.end()
    kept.extend(range(end, len(folded.text)))
    bare = "".join(folded.text[at] for at in kept)
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for run in STRETCHED.finditer(bare):
        i, j = run.span()
        starts += [folded.starts[at] for at in kept[end : i + 1]]
        ends += [folded.ends[at] for at in kept[end:i]]
        ends.append(folded.ends[kept[j - 1]])
        end = j
    starts += [folded.starts[at] for at in kept[end:]]
    ends += [folded.ends[at] for at in kept[end:]]
    return Reading(view=View.TIGHT, text=STRETCHED.sub(r"\1", bare), starts=starts, ends=ends)
