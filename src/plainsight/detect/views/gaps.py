"""What stands between the characters of a find, and whether a writer put it there to hide it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from plainsight.detect.views.edges import is_digit, is_spaced_letter
from plainsight.detect.views.find import Find
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.original import Original
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.view import View

CONTEXT_CHARS = 8  # how far to look beyond a find
GAP_CHARS_MAX = 12  # what is further apart was not written as one word
SENTENCE_END = re.compile(r"[。！？!?；;…]|\.(?=\s)")
NATURAL = re.compile(r"[\s，,、:：.]+")  # between Chinese words these are ordinary writing
BLANK = re.compile(r"\s")
IN_WORD = re.compile(r"[.,'\-/&]")  # between Latin letters these are ordinary writing
APOSTROPHES = "'’`´"
CUT = re.compile(r"[ \xa0]+|[ ]?-[ ]?")  # a space or hyphen inside a long word
VERTICAL_LINE_LETTERS_MAX = 2
SPELLED_LETTERS_MIN = 3
STRANGE_LETTERS_MIN = 4
CUT_LETTERS_MIN = 6
SPACED_OUT_LETTERS_MIN = 8


class Gap(NamedTuple):
    """Visible characters between two neighbours of a find."""

    start: int  # in the original
    end: int
    text: str  # as written
    is_latin: bool  # both neighbours belong to a script with spaces
    is_mixed: bool = False  # one of them does


def gaps_of(find: Find) -> list[Gap]:
    """Everything visible that stands between the characters of the find."""
    if find.is_side_by_side:
        return []
    original, reading = find.original, find.reading
    starts, ends = reading.starts, reading.ends
    is_sound = reading.view is View.SOUND  # whose syllables stand apart as Chinese does
    gaps: list[Gap] = []
    for k in range(find.i, find.j):
        if ends[k] - starts[k] > 2:
            gaps += _inner_gaps(original, starts[k], ends[k])
        if k + 1 < find.j and ends[k] < starts[k + 1]:
            start, end = ends[k], starts[k + 1]
            if original.written(start, end):
                latin = 0 if is_sound else sum(map(_is_latin, reading.text[k : k + 2]))
                gaps.append(Gap(start, end, original.text[start:end], latin == 2, latin == 1))
    return gaps


def _inner_gaps(original: Original, start: int, end: int) -> Iterator[Gap]:
    """Gaps inside a letter that was stretched across them: "o-o-o"."""
    for found in separators().finditer(original.text, start, end):
        if fold_text(found.group()):
            yield Gap(*found.span(), found.group(), is_latin=True)


def is_deliberate(find: Find, gaps: list[Gap]) -> bool:
    """Whether the find, with its gaps, was set apart on purpose, not found across words.

    "f e n t", "f.e.n.t" and 洗★钱 were; "as k in" for `skin` and 我要换，汇率 for 换汇 were not.
    """
    if not find.has_word_edges():
        return False
    if not gaps:
        return is_stretched(find) and find.j - find.i >= SPELLED_LETTERS_MIN
    latin = [gap for gap in gaps if gap.is_latin]
    if latin and not _is_spelled_out(find, latin):
        return False
    return all(gap.is_latin or _is_set_apart(find, gap, gaps) for gap in gaps)


def is_stretched(find: Find) -> bool:
    """Whether a letter of the find stands for a run of letters."""
    if find.is_side_by_side:
        return False
    starts, ends, text = find.reading.starts, find.reading.ends, find.original.text
    slices = (text[starts[k] : ends[k]] for k in range(find.i, find.j))
    return any(len(part) > 2 and len(separators().sub("", fold_text(part))) > 2 for part in slices)


def _is_spelled_out(find: Find, gaps: list[Gap]) -> bool:
    letters = find.j - find.i
    texts = [gap.text for gap in gaps]
    if all(map(APOSTROPHES.__contains__, texts)):
        return False
    commonest = max(map(texts.count, texts))
    if len(gaps) * 10 >= (letters - 1) * 7 and commonest * 2 > len(gaps):
        return letters > SPELLED_LETTERS_MIN or not _goes_on(find, texts[0])
    if any(map(BLANK.search, texts)):
        is_cut = all(map(CUT.fullmatch, texts))
        return is_cut and letters >= SPACED_OUT_LETTERS_MIN
    if all(IN_WORD.sub("", text) for text in texts):
        return letters >= STRANGE_LETTERS_MIN
    return letters >= (STRANGE_LETTERS_MIN if len(gaps) > 1 else CUT_LETTERS_MIN)


def _goes_on(find: Find, gap: str) -> bool:
    """Whether the letters set apart are part of a longer row of such letters."""
    start, end = find.span
    text, size = find.original.text, len(gap)
    before = text.endswith(gap, 0, start) and is_lone_letter(text, start - size - 1)
    after = text.startswith(gap, end) and is_lone_letter(text, end + size)
    return before or after


def is_lone_letter(text: str, at: int) -> bool:
    """Whether the character at a position is a letter without letters beside it."""
    around = [text[k] for k in (at - 1, at + 1) if 0 <= k < len(text)]
    return 0 <= at < len(text) and text[at].isalpha() and not any(c.isalpha() for c in around)


def _is_set_apart(find: Find, gap: Gap, gaps: list[Gap]) -> bool:
    original, (start, end) = find.original, find.span
    if len(gap.text) > GAP_CHARS_MAX:
        return False
    if "\n" in gap.text:
        return _is_vertical(original, gap)
    if sum(other.text == gap.text for other in gaps) > 1:
        return True
    if SENTENCE_END.search(gap.text):
        return not (original.before(start).isalnum() or original.after(end).isalnum())
    left, right = original.straddles(start), original.straddles(end)
    if not NATURAL.fullmatch(gap.text):
        return not (left and right)
    return not (left or right or (gap.is_mixed and gap.text.strip()))


def _is_vertical(original: Original, gap: Gap) -> bool:
    above = original.text[max(0, gap.start - CONTEXT_CHARS) : gap.start].rsplit("\n", 1)[-1]
    below = original.text[gap.end : gap.end + CONTEXT_CHARS].split("\n", 1)[0]
    return all(sum(map(str.isalnum, line)) <= VERTICAL_LINE_LETTERS_MAX for line in (above, below))


def _is_latin(char: str) -> bool:
    return is_digit(char) or is_spaced_letter(char)
