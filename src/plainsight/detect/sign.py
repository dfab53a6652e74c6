"""A sign: one thing seen in a text, before any typology judges it."""

from typing import NamedTuple


class Sign(NamedTuple):
    """A lexicon term or an extracted value at `start:end` of the original text."""

    start: int
    end: int
    sense: str  # sense id, or extract kind
    plain: str  # the term, or the value in canonical form
    is_extract: bool = False


def distance(one: Sign, other: Sign) -> int:
    """Characters between two signs; 0 when they touch or overlap."""
    return max(one.start - other.end, other.start - one.end, 0)


def overlap(one: Sign, other: Sign) -> bool:
    """Do the two signs share a character?"""
    return one.start < other.end and other.start < one.end


def is_part(one: Sign, other: Sign) -> bool:
    """Does the first stand inside the second, which is longer?"""
    return other.start <= one.start and one.end <= other.end and one[:2] != other[:2]
