"""Read the baked tables, once per process. They are part of the package, like its code."""

from functools import cache
from importlib.resources import files


def read_all() -> None:
    """Read every table now, for whoever is to answer at once later."""
    for read in (
        fold_table,
        sound_table,
        ordinary_words,
        rare_glyphs,
        ordinary_latin_words,
        other_readings,
        similar,
        pieces,
    ):
        read()


@cache
def fold_table() -> dict[int, str]:
    """Code point to folded text, for code points that do not fold to themselves."""
    table = {}
    for target, sources in _rows("fold.tsv"):
        text = "".join(chr(int(point, 16)) for point in target.split(".")) if target else ""
        for point in _points(sources):
            table[point] = text
    return table


@cache
def sound_table() -> dict[int, tuple[str, ...]]:
    """Code point (folded) to its toneless syllables; emoji may have two."""
    return {
        ord(char): tuple(reading.split(" "))
        for reading, chars in _rows("sound.tsv")
        for char in chars
    }


@cache
def class_ranges(name: str) -> tuple[tuple[int, int], ...]:
    """Inclusive code point ranges of the class `unspaced`, `letter` or `attached`."""
    return tuple(_ranges(dict(_rows("classes.tsv"))[name]))


@cache
def ordinary_words() -> dict[str, int]:
    """Chinese words of one to four characters, folded, and the binary logarithm of their count."""
    words: dict[str, int] = {}
    for key, tails in _rows("words.tsv"):
        text, head = key.split(" ")
        weight = int(text)
        for tail in tails.split(" "):
            words[head + tail] = weight
    return words


@cache
def rare_glyphs() -> frozenset[str]:
    """Characters that FOLD reads as the common one they are drawn like, coined forms included."""
    return frozenset(char for _, chars in _rows("rare_glyphs.tsv") for char in chars)


@cache
def common_latin_words() -> frozenset[str]:
    """English and Spanish words that everybody writes, folded, in their usual forms."""
    return _latin_words("latin_words.tsv")


@cache
def ordinary_latin_words() -> frozenset[str]:
    """Those, and the less common ones: who writes one of them misspells no other."""
    return common_latin_words() | _latin_words("counted_words.tsv")


@cache
def other_readings() -> dict[str, tuple[str, ...]]:
    """Character to the less common syllables that it is read as in words."""
    readings: dict[str, tuple[str, ...]] = {}
    for reading, chars in _rows("readings.tsv"):
        for char in chars:
            readings[char] = (*readings.get(char, ()), reading)
    return readings


@cache
def similar() -> dict[str, str]:
    """Common character to others that are drawn like it."""
    alike: dict[str, str] = {}
    for first, others in _rows("similar.tsv"):
        for char in first + others:
            alike[char] = alike.get(char, "") + (first + others).replace(char, "")
    return alike


@cache
def pieces() -> dict[str, tuple[str, ...]]:
    """Common character to the rows of pieces a writer may set instead of it."""
    return {char: tuple(forms.split(" ")) for char, forms in _rows("pieces.tsv")}


def _rows(name: str) -> list[tuple[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.split("\n") if line and not line.startswith("#"))
    return [(key, values) for key, values in (line.split("\t") for line in lines)]


def _ranges(packed: str) -> list[tuple[int, int]]:
    pairs = (run.partition("-") for run in packed.split(" "))
    return [(int(first, 16), int(last or first, 16)) for first, _, last in pairs]


def _points(packed: str) -> list[int]:
    return [point for first, last in _ranges(packed) for point in range(first, last + 1)]


def _latin_words(name: str) -> frozenset[str]:
    return frozenset(word for _, words in _rows(name) for word in words.split(" "))
