"""Whether a find in the SOUND view is the term respelled, or letters that meet by chance."""

from dataclasses import dataclass

from plainsight.detect.tables.load import sound_table
from plainsight.detect.views.edges import is_unspaced_letter
from plainsight.detect.views.gaps import gap_between, has_word_edges
from plainsight.detect.views.original import Original
from plainsight.detect.views.reading import Reading
from plainsight.detect.views.sound import syllables
from plainsight.detect.views.technique import Technique
from plainsight.detect.views.variant import Variant

LATIN_CHARS_MIN = 6  # a pinyin spelling without a Chinese character near it
LATIN_CHARS_MIN_IN_CHINESE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One character of the original and the letters of the find it gave."""

    at: int  # in the find
    end: int
    start: int  # in the original
    char: str  # folded


def is_aligned(original: Original, reading: Reading, i: int, j: int, variant: Variant) -> bool:
    """Whether characters of the original begin and end where syllables of the term do."""
    return respelling(original, reading, i, j, variant) is not None


def respelling(
    original: Original, reading: Reading, i: int, j: int, variant: Variant
) -> frozenset[Technique] | None:
    """Techniques that turn the term into the find, or None when it is a find by chance."""
    if _is_cut(reading, i, j):
        return None
    term = _term_units(variant)
    needed = set()
    units = _units(original, reading, i, j)
    for unit in units:
        technique = _compared(original, unit, term)
        if technique is None:
            return None
        needed.add(technique)
    is_latin = units[0].char.isascii() or units[-1].char.isascii()
    if is_latin and not has_word_edges(original, reading, i, j):
        return None
    if not _breaks_between_syllables(original, reading, i, j, set(term)):
        return None
    chars_min = LATIN_CHARS_MIN_IN_CHINESE if original.has_unspaced else LATIN_CHARS_MIN
    if j - i < chars_min and all(unit.char.isascii() for unit in units):
        return None
    return frozenset(needed - {Technique.PLAIN})


def _is_cut(reading: Reading, i: int, j: int) -> bool:
    """Whether the find begins or ends inside a character of the original."""
    first, last = reading.starts[i], reading.starts[j - 1]
    return (i > 0 and reading.starts[i - 1] == first) or (
        j < len(reading.text) and reading.starts[j] == last
    )


def _term_units(variant: Variant) -> dict[int, tuple[str, str]]:
    """Where each syllable of the term begins, with the syllable and its character."""
    chars = [char for char in variant.plain for _ in syllables(char)]
    units, at = {}, 0
    for syllable, char in zip(variant.units, chars, strict=True):
        units[at] = (syllable, char)
        at += len(syllable)
    return units


def _units(original: Original, reading: Reading, i: int, j: int) -> list[Unit]:
    units: list[Unit] = []
    for k in range(i, j):
        start = reading.starts[k]
        if units and units[-1].start == start:
            previous = units.pop()
            units.append(Unit(at=previous.at, end=k + 1 - i, start=start, char=previous.char))
        else:
            char = original.written(start, reading.ends[k])
            units.append(Unit(at=k - i, end=k + 1 - i, start=start, char=char))
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
        at <= unit.at < at + len(syllable) and not char.isascii()
        for at, (syllable, char) in term.items()
    )


def _inner_breaks(char: str) -> set[int]:
    breaks, at = set(), 0
    for syllable in sound_table().get(ord(char[0]), ()):
        breaks.add(at)
        at += len(syllable)
    return breaks


def _breaks_between_syllables(
    original: Original, reading: Reading, i: int, j: int, starts: set[int]
) -> bool:
    """Whether visible gaps fall between syllables: "pao fen", not "pa ofen"."""
    return all(
        k + 1 - i in starts or not gap_between(original, reading, k) for k in range(i, j - 1)
    )
