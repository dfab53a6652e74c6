"""Which unknowns a set of linear equations settles, whatever their right-hand sides are."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)

# Whole numbers modulo a prime: no rounding, no growth. That a coefficient other than 0 becomes 0
# takes one divisible by it, and those of sums of cells stay small.
_PRIME = 2**61 - 1


def settled(equations: Iterable[Mapping[Unknown, int]]) -> frozenset[Unknown]:
    """The unknowns that have one value in every solution (Gauss and Jordan)."""
    reduced: dict[Unknown, dict[Unknown, int]] = {}
    for equation in equations:
        row = dict(equation)
        for unknown in [each for each in row if each in reduced]:
            _subtract(row, reduced[unknown], row[unknown])
        if not row:
            continue
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {each: count * inverse % _PRIME for each, count in row.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        reduced[pivot] = row
    return frozenset(pivot for pivot, row in reduced.items() if len(row) == 1)


def _subtract(row: dict[Unknown, int], other: Mapping[Unknown, int], times: int) -> None:
    for unknown, count in other.items():
        left = (row.get(unknown, 0) - times * count) % _PRIME
        if left:
            row[unknown] = left
        else:
            row.pop(unknown, None)
