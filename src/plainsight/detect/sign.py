"""A sign: one thing seen in a text, before any typology judges it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class Sign(NamedTuple):
    """A lexicon term or an extracted value at `start:end` of the original text."""

    start: int
    end: int
    sense: str  # sense id, or extract kind
    plain: str  # the term, or the value in canonical form
    is_extract: bool = False
    is_heard: bool = False  # a term that is there by its sound alone


def overlap(one: Sign, other: Sign) -> bool:
    """Do the two signs share a character?"""
    return one.start < other.end and other.start < one.end


def is_part(one: Sign, other: Sign) -> bool:
    """Does the first stand inside the second, which is longer?"""
    return other.start <= one.start and one.end <= other.end and one[:2] != other[:2]


def some_apart(signs: Iterable[Sign], *, at_most: int) -> list[Sign]:
    """The first few that share no character."""
    kept: list[Sign] = []
    for sign in signs:
        for other in kept:
            if overlap(sign, other):
                break
        else:
            kept.append(sign)
            if len(kept) == at_most:
                break
    return kept


class Wholes:
    """Some signs, to be asked whether another is but a part of one of them."""

    def __init__(self, signs: Iterable[Sign]) -> None:
        places = sorted([sign[:2] for sign in signs])
        self._starts = [start for start, _ in places]
        self._ends = [0, *accumulate([end for _, end in places], max)]  # the last of the first few

    def have_part(self, sign: Sign) -> bool:
        """`is_part` of any of them."""
        upto = self._ends[bisect_right(self._starts, sign.start)]
        before = self._ends[bisect_left(self._starts, sign.start)]
        return upto > sign.end or before >= sign.end

    def hold(self, sign: Sign) -> bool:
        """Whether one of them covers the sign, be it no longer."""
        return self._ends[bisect_right(self._starts, sign.start)] >= sign.end
