"""Decide whether a literal found in a view is the term, and by which technique it was hidden."""

import re
from collections.abc import Iterable, Iterator

from plainsight.detect.views.aligned import respelling
from plainsight.detect.views.edges import is_unspaced_letter, stands_alone
from plainsight.detect.views.encoded import encoded_run
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.gaps import (
    has_gaps,
    has_word_edges,
    is_deliberate,
    is_stretched,
    straddles_edge,
)
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.spelling import spelled_by
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.view import View
from plainsight.detect.views.wording import is_ordinary_latin, is_word, straddles

JOINED_CHARS_MIN = 5
CLAUSE_END = re.compile(r"[，,、:：]|\.(?=\s)")
CAPITAL_I = re.compile("(?<=[a-záéíóúñ])I")  # drawn for an l


def judge(
    original: str, reading: Reading, i: int, j: int, meanings: Iterable[tuple[str, Variant]]
) -> Iterator[tuple[str, Variant, Technique]]:
    """Yield the terms, of those a literal may mean, that stand in the original at `[i:j]`."""
    if reading.view is View.SOUND:
        yield from _sounded(original, reading, i, j, meanings)
        return
    decide = {View.FOLD: _folded, View.TIGHT: _tight, View.SKELETON: _skeletal}[reading.view]
    for term_key, variant in meanings:
        technique = decide(original, reading, i, j, variant)
        if technique is not None:
            yield term_key, variant, technique


def _folded(original: str, reading: Reading, i: int, j: int, variant: Variant) -> Technique | None:
    text = reading.text
    if variant.technique is Technique.ENCODED:
        return (
            variant.technique if encoded_run(original, *reading.span(i, j), variant.plain) else None
        )
    if not stands_alone(text, i, j):
        return None
    if is_unspaced_letter(text[i]) and is_unspaced_letter(text[j - 1]):
        left, right = straddles(text, i), straddles(text, j)
        if left and right:  # 换汇 in 兑换汇率 is the end of one word and the start of another
            return None
        is_plain = variant.technique is Technique.PLAIN
        if not is_plain and (left or right or is_word(text[i:j])):
            return None
    return variant.technique


def _tight(original: str, reading: Reading, i: int, j: int, variant: Variant) -> Technique | None:
    if has_gaps(original, reading, i, j):
        return variant.technique if is_deliberate(original, reading, i, j) else None
    if not has_word_edges(original, reading, i, j):
        return None
    if is_stretched(original, reading, i, j):
        return Technique.STRETCHED if is_deliberate(original, reading, i, j) else None
    if variant.technique is Technique.SPLIT:
        return (
            None if straddles(reading.text, i) or straddles(reading.text, j) else variant.technique
        )
    is_phrase = " " in separators().sub(" ", variant.plain).strip()
    is_joined = is_phrase and j - i >= JOINED_CHARS_MIN
    return Technique.JOINED if is_joined else None


def _skeletal(
    original: str, reading: Reading, i: int, j: int, variant: Variant
) -> Technique | None:
    text = reading.text
    if (i and text[i - 1] != " ") or (j < len(text) and text[j] != " "):
        return None
    start, end = reading.span(i, j)
    written = CAPITAL_I.sub("|", original[start:end])
    technique = spelled_by(fold_text(written), variant.plain)
    return technique if technique is variant.technique else None


def _sounded(
    original: str, reading: Reading, i: int, j: int, meanings: Iterable[tuple[str, Variant]]
) -> Iterator[tuple[str, Variant, Technique]]:
    """One literal may stand for several techniques; a find that mixes two needs both allowed."""
    allowed: dict[tuple[str, str], set[Technique]] = {}
    variants: dict[tuple[str, str], Variant] = {}
    for term_key, variant in meanings:
        allowed.setdefault((term_key, variant.plain), set()).add(variant.technique)
        variants[term_key, variant.plain] = variant
    for (term_key, plain), techniques in allowed.items():
        if _runs_on(original, reading, i, j):
            continue
        variant = variants[term_key, plain]
        needed = respelling(original, reading, i, j, variant)
        if needed and needed <= techniques:
            if not _is_one_word(original, reading, i, j):
                continue
            yield term_key, variant, min(needed)


def _is_one_word(original: str, reading: Reading, i: int, j: int) -> bool:
    """Whether what is spelled out in syllables was meant as one word, not read across words."""
    start, end = reading.span(i, j)
    if is_ordinary_latin(fold_text(original[start:end])):
        return False
    if not has_gaps(original, reading, i, j):
        return True
    if CLAUSE_END.search(original, start, end):
        return False
    return is_deliberate(original, reading, i, j)


def _runs_on(original: str, reading: Reading, i: int, j: int) -> bool:
    start, end = reading.span(i, j)
    return straddles_edge(original, start) or straddles_edge(original, end)
