"""Read the baked tables, once per process. They are part of the package, like its code."""

from functools import cache
from importlib.resources import files


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
def ordinary_words() -> frozenset[str]:
    """Chinese words of two to four characters that ordinary writing uses, folded."""
    return frozenset(head + tail for head, tails in _rows("words.tsv") for tail in tails.split(" "))


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
