"""Where words end: whether a find is a word of its own."""

from functools import lru_cache

from plainsight.detect.views.shapes import spaced_letter, unspaced_letter

CHARS_KEPT = 1 << 13
PAIRS_KEPT = 1 << 14
TENS = "十百千万"  # with a digit beside them they are one number: 十一道 is not 一道


def stands_alone(text: str, i: int, j: int) -> bool:
    """Whether `text[i:j]` is not the inside of a longer word or number of a spaced script.

    Chinese neighbours, marks and spaces are edges; `100usdt` and `vx123` are two things each.
    """
    return (i == 0 or is_edge(text[i - 1], text[i])) and (
        j == len(text) or is_edge(text[j], text[j - 1])
    )


@lru_cache(PAIRS_KEPT)
def is_edge(outer: str, inner: str) -> bool:
    """Whether two neighbours, one outside and one inside a find, belong to different words."""
    if is_digit(inner):
        return not (is_digit(outer) or outer in TENS)
    return not (is_spaced_letter(inner) and is_spaced_letter(outer))


def is_digit(char: str) -> bool:
    """An ASCII digit, which every folded digit is."""
    return "0" <= char <= "9"


@lru_cache(CHARS_KEPT)
def is_spaced_letter(char: str) -> bool:
    """A letter of a script with spaces between words."""
    return "a" <= char <= "z" or (char > "\x7f" and spaced_letter().match(char) is not None)


@lru_cache(CHARS_KEPT)
def is_unspaced_letter(char: str) -> bool:
    """Han, kana or Hangul."""
    return char > "\x7f" and unspaced_letter().match(char) is not None
