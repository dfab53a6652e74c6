"""Classes of folded characters, as regular expressions over the baked ranges."""

import re
from functools import cache

from plainsight.detect.tables.load import class_ranges


@cache
def separators() -> re.Pattern[str]:
    """Runs of characters that are neither letter nor digit: spaces, punctuation, emoji, symbols."""
    return re.compile(f"[^0-9{_spaced()}{_unspaced()}]+")


def separators_in(text: str) -> re.Pattern[str]:
    """The same for a whole text; one of ASCII alone is not compared with a thousand ranges."""
    return _ascii_separators() if text.isascii() else separators()


def latin_words_in(text: str) -> re.Pattern[str]:
    """Words of a spaced script, digits and the symbols that leet writing uses as letters."""
    return _ascii_words() if text.isascii() else _latin_words()


@cache
def spaced_letter() -> re.Pattern[str]:
    """One letter of a script that puts spaces between words."""
    return re.compile(f"[{_spaced()}]")


@cache
def unspaced_letter() -> re.Pattern[str]:
    """One letter of a script that puts no spaces between words: Han, kana, Hangul."""
    return re.compile(f"[{_unspaced()}]")


LEET_SYMBOLS = {
    "@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "£": "l", "¥": "y", "¢": "c",
    "₿": "b", "฿": "b", "₦": "n", "₱": "p", "₲": "g", "₵": "c", "₩": "w", "₽": "p",
}  # fmt: skip
LEET_DIGITS = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
}  # fmt: skip
LEET = str.maketrans(LEET_SYMBOLS | LEET_DIGITS)


@cache
def _ascii_separators() -> re.Pattern[str]:
    return re.compile("[^0-9A-Za-z]+")


@cache
def _latin_words() -> re.Pattern[str]:
    return re.compile(f"[0-9{re.escape(''.join(LEET_SYMBOLS))}{_spaced()}]+")


@cache
def _ascii_words() -> re.Pattern[str]:
    symbols = "".join(filter(str.isascii, LEET_SYMBOLS))
    return re.compile(f"[0-9A-Za-z{re.escape(symbols)}]+")


def _spaced() -> str:
    return _charset("letter")


def _unspaced() -> str:
    return _charset("unspaced")


def _charset(name: str) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in class_ranges(name))
