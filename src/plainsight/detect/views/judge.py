"""Decide whether a literal found in a view is the term, and by which technique it was hidden."""

import re
from collections.abc import Callable, Iterator

from plainsight.detect.views.aligned import respelling, units_of
from plainsight.detect.views.edges import is_unspaced_letter, stands_alone
from plainsight.detect.views.encoded import encoded_run
from plainsight.detect.views.find import Find
from plainsight.detect.views.gaps import gaps_of, is_deliberate, is_stretched
from plainsight.detect.views.meanings import Meanings
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.spelling import fold_as_drawn, spelled_by
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant
from plainsight.detect.views.view import View
from plainsight.detect.views.wording import is_ordinary_latin, is_uncommon, is_word

JOINED_CHARS_MIN = 5
REVERSED_CHARS_MIN = 3
COUNTED = "一二两三四五六七八九十百千万几半"
HAN = re.compile("[\u4e00-\u9fff]+")
CLAUSE_END = re.compile(r"[，,、:：]|\.(?=\s)")

Verdict = tuple[str, Technique, tuple[int, int]]  # term key, technique, span in the original


def judge_in(view: View) -> Callable[[Find, Meanings], Iterator[Verdict]]:
    """What yields the terms, of those a literal may mean, that stand where it was found."""
    match view:
        case View.FOLD:
            return _folded
        case View.TIGHT:
            return _tight
        case View.SOUND:
            return _sounded
        case View.SKELETON:
            return _skeletal


def _folded(find: Find, meanings: Meanings) -> Iterator[Verdict]:
    text, i, j = find.reading.text, find.i, find.j
    start, end = span = find.span
    is_chinese = is_unspaced_letter(text[i]) and is_unspaced_letter(text[j - 1])
    left = is_chinese and find.original.straddles(start)
    # What is plain and begins with a word needs no second look: most of what is found.
    is_clear = not left and j - i > 1 and meanings.are_plain
    right = is_chinese and not is_clear and find.original.straddles(end)
    # 换汇 in 兑换汇率 is the end of one word and the start of another.
    may_stand = not (left and right) and stands_alone(text, i, j)
    if j - i == 1 and (right or (left and text[i - 1] not in COUNTED)):
        may_stand = False  # 冰 in 冰箱 is no ice; 个 in 两个 is a measure
    for term_key, variant in meanings:
        technique = variant.technique
        if technique is Technique.PLAIN:
            if may_stand:
                yield term_key, technique, span
        elif technique is Technique.ENCODED:  # inside a run of letters, case and all
            run = encoded_run(find.original.text, start, end, variant.plain)
            if run:
                yield term_key, technique, run
        elif not may_stand:
            continue
        elif technique is Technique.FLIPPED and find.original.text[start:end].isascii():
            continue  # what stands on its head is not in ASCII
        elif not is_chinese:
            yield term_key, technique, span
        elif is_word(text[i:j]):
            continue
        # A sentence set backwards is cut into words anywhere.
        elif not (left or right) or (
            technique is Technique.REVERSED and j - i >= REVERSED_CHARS_MIN
        ):
            yield term_key, technique, span


def _tight(find: Find, meanings: Meanings) -> Iterator[Verdict]:
    gaps = gaps_of(find)
    if gaps:
        if is_deliberate(find, gaps):
            for term_key, variant in meanings:
                yield term_key, variant.technique, find.span
        return
    is_long = is_stretched(find)
    if not is_long:  # what is as long as its term has nothing between, and FOLD has seen it
        meanings = Meanings([(key, v) for key, v in meanings if len(v.plain) != find.j - find.i])
    if not meanings or not find.has_word_edges() or (is_long and not is_deliberate(find, gaps)):
        return
    for term_key, variant in meanings:
        technique = Technique.STRETCHED if is_long else _closed_up(find, variant)
        if technique:
            yield term_key, technique, find.span


def _closed_up(find: Find, variant: Variant) -> Technique | None:
    """The technique that explains letters which stand together and would not in the term."""
    if variant.technique is Technique.SPLIT:
        return None if find.runs_on() else variant.technique
    if find.j - find.i < JOINED_CHARS_MIN or not closes_up(variant):
        return None
    # confirma is not con firma
    return None if is_ordinary_latin(find.written) else Technique.JOINED


def closes_up(variant: Variant) -> bool:
    """Whether the term has something visible between its letters, to be left out."""
    return " " in separators().sub(" ", variant.plain).strip()


def _skeletal(find: Find, meanings: Meanings) -> Iterator[Verdict]:
    text, i, j = find.reading.text, find.i, find.j
    if (i and text[i - 1] != " ") or (j < len(text) and text[j] != " "):
        return
    start, end = find.span
    # FOLD has seen a term that stands there as it is, and it disguises no other.
    if find.written in meanings.plains:
        return
    written = fold_as_drawn(find.original.text[start:end])
    for term_key, variant in meanings:
        if spelled_by(written, variant.plain) is variant.technique:
            yield term_key, variant.technique, (start, end)


def _sounded(find: Find, meanings: Meanings) -> Iterator[Verdict]:
    """One literal may stand for several techniques; a find that mixes two needs both allowed."""
    written = find.written
    if written in meanings.plains:
        return
    # The cheapest question first: Chinese characters can do nothing here but sound alike.
    if meanings.need_company and HAN.fullmatch(written) and not _is_heard(find):
        return
    units = units_of(find)
    if units is None:
        return
    is_latin = units[0].char.isascii() or units[-1].char.isascii()
    if is_latin and not find.has_word_edges():
        return
    for term_key, variant, techniques in meanings.by_term:
        needed = respelling(find, units, variant)
        if needed and Technique.HOMOPHONES in techniques and _is_heard(find):
            needed = frozenset(map(_in_company, needed))
        if needed and needed <= techniques and _is_one_word(find):
            yield term_key, min(needed), find.span


def _is_heard(find: Find) -> bool:
    """Whether rare characters stand side by side that nobody would write for their meaning."""
    written = find.written
    return is_uncommon(written) and not is_word(written) and not gaps_of(find)


def _in_company(technique: Technique) -> Technique:
    return Technique.HOMOPHONES if technique is Technique.HOMOPHONE else technique


def _is_one_word(find: Find) -> bool:
    """Whether what is spelled out in syllables was meant as one word, not read across words."""
    if find.runs_on() or is_ordinary_latin(find.written):
        return False
    gaps = gaps_of(find)
    return not gaps or (
        not CLAUSE_END.search(find.original.text, *find.span) and is_deliberate(find, gaps)
    )
