"""Decide whether a literal found in a view is the term, and by which technique it was hidden."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plainsight.detect.views.aligned import respelling
from plainsight.detect.views.edges import is_unspaced_letter, stands_alone
from plainsight.detect.views.encoded import encoded_run
from plainsight.detect.views.gaps import has_gaps, has_word_edges, is_deliberate, is_stretched
from plainsight.detect.views.original import Original
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.spelling import fold_as_drawn, spelled_by
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.view import View
from plainsight.detect.views.wording import is_ordinary_latin, is_word

JOINED_CHARS_MIN = 5
CLAUSE_END = re.compile(r"[，,、:：]|\.(?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A literal at `reading.text[i:j]`, not yet known to be more than letters that meet."""

    original: Original
    reading: Reading
    i: int
    j: int

    @property
    def span(self) -> tuple[int, int]:
        """Its half-open range of the original."""
        return self.reading.span(self.i, self.j)

    @property
    def place(self) -> tuple[Original, Reading, int, int]:
        """The arguments that every check of a find takes."""
        return self.original, self.reading, self.i, self.j

    def runs_on(self) -> bool:
        """Whether an ordinary Chinese word goes on across either end."""
        start, end = self.span
        return self.original.straddles(start) or self.original.straddles(end)


def judge(
    find: Find, meanings: Iterable[tuple[str, Variant]]
) -> Iterator[tuple[str, Technique, tuple[int, int]]]:
    """Yield key, technique and span of the terms, of those a literal may mean, that stand there."""
    if find.reading.view is View.SOUND:
        yield from _sounded(find, meanings)
        return
    decide = {View.FOLD: _folded, View.TIGHT: _tight, View.SKELETON: _skeletal}[find.reading.view]
    for term_key, variant in meanings:
        if variant.technique is Technique.ENCODED:
            run = encoded_run(find.original.text, *find.span, variant.plain)
            if run:
                yield term_key, Technique.ENCODED, run
            continue
        technique = decide(find, variant)
        if technique:
            yield term_key, technique, find.span


def _folded(find: Find, variant: Variant) -> Technique | None:
    text, i, j = find.reading.text, find.i, find.j
    if not stands_alone(text, i, j):
        return None
    if is_unspaced_letter(text[i]) and is_unspaced_letter(text[j - 1]):
        start, end = find.span
        left, right = find.original.straddles(start), find.original.straddles(end)
        if left and right:  # 换汇 in 兑换汇率 is the end of one word and the start of another
            return None
        is_plain = variant.technique is Technique.PLAIN
        if not is_plain and (left or right or is_word(text[i:j])):
            return None
    return variant.technique


def _tight(find: Find, variant: Variant) -> Technique | None:
    if has_gaps(*find.place):
        return variant.technique if is_deliberate(*find.place) else None
    if not has_word_edges(*find.place):
        return None
    if is_stretched(*find.place):
        return Technique.STRETCHED if is_deliberate(*find.place) else None
    if variant.technique is Technique.SPLIT:
        return None if find.runs_on() else variant.technique
    is_phrase = " " in separators().sub(" ", variant.plain).strip()
    return Technique.JOINED if is_phrase and find.j - find.i >= JOINED_CHARS_MIN else None


def _skeletal(find: Find, variant: Variant) -> Technique | None:
    text, i, j = find.reading.text, find.i, find.j
    if (i and text[i - 1] != " ") or (j < len(text) and text[j] != " "):
        return None
    start, end = find.span
    technique = spelled_by(fold_as_drawn(find.original.text[start:end]), variant.plain)
    return technique if technique is variant.technique else None


def _sounded(
    find: Find, meanings: Iterable[tuple[str, Variant]]
) -> Iterator[tuple[str, Technique, tuple[int, int]]]:
    """One literal may stand for several techniques; a find that mixes two needs both allowed."""
    allowed: dict[tuple[str, str], set[Technique]] = {}
    variants: dict[tuple[str, str], Variant] = {}
    for term_key, variant in meanings:
        allowed.setdefault((term_key, variant.plain), set()).add(variant.technique)
        variants[term_key, variant.plain] = variant
    for (term_key, plain), techniques in allowed.items():
        needed = respelling(*find.place, variants[term_key, plain])
        if needed and needed <= techniques and _is_one_word(find):
            yield term_key, min(needed), find.span


def _is_one_word(find: Find) -> bool:
    """Whether what is spelled out in syllables was meant as one word, not read across words."""
    start, end = find.span
    if find.runs_on() or is_ordinary_latin(find.original.written(start, end)):
        return False
    if not has_gaps(*find.place):
        return True
    return not CLAUSE_END.search(find.original.text, start, end) and is_deliberate(*find.place)
