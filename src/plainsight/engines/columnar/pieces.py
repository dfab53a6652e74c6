"""Find literals among all pieces of a text by their hashes, none of the literals decoded.

The hash of a piece is that of its characters as digits of a number to an odd base, modulo 2^64:
the hashes of all pieces of one size come out of two running sums. Of two texts with one hash both
are told; the definition, which looks for them in the text, finds the one that is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = pow(_BASE, -1, 1 << 64)
MANY = 1 << 13  # pieces that are worth making `_heads` for
_HEAD_BITS = 22


@dataclass(frozen=True)
class Pieces:
    """Hashes of literals in order, the number of the literal each belongs to, and their sizes."""

    hashes: U64
    numbers: I32
    sizes: I32  # in characters, those that occur, in order

    @classmethod
    def of(cls, literals: Sequence[str]) -> "Pieces":
        """Of literals by number; none may be empty."""
        ends = np.cumsum([0, *map(len, literals)])
        sums, inverses = _running("".join(literals))
        hashes = (sums[ends[1:]] - sums[ends[:-1]]) * inverses[ends[:-1]]
        numbers = np.argsort(hashes).astype(np.int32)
        sizes = np.unique(np.diff(ends)).astype(np.int32)
        return cls(hashes[numbers], numbers, sizes)

    def within(self, text: str) -> I64:
        """Each piece that may be a literal: rows of its start, its end and the literal's number."""
        sizes = self.sizes[self.sizes <= len(text)]
        if not len(sizes):
            return np.empty((0, 3), dtype=np.int64)
        sums, inverses = _running(text)
        asked = [
            (sums[size:] - sums[:-size]) * inverses[: len(sums) - size] for size in sizes.tolist()
        ]
        hashes = np.concatenate(asked)
        there = self._there(hashes)
        firsts = np.searchsorted(self.hashes, hashes[there])
        counts = np.searchsorted(self.hashes, hashes[there], side="right") - firsts
        bounds = np.cumsum([0, *map(len, asked)])
        kinds = np.searchsorted(bounds, there, side="right") - 1
        starts = there - bounds[kinds]
        rows = np.column_stack([starts, starts + sizes[kinds], firsts]).repeat(counts, axis=0)
        # Literals of one hash stand side by side.
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows[:, 2] = self.numbers[rows[:, 2] + nth]
        return rows

    def _there(self, hashes: U64) -> I64:
        """The places of those hashes that a literal has."""
        some = np.arange(len(hashes))
        if len(hashes) >= MANY:  # a search in order reads all over the memory: few may begin one
            some = np.flatnonzero(self._heads[hashes >> np.uint64(64 - _HEAD_BITS)])
        known = self.hashes[np.searchsorted(self.hashes[:-1], hashes[some])]
        there: I64 = some[known == hashes[some]]
        return there

    @cached_property
    def _heads(self) -> npt.NDArray[np.bool_]:
        """Whether any hash begins with these bits."""
        heads = np.zeros(1 << _HEAD_BITS, dtype=np.bool_)
        heads[self.hashes >> np.uint64(64 - _HEAD_BITS)] = True
        return heads


def _running(text: str) -> tuple[U64, U64]:
    """Sums up to each position, and what a difference of two is to be multiplied with."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * _powers(_BASE, len(codes)), out=sums[1:])
    return sums, _powers(_INVERSE, len(codes) + 1)


def _powers(base: int, count: int) -> U64:
    powers = np.full(count, base, dtype=np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)
