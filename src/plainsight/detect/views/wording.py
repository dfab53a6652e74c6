"""Where ordinary Chinese words lie in a text: the likeliest cut into words, by word counts."""

import re
from bisect import bisect_right
from functools import lru_cache

from plainsight.detect.tables.load import (
    common_latin_words,
    ordinary_latin_words,
    ordinary_words,
)

WORD_CHARS_MAX = 4
HAN_FROM = "\u2e80"
# Binary logarithms. A character or a word that the corpus has not seen counts as seen less than
# once; a known word is worth more than its parts, which the corpus counts in all other words too.
TOTAL = 26
UNSEEN = -2
WORD_BONUS = 4
COMMON = 20
RARE_PAIR = 26
RARE_WORD = 9
TELLING = 17
UNCOMMON = 16
BREAK = re.compile(r"[\s,.!?:;()。、]")  # what no word holds, folded
SHORT_CHARS_MAX = 60
CLAUSES_KEPT = 1 << 12
LATIN_WORD = re.compile("[^ \\n,.;:!?()-]+")


def word_starts(text: str) -> bytearray:
    """For each character of a folded text, 1 where a word begins in the likeliest cut, else 0."""
    words = ordinary_words().get
    size = len(text)
    # Score of the likeliest cut up to each position, and where its last word begins.
    scores, lasts = [0.0] * (size + 1), [0] * (size + 1)
    for end in range(1, size + 1):
        last = end - 1
        best = scores[last] + words(text[last], UNSEEN) - TOTAL
        if text[last] > HAN_FROM:
            for start in range(end - 2, max(-1, end - 1 - WORD_CHARS_MAX), -1):
                weight = words(text[start:end])
                if weight is not None:
                    score = scores[start] + weight + WORD_BONUS - TOTAL
                    if score > best:
                        best, last = score, start
        scores[end], lasts[end] = best, last
    starts, end = bytearray(size), size
    while end:
        end = lasts[end]
        starts[end] = 1
    return starts


class Words:
    """The same of single positions: a text is cut clause by clause, and only where it is asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses = [0, *(mark.end() for mark in BREAK.finditer(text)), len(text)]
        self._starts: dict[int, bytearray] = {}

    def begin_at(self, at: int) -> bool:
        """Whether a word begins at a position within the text."""
        number = bisect_right(self._clauses, at, hi=len(self._clauses) - 1) - 1
        first = self._clauses[number]
        starts = self._starts.get(number)
        if starts is None:
            clause = self._text[first : self._clauses[number + 1]]
            is_short = len(clause) <= SHORT_CHARS_MAX
            starts = (_short_word_starts if is_short else word_starts)(clause)
            self._starts[number] = starts
        return starts[at - first] == 1


@lru_cache(CLAUSES_KEPT)  # adverts come again, with other numbers
def _short_word_starts(clause: str) -> bytearray:
    return word_starts(clause)


def is_word(text: str) -> bool:
    """Whether a folded text is one ordinary word of two characters or more."""
    return len(text) > 1 and text in ordinary_words()


def is_ordinary_latin(folded: str) -> bool:
    """Whether a folded text is made of ordinary English or Spanish words and nothing else."""
    words = ordinary_latin_words()
    return all(word in words for word in LATIN_WORD.findall(folded))


def is_common_latin(folded: str) -> bool:
    """Whether a folded text is one of the commonest English or Spanish words."""
    return folded in common_latin_words()


def is_telling(plain: str) -> bool:
    """Whether no character of a Chinese term is one of those that stand in every sentence."""
    words = ordinary_words()
    return all(words.get(char, 0) <= TELLING for char in plain)


def is_uncommon(written: str) -> bool:
    """Whether no character is a digit, or one of those that hold sentences together."""
    words = ordinary_words()
    return not any(char.isdigit() or words.get(char, 0) > UNCOMMON for char in written)


def is_rare_pair(pair: str) -> bool:
    """Whether two Chinese characters, and the word they make, are too rare to meet by chance."""
    words = ordinary_words()
    weights = [words.get(char, COMMON) for char in pair]
    return sum(weights) <= RARE_PAIR and words.get(pair, 0) <= RARE_WORD
