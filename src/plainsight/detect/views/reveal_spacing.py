"""What TIGHT undid: characters between letters, letters stretched, words written together."""

import re
from collections.abc import Iterator

from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.shapes import LEET_SYMBOLS, separators
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.tight import STRETCHED
from plainsight.detect.views.undone import Undone

BETWEEN_CHARS_MAX = 4
STAND_INS = {*LEET_SYMBOLS, "*"}


def spacing_undone(written: str, plain: str) -> Iterator[Undone]:
    """Name what stands between the letters of the slice and not in the term."""
    seen, term = fold_text(written).strip(), fold_text(plain).strip()
    gaps, expected = _inner_gaps(seen), _inner_gaps(term)
    if _bare(seen) != _bare(term):  # symbols may stand for letters
        gaps = [gap for gap in gaps if not set(gap) <= STAND_INS]
    if len(gaps) > len(expected):
        yield Undone(technique=Technique.SPACED, says=_between(gaps))
    elif len(gaps) < len(expected):
        yield Undone(technique=Technique.JOINED, says="words written together")
    if STRETCHED.search(_bare(seen)) and not STRETCHED.search(_bare(term)):
        yield Undone(technique=Technique.STRETCHED, says="repeated letters shortened")


def _bare(folded: str) -> str:
    return separators().sub("", folded)


def _inner_gaps(folded: str) -> list[str]:
    """Runs of separators that have a letter on both sides."""
    found = separators().finditer(folded)
    return [gap.group() for gap in found if gap.start() and gap.end() < len(folded)]


def _between(gaps: list[str]) -> str:
    if all("\n" in gap for gap in gaps):
        return "written vertically"
    if all(gap.isspace() for gap in gaps):
        return "letters spaced apart"
    shown = "".join(dict.fromkeys("".join(re.sub(r"\s", "", gap) for gap in gaps)))
    return f"letters set apart by {shown[:BETWEEN_CHARS_MAX]}"
