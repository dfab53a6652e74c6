"""Rows of short chunks such as k3-t4-m1 or f-e-n-t, and the words that they may spell.

The definition reads a row as far as it goes and begins the next one behind it; where one row may
have taken the chunk that another begins with, both words are known here.
"""

from collections import namedtuple

import numba as nb
import numpy as np

from plainsight.engines.columnar.kernel import inlined, kernel
from plainsight.engines.columnar.kernels import _decode

BASIS = np.uint64(0xCBF29CE484222325)  # FNV-1a, 64 bits
PRIME = np.uint64(0x100000001B3)
# Chunks so far and their length, whether one holds a Latin letter and whether the last does, what
# sets them apart, where the last begins and ends; the coarse hash of the word that they spell, with
# the letter that it ends with; and the same without the first chunk, if a row before this one may
# have had it.
Row = namedtuple(
    "Row",
    (
        "count",
        "length",
        "letters",
        "lettered",
        "gap",
        "first",
        "end",
        "rough",
        "letter",
        "is_shared",
        "later",
        "later_letter",
    ),
)


@inlined
def no_row():
    """Before the first chunk."""
    none = nb.int64(0)
    return Row(
        0, 0, False, False, nb.int64(-1), none, nb.int64(-1), BASIS, none, False, BASIS, none
    )


@inlined
def longer_row(data, row, first, last, length, has_letter, coarse):
    """The row with one word more: its chunks have one length, set apart by the same character."""
    gap = _single_gap(data, row.end, first)
    count, letters, rough, letter = 1, False, BASIS, nb.int64(0)
    is_shared, later, later_letter = False, BASIS, nb.int64(0)
    if length > 2:
        return no_row()
    if row.count > 0 and length == row.length and gap >= 0:
        if row.count == 1 or gap == row.gap:
            count, letters, rough, letter = row.count + 1, row.letters, row.rough, row.letter
            is_shared, later, later_letter = row.is_shared, row.later, row.later_letter
        else:  # the last chunk begins another row, or this one if the last belongs to its own
            count, letters, is_shared = 2, row.lettered, True
            rough, letter = _rough(data, row.first, row.end, coarse, rough, letter)
    rough, letter = _rough(data, first, last, coarse, rough, letter)
    if is_shared:
        later, later_letter = _rough(data, first, last, coarse, later, later_letter)
    return Row(
        count,
        length,
        letters or has_letter,
        has_letter,
        gap if count > 1 else nb.int64(-1),
        first,
        last,
        rough,
        letter,
        is_shared,
        later,
        later_letter,
    )


@inlined
def _rough(data, at, stop, coarse, rough, previous):
    """The coarse hash of `_shape`, continued by some letters of a word."""
    while at < stop:
        point, size = _decode(data, at)
        kind = nb.int64(coarse[point])
        if kind == 2:
            kind = point
        if kind != 1 and kind != previous:
            rough = (rough ^ nb.uint64(kind)) * PRIME
            previous = kind
        at += size
    return rough, previous


@kernel
def _single_gap(data, end, start):
    """The one character between two words, or -1."""
    if end < 0 or not 1 <= start - end <= 4:
        return nb.int64(-1)
    point, size = _decode(data, end)
    return point if size == start - end else nb.int64(-1)
