"""The baked tables as arrays by code point, for the kernels."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from plainsight.detect.extract.plain import NUMERALS
from plainsight.detect.tables.load import (
    class_ranges,
    fold_table,
    ordinary_words,
    sound_table,
)
from plainsight.detect.views.shapes import LEET_DIGITS, LEET_SYMBOLS
from plainsight.detect.views.wording import UNCOMMON

POINTS = 0x110000
SEPARATOR, LETTER, DIGIT, UNSPACED = 0, 1, 2, 3  # classes of folded characters

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Replacements:
    """For each code point, the bytes that replace it: `pool[starts[p]:starts[p] + lengths[p]]`."""

    starts: I32
    lengths: U8
    pool: U8
    longest: int  # bytes a code point can become, over the bytes it had


@cache
def fold_replacements() -> Replacements:
    """What FOLD makes of each code point."""
    return _replacements(fold_table())


@cache
def sound_replacements() -> Replacements:
    """What SOUND makes of each folded code point that is neither a gap nor itself."""
    return _replacements({point: "".join(units) for point, units in sound_table().items()})


@cache
def classes() -> U8:
    """Class of each folded code point; what is no letter and no digit is a separator."""
    table = np.zeros(POINTS, dtype=np.uint8)
    for name, kind in (("letter", LETTER), ("unspaced", UNSPACED)):
        for first, last in class_ranges(name):
            table[first : last + 1] = kind
    table[ord("0") : ord("9") + 1] = DIGIT
    return table


@cache
def common() -> U8:
    """1 for each code point that `wording.is_uncommon` refuses."""
    table = np.zeros(POINTS, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = 1  # what other digits there are FOLD has made these
    for word, weight in ordinary_words().items():
        if len(word) == 1 and weight > UNCOMMON:
            table[ord(word)] = 1
    return table


# Letters that the SKELETON view may merge, merged further: what is equal there is equal here.
_COARSE = {
    "k": "ckqszx", "p": "pf", "g": "gj", "i": "ily", "b": "bv", "": "hu",
    **{letter: letter for letter in "adeomnrtw"},
}  # fmt: skip


@cache
def coarse() -> U8:
    """Coarse class of each folded code point in a word; 0 where the SKELETON view has nothing.

    1 stands for a letter that is dropped, 2 for one that stands for itself.
    """
    table = np.zeros(POINTS, dtype=np.uint8)
    for first, last in class_ranges("letter"):
        table[first : last + 1] = 2
    for target, letters in _COARSE.items():
        for letter in letters:
            table[ord(letter)] = ord(target) if target else 1
    for char, letter in (LEET_SYMBOLS | LEET_DIGITS).items():
        table[ord(char)] = table[ord(letter)]
    return table


NUMERAL, MULTIPLE = 1, 2  # 一 as a digit; 十 as a word that counts


@cache
def numerals() -> U8:
    """Folded characters of the basic plane that extractors read as a number, ASCII aside."""
    table = np.zeros(1 << 16, dtype=np.uint8)
    for chars, kind in (("".join(NUMERALS.values()), NUMERAL), ("十百千", MULTIPLE)):
        for char in chars:
            folded = fold_table().get(ord(char), char)
            if not folded.isascii():
                table[ord(folded)] = kind
    return table


def _replacements(texts: dict[int, str]) -> Replacements:
    starts = np.full(POINTS, -1, dtype=np.int32)
    lengths = np.zeros(POINTS, dtype=np.uint8)
    pool = bytearray()
    places: dict[bytes, int] = {}
    longest = 1
    for point, text in texts.items():
        data = text.encode("utf-8", "surrogatepass")
        if data not in places:
            places[data] = len(pool)
            pool += data
        starts[point] = places[data]
        lengths[point] = len(data)
        longest = max(longest, -(-len(data) // len(chr(point).encode("utf-8", "surrogatepass"))))
    return Replacements(starts, lengths, np.frombuffer(bytes(pool) or b"\0", np.uint8), longest)
