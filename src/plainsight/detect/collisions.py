"""The benign-collision guard: which ordinary words would a new term be mistaken for?

Romanising Chinese naively is a false-positive machine: toneless 冰毒 is also 病毒. A term may be
searched by sound only when no ordinary word sounds the same; every other collision is reported.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from plainsight.detect.tables.load import ordinary_words
from plainsight.detect.views.fold import fold_text
from plainsight.detect.views.shapes import unspaced_letter
from plainsight.detect.views.sound import syllables


class CollisionKind(StrEnum):
    """How an ordinary word meets the term."""

    SAME_WORD = "same_word"  # the term is an ordinary word itself: needs company to mean anything
    SAME_SOUND = "same_sound"  # silent: a search by sound would take the one for the other
    INSIDE = "inside"  # the word contains the term
    INSIDE_SOUND = "inside_sound"  # the word's syllables contain the term's


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Collision:
    """One ordinary word and how it collides."""

    kind: CollisionKind
    word: str


def collisions(term: str) -> list[Collision]:
    """Every collision of a Chinese term with ordinary words, the worst kind first."""
    plain, units = _heard(term)
    found = [
        Collision(kind=kind, word=word)
        for word, word_units in _near(units)
        if (kind := _kind(plain, units, word, word_units)) is not None
    ]
    worst = list(CollisionKind)
    return sorted(found, key=lambda c: (worst.index(c.kind), c.word))


def is_silent(term: str) -> Collision | None:
    """The collision that forbids searching the term by sound, or None."""
    plain, units = _heard(term)
    same = [word for word in _by_sound().get(units, ()) if word != plain] if units else []
    return Collision(kind=CollisionKind.SAME_SOUND, word=min(same)) if same else None


def _heard(term: str) -> tuple[str, tuple[str, ...]]:
    """The folded term and its units; none when it is not Chinese."""
    plain = fold_text(term)
    return plain, syllables(plain) if unspaced_letter().search(plain) else ()


def _kind(
    plain: str, units: tuple[str, ...], word: str, word_units: tuple[str, ...]
) -> CollisionKind | None:
    if word == plain:
        return CollisionKind.SAME_WORD
    if word_units == units:
        return CollisionKind.SAME_SOUND
    if plain in word:
        return CollisionKind.INSIDE
    if _contains(word_units, units):
        return CollisionKind.INSIDE_SOUND
    return None


def _contains(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    last = len(whole) - len(part)
    return any(whole[at : at + len(part)] == part for at in range(last + 1))


def _near(units: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Ordinary words that hold the term's first syllable."""
    return _by_syllable().get(units[0], []) if units else []


@cache
def _by_sound() -> dict[tuple[str, ...], list[str]]:
    """Ordinary words that sound the same. Terms by the thousand ask for these alone."""
    index: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word in ordinary_words():
        index[syllables(word)].append(word)
    return dict(index)


@cache
def _by_syllable() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    index: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for word in ordinary_words():
        units = syllables(word)
        for unit in set(units):
            index[unit].append((word, units))
    return dict(index)
