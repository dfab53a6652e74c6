"""Which code points are letters, digits, or written without spaces between words."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

UNSPACED = re.compile(r"CJK|HIRAGANA|KATAKANA|HANGUL|BOPOMOFO|TANGUT|NUSHU|YI SYLLABLE|IDEOGRAPH")
HEADER = (
    "# Baked by tools/bake_tables.py; do not edit.\n"
    "# NOTICE: derived from the Unicode Character Database {unidata} (Unicode licence v3)"
)


def header(*, extra: str = "") -> str:
    """First lines of a baked table: where it comes from."""
    return HEADER.format(unidata=unicodedata.unidata_version) + extra + ".\n"


@cache
def every_character() -> tuple[str, ...]:
    """Every assigned code point and surrogate, and what is ignorable by default."""
    return tuple(
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) not in ("Cn", "Co") or is_ignorable(char)
    )


def is_ignorable(char: str) -> bool:
    """Unassigned, but to be left out of sight (Default_Ignorable_Code_Point)."""
    point = ord(char)
    return point == 0x2065 or 0xFFF0 <= point <= 0xFFF8 or 0xE0000 <= point <= 0xE0FFF


def classes_tsv() -> str:
    """Rows `class TAB ranges`: `unspaced` letters, all other `letter`s, `attached` marks."""
    out = header()
    for name, belongs in (
        ("unspaced", is_unspaced),
        ("letter", is_letter),
        ("attached", is_attached),
    ):
        out += f"{name}\t{ranges(belongs)}\n"
    return out


@cache
def is_unspaced(char: str) -> bool:
    """A letter or numeral of a script that puts no spaces between words."""
    if unicodedata.category(char)[0] not in "LN" and char != "〇":
        return False
    return bool(UNSPACED.search(unicodedata.name(char, "")))


def is_letter(char: str) -> bool:
    """A letter of a spaced script, or a mark that carries a vowel."""
    category = unicodedata.category(char)
    return (category[0] == "L" or category in ("Nl", "No", "Mc")) and not is_unspaced(char)


def is_attached(char: str) -> bool:
    """Drawn on the character before it: marks, variation selectors, skin tones."""
    return unicodedata.category(char) in ("Mn", "Me") or 0x1F3FB <= ord(char) <= 0x1F3FF


def ranges(belongs: Callable[[str], bool]) -> str:
    """Hexadecimal ranges `a-b` of all characters that belong."""
    return packed(ord(char) for char in every_character() if belongs(char))


def packed(points: Iterable[int]) -> str:
    """Sorted code points as hexadecimal ranges."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in runs)
