"""Find literals among all pieces of a text by their hashes, none of the literals decoded.

The hash of a piece is that of its characters as digits of a number to an odd base, modulo 2^64:
the hashes of all pieces of one size come out of two running sums. Of two texts with one hash both
are told; the definition, which looks for them in the text, finds the one that is there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

I32 = npt.NDArray[np.int32]
U64 = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = pow(_BASE, -1, 1 << 64)


@dataclass(frozen=True, slots=True)
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

    def within(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start and end of each piece that may be a literal, and the literal's number."""
        sizes = [size for size in self.sizes.tolist() if size <= len(text)]
        if not sizes:
            return
        sums, inverses = _running(text)
        asked = [(sums[size:] - sums[:-size]) * inverses[: len(sums) - size] for size in sizes]
        hashes = np.concatenate(asked)
        firsts = np.searchsorted(self.hashes, hashes)
        there = np.flatnonzero(self.hashes[np.minimum(firsts, len(self.hashes) - 1)] == hashes)
        lasts = np.searchsorted(self.hashes, hashes[there], side="right")
        bounds = np.cumsum([0, *map(len, asked)])
        kinds = np.searchsorted(bounds, there, side="right") - 1
        found = zip(
            (there - bounds[kinds]).tolist(),
            kinds.tolist(),
            firsts[there].tolist(),
            lasts.tolist(),
            strict=True,
        )
        for start, kind, first, last in found:
            for number in self.numbers[first:last].tolist():
                yield start, start + sizes[kind], number


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
