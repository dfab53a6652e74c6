"""Where ordinary Chinese words lie in a text: the likeliest cut into words, by word counts."""

import re

from plainsight.detect.tables.load import ordinary_latin_words, ordinary_words

WORD_CHARS_MAX = 4
CONTEXT_CHARS = 6  # on each side; a word further away does not move a cut here
# Binary logarithms. A character or a word that the corpus has not seen counts as seen less than
# once; a known word is worth more than its parts, which the corpus counts in all other words too.
TOTAL = 26
UNSEEN = -2
WORD_BONUS = 4
COMMON = 20
RARE_PAIR = 26
RARE_WORD = 9
LATIN_WORD = re.compile("[^ \\n,.;:!?()-]+")


def straddles(text: str, at: int) -> bool:
    """Whether an ordinary word of the folded text covers both `text[at - 1]` and `text[at]`."""
    return any(start < at < end for start, end in _words_around(text, at))


def is_in_word(text: str, at: int) -> bool:
    """Whether the character `text[at]` of a folded text is part of a longer ordinary word."""
    return any(start <= at < end and end - start > 1 for start, end in _words_around(text, at))


def is_word(text: str) -> bool:
    """Whether a folded text is one ordinary word of two characters or more."""
    return len(text) > 1 and text in ordinary_words()


def is_ordinary_latin(folded: str) -> bool:
    """Whether a folded text is made of ordinary English or Spanish words and nothing else."""
    words = ordinary_latin_words()
    return all(word in words for word in LATIN_WORD.findall(folded))


def is_rare_pair(pair: str) -> bool:
    """Whether two Chinese characters, and the word they make, are too rare to meet by chance."""
    words = ordinary_words()
    weights = [words.get(char, COMMON) for char in pair]
    return sum(weights) <= RARE_PAIR and words.get(pair, 0) <= RARE_WORD


def _words_around(text: str, at: int) -> list[tuple[int, int]]:
    """Spans of the words in the likeliest cut of the characters around a position."""
    words = ordinary_words()
    low, high = max(0, at - CONTEXT_CHARS), min(len(text), at + CONTEXT_CHARS)
    best: list[tuple[float, int]] = [(0.0, low)]  # score up to here, start of the last word
    for end in range(low + 1, high + 1):
        choices = []
        for start in range(max(low, end - WORD_CHARS_MAX), end):
            weight = words.get(text[start:end])
            if weight is None:
                if end - start > 1:
                    continue
                weight = UNSEEN
            bonus = WORD_BONUS if end - start > 1 else 0
            choices.append((best[start - low][0] + weight + bonus - TOTAL, start))
        best.append(max(choices))
    spans, end = [], high
    while end > low:
        start = best[end - low][1]
        spans.append((start, end))
        end = start
    return spans
