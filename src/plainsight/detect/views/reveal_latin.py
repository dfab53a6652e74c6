"""How a Latin word was written otherwise: leet, respelling, stars, backwards, misspelt, encoded."""

import re
from collections.abc import Iterator

from plainsight.detect.views.encoded import encoded_run
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.latin_forms import flipped
from plainsight.detect.views.shapes import LEET_DIGITS, LEET_SYMBOLS, separators
from plainsight.detect.views.spelling import fold_as_drawn, spelled_by
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.undone import Undone, pairs_undone


def latin_undone(written: str, plain: str) -> Iterator[Undone]:
    """Name the one way in which the letters of the slice differ from those of the term."""
    seen, term = fold_text(written).strip(), fold_text(plain).strip()
    if seen == term[::-1]:
        yield Undone(technique=Technique.REVERSED, says=f"reversed {written}→{plain}")
    elif seen == flipped(term):
        yield Undone(technique=Technique.FLIPPED, says=f"upside down {written}→{plain}")
    elif "*" in seen and re.fullmatch(re.escape(seen).replace(r"\*", "."), term):
        yield Undone(technique=Technique.MASKED, says=f"starred out {written}→{plain}")
    elif encoded_run(written, 0, len(written.rstrip("=")), term):
        yield Undone(technique=Technique.ENCODED, says=f"base64 {written}→{plain}")
    else:
        yield from _respelled(written, plain)


def _respelled(written: str, plain: str) -> Iterator[Undone]:
    seen, term = fold_as_drawn(written).strip(), fold_text(plain).strip()
    technique = spelled_by(seen, term)
    if technique is Technique.LEET:
        leet = LEET_SYMBOLS | LEET_DIGITS
        pairs = [(char, leet[char]) for char in seen if char in leet and char not in term]
        yield from pairs_undone(Technique.LEET, "leet", _as_meant(seen, term) or pairs)
    elif technique is Technique.RESPELLED:
        yield Undone(technique=technique, says=f"respelled {written}→{plain}")
    elif separators().sub("", seen).isalpha():
        yield Undone(technique=Technique.TYPO, says=f"misspelt {written}→{plain}")


def _as_meant(seen: str, term: str) -> list[tuple[str, str]]:
    """Character by character, where both have the same length: 1→l, not 1→i."""
    if len(seen) != len(term):
        return []
    pairs = [(a, b) for a, b in zip(seen, term, strict=True) if a != b and not a.isalpha()]
    return [("I" if a == "|" else a, b) for a, b in pairs]
