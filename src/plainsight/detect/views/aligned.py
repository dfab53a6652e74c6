"""Whether a find in the SOUND view is the term respelled, or letters that meet by chance."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from plainsight.detect.tables.load import sound_table
from plainsight.detect.views.edges import is_unspaced_letter
from plainsight.detect.views.find import Find
from plainsight.detect.views.original import Original
from plainsight.detect.views.sound import syllables
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant

LATIN_CHARS_MIN = 6  # a pinyin spelling without a Chinese character near it
LATIN_CHARS_MIN_IN_CHINESE = 4
TERMS_KEPT = 1 << 12


class Unit(NamedTuple):
    """One character of the original and the letters of the find it gave."""

    at: int  # in the find
    end: int
    start: int  # in the original
    char: str  # folded


def units_of(find: Find) -> list[Unit] | None:
    """The characters behind a find, or None when it begins or ends inside one of them."""
    original, starts, ends = find.original, find.reading.starts, find.reading.ends
    i, j = find.i, find.j
    if (i > 0 and starts[i - 1] == starts[i]) or (j < len(starts) and starts[j] == starts[j - 1]):
        return None
    units: list[Unit] = []
    k = i
    while k < j:
        start, first = starts[k], k
        while k < j and starts[k] == start:
            k += 1
        char = original.written(start, ends[first])
        units.append(Unit(at=first - i, end=k - i, start=start, char=char))
    return units


def respelling(find: Find, units: list[Unit], variant: Variant) -> frozenset[Technique] | None:
    """Techniques that turn the term into the find, or None when it is a find by chance."""
    term = _term_units(variant)
    needed = set()
    for unit in units:
        technique = _compared(find.original, unit, term)
        if technique is None:
            return None
        needed.add(technique)
    if not _breaks_between_syllables(find, units, term):
        return None
    size = units[-1].end
    chars_min = LATIN_CHARS_MIN_IN_CHINESE if find.original.has_unspaced else LATIN_CHARS_MIN
    if size < chars_min and all(unit.char.isascii() for unit in units):
        return None
    return frozenset(needed - {Technique.PLAIN})


@lru_cache(maxsize=TERMS_KEPT)
def _term_units(variant: Variant) -> dict[int, tuple[str, str]]:
    """Where each syllable of the term begins, with the syllable and its character."""
    chars = [char for char in variant.plain for _ in syllables(char)]
    units, at = {}, 0
    for syllable, char in zip(variant.units, chars, strict=True):
        units[at] = (syllable, char)
        at += len(syllable)
    return units


def _compared(original: Original, unit: Unit, term: dict[int, tuple[str, str]]) -> Technique | None:
    if unit.char.isascii() and unit.char.isalpha():
        return Technique.PINYIN if _is_in_chinese(unit, term) else Technique.PLAIN
    if not is_unspaced_letter(unit.char[0]) and not unit.char.isascii():
        inner = {at - unit.at for at in term if unit.at <= at < unit.end}
        return Technique.EMOJI if inner == _inner_breaks(unit.char) else None
    syllable, char = term.get(unit.at, ("", ""))
    if len(syllable) != unit.end - unit.at:
        return None
    if char == unit.char:
        return Technique.PLAIN
    return None if original.is_in_word(unit.start) else Technique.HOMOPHONE


def _is_in_chinese(unit: Unit, term: dict[int, tuple[str, str]]) -> bool:
    """Whether Latin letters of the find stand for a Chinese character of the term."""
    return any(
        at <= unit.at < at + len(syllable) and not (char.isascii() and char.isalpha())
        for at, (syllable, char) in term.items()
    )


def _inner_breaks(char: str) -> set[int]:
    breaks, at = set(), 0
    for syllable in sound_table().get(ord(char[0]), ()):
        breaks.add(at)
        at += len(syllable)
    return breaks


def _breaks_between_syllables(
    find: Find, units: list[Unit], term: dict[int, tuple[str, str]]
) -> bool:
    """Whether visible gaps fall between syllables: "pao fen", not "pa ofen"."""
    original, ends = find.original, find.reading.ends
    return all(
        unit.at in term or not original.written(ends[find.i + before.at], unit.start)
        for before, unit in pairwise(units)
    )
