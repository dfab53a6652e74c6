"""Where words end: whether a find is a word of its own."""

from plainsight.detect.tables.load import ordinary_words
from plainsight.detect.views.shapes import spaced_letter, unspaced_letter

WORD_CHARS_MAX = 4


def stands_alone(text: str, i: int, j: int) -> bool:
    """Whether `text[i:j]` is not the inside of a longer word or number of a spaced script.

    Chinese neighbours, marks and spaces are edges; `100usdt` and `vx123` are two things each.
    """
    return _is_edge(text, i - 1, i) and _is_edge(text, j, j - 1)


def straddles(text: str, at: int) -> bool:
    """Whether an ordinary Chinese word covers both `text[at - 1]` and `text[at]`."""
    words = ordinary_words()
    for length in range(2, WORD_CHARS_MAX + 1):
        for start in range(max(0, at - length + 1), at):
            if text[start : start + length] in words and start + length <= len(text):
                return True
    return False


def _is_edge(text: str, outside: int, inside: int) -> bool:
    if not 0 <= outside < len(text):
        return True
    outer, inner = text[outside], text[inside]
    if is_digit(inner):
        return not is_digit(outer)
    return not (is_spaced_letter(inner) and is_spaced_letter(outer))


def is_digit(char: str) -> bool:
    """An ASCII digit, which every folded digit is."""
    return "0" <= char <= "9"


def is_spaced_letter(char: str) -> bool:
    """A letter of a script with spaces between words."""
    return "a" <= char <= "z" or (char > "\x7f" and spaced_letter().match(char) is not None)


def is_unspaced_letter(char: str) -> bool:
    """Han, kana or Hangul."""
    return char > "\x7f" and unspaced_letter().match(char) is not None


def is_in_ordinary_word(text: str, at: int) -> bool:
    """Whether an ordinary Chinese word covers `text[at]`."""
    words = ordinary_words()
    return any(
        text[start : start + length] in words
        for length in range(2, WORD_CHARS_MAX + 1)
        for start in range(max(0, at - length + 1), at + 1)
        if start + length <= len(text)
    )
