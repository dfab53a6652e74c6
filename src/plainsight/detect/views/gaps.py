"""What stands between the characters of a find, and whether a writer put it there to hide it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainsight.detect.views.edges import is_digit, is_edge, is_spaced_letter
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.original import Original
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.shapes import separators
from plainsight.detect.views.view import View

CONTEXT_CHARS = 8  # how far to look beyond a find
GAP_CHARS_MAX = 12  # what is further apart was not written as one word
SENTENCE_END = re.compile(r"[。！？!?；;…]|\.(?=\s)")
NATURAL = re.compile(r"[\s，,、:：.]+")  # between Chinese words these are ordinary writing
IN_WORD = re.compile(r"[.,'\-/&]")  # between Latin letters these are ordinary writing
APOSTROPHES = "'’`´"
CUT = re.compile(r"[ \xa0]+|[ ]?-[ ]?")  # a space or hyphen inside a long word
VERTICAL_LINE_LETTERS_MAX = 2
SPELLED_LETTERS_MIN = 3
STRANGE_LETTERS_MIN = 4
CUT_LETTERS_MIN = 6
SPACED_OUT_LETTERS_MIN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Visible characters between two neighbours of a find."""

    start: int  # in the original
    end: int
    text: str  # as written
    is_latin: bool  # both neighbours belong to a script with spaces


def is_deliberate(original: Original, reading: Reading, i: int, j: int) -> bool:
    """Whether the find `reading.text[i:j]` was set apart on purpose, not found across words.

    "f e n t", "f.e.n.t" and 洗★钱 were; "as k in" for `skin` and 我要换，汇率 for 换汇 were not.
    """
    gaps = list(_gaps(original, reading, i, j))
    start, end = reading.span(i, j)
    if not has_word_edges(original, reading, i, j):
        return False
    if not gaps:
        return is_stretched(original, reading, i, j) and j - i >= SPELLED_LETTERS_MIN
    latin = [gap for gap in gaps if gap.is_latin]
    if latin and not _is_spelled_out(original, reading, i, j, latin):
        return False
    return all(gap.is_latin or _is_set_apart(original, start, end, gap, gaps) for gap in gaps)


def has_gaps(original: Original, reading: Reading, i: int, j: int) -> bool:
    """Whether anything visible stands between the characters of the find."""
    return next(_gaps(original, reading, i, j), None) is not None


def is_stretched(original: Original, reading: Reading, i: int, j: int) -> bool:
    """Whether a letter of the find stands for a run of letters."""
    slices = (original.text[reading.starts[k] : reading.ends[k]] for k in range(i, j))
    return any(len(part) > 2 and len(separators().sub("", fold_text(part))) > 2 for part in slices)


def has_word_edges(original: Original, reading: Reading, i: int, j: int) -> bool:
    """Whether a find that begins or ends with a spaced script begins and ends a word there."""
    start, end = reading.span(i, j)
    before, after = original.before(start), original.after(end)
    # Pinyin letters of a Chinese character are no letters of a word: ask the original.
    written = original.written(start, end)
    return (not before or is_edge(before, written[0])) and (
        not after or is_edge(after, written[-1])
    )


def gap_between(original: Original, reading: Reading, k: int) -> str:
    """What is visible between `reading.text[k]` and the next character, folded."""
    return original.written(reading.ends[k], reading.starts[k + 1])


def _gaps(original: Original, reading: Reading, i: int, j: int) -> Iterator[Gap]:
    is_sound = reading.view is View.SOUND  # whose syllables stand apart as Chinese does
    for k in range(i, j):
        yield from _inner_gaps(original, reading, k)
        if k + 1 == j:
            return
        start, end = reading.ends[k], reading.starts[k + 1]
        if start < end and original.written(start, end):
            is_latin = not is_sound and all(map(_is_latin, reading.text[k : k + 2]))
            yield Gap(start=start, end=end, text=original.text[start:end], is_latin=is_latin)


def _inner_gaps(original: Original, reading: Reading, k: int) -> Iterator[Gap]:
    """Gaps inside a letter that was stretched across them: "o-o-o"."""
    start, end = reading.starts[k], reading.ends[k]
    if end - start > 2:
        for found in separators().finditer(original.text, start, end):
            if fold_text(found.group()):
                yield Gap(start=found.start(), end=found.end(), text=found.group(), is_latin=True)


def _is_spelled_out(original: Original, reading: Reading, i: int, j: int, gaps: list[Gap]) -> bool:
    letters = j - i
    texts = [gap.text for gap in gaps]
    if all(text in APOSTROPHES for text in texts):
        return False
    commonest = max(texts.count(text) for text in texts)
    if len(gaps) * 10 >= (letters - 1) * 7 and commonest * 2 > len(gaps):
        return letters > SPELLED_LETTERS_MIN or not _goes_on(original, reading, i, j, texts[0])
    if any(re.search(r"\s", text) for text in texts):
        is_cut = all(CUT.fullmatch(text) for text in texts)
        return is_cut and letters >= SPACED_OUT_LETTERS_MIN
    if all(IN_WORD.sub("", text) for text in texts):
        return letters >= STRANGE_LETTERS_MIN
    return letters >= (STRANGE_LETTERS_MIN if len(gaps) > 1 else CUT_LETTERS_MIN)


def _goes_on(original: Original, reading: Reading, i: int, j: int, gap: str) -> bool:
    """Whether the letters set apart are part of a longer row of such letters."""
    start, end = reading.span(i, j)
    text, size = original.text, len(gap)
    before = text.endswith(gap, 0, start) and is_lone_letter(text, start - size - 1)
    after = text.startswith(gap, end) and is_lone_letter(text, end + size)
    return before or after


def is_lone_letter(text: str, at: int) -> bool:
    """Whether the character at a position is a letter without letters beside it."""
    around = [text[k] for k in (at - 1, at + 1) if 0 <= k < len(text)]
    return 0 <= at < len(text) and text[at].isalpha() and not any(c.isalpha() for c in around)


def _is_set_apart(original: Original, start: int, end: int, gap: Gap, gaps: list[Gap]) -> bool:
    if len(gap.text) > GAP_CHARS_MAX:
        return False
    if "\n" in gap.text:
        return _is_vertical(original, gap)
    if sum(other.text == gap.text for other in gaps) > 1:
        return True
    if SENTENCE_END.search(gap.text):
        return not (original.before(start).isalnum() or original.after(end).isalnum())
    left = original.straddles(start)
    right = original.straddles(end)
    return not (left or right) if NATURAL.fullmatch(gap.text) else not (left and right)


def _is_vertical(original: Original, gap: Gap) -> bool:
    above = original.text[max(0, gap.start - CONTEXT_CHARS) : gap.start].rsplit("\n", 1)[-1]
    below = original.text[gap.end : gap.end + CONTEXT_CHARS].split("\n", 1)[0]
    return all(sum(map(str.isalnum, line)) <= VERTICAL_LINE_LETTERS_MAX for line in (above, below))


def _is_latin(char: str) -> bool:
    return is_digit(char) or is_spaced_letter(char)
