"""One side of a mirror search as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
TIME, VALUE, SOURCE, TARGET, SOURCE_KEY, TARGET_KEY = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Legs of one side: six columns, and the number of each leg.

    An end without a key has -1 there. Where ends have several keys, a leg stands once for each key
    of its source with -1 for its target, and the other way round: no key sees it twice.
    """

    columns: Ints  # 6 x legs
    numbers: Ints

    def by_value(self) -> "Side":
        """The same legs, the smallest first."""
        order = np.argsort(self.columns[VALUE], kind="stable")
        return Side(columns=self.columns[:, order], numbers=self.numbers[order])

    def above(self, floor: int, *, legs_min: int) -> "Side":
        """Legs of at least this value that a tie can rest on.

        A tie pairs its legs one to one, so an end with fewer than `legs_min` of them ties nothing.
        """
        columns = self.columns[:, self.columns[VALUE] >= floor]
        numbers = self.numbers[self.columns[VALUE] >= floor]
        for end in (SOURCE_KEY, TARGET_KEY):
            counts = np.bincount(columns[end] + 1)
            columns[end, counts[columns[end] + 1] < legs_min] = -1
        kept = (columns[SOURCE_KEY] >= 0) | (columns[TARGET_KEY] >= 0)
        return Side(columns=np.ascontiguousarray(columns[:, kept]), numbers=numbers[kept])
