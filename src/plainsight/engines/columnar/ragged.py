"""Pairs of numbers that kernels find, and short lists of numbers looked up many at a time."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Hits = tuple[Ids, Ids]  # numbers of posts, and beside each the number of a form


class Ragged:
    """A list of lists as two arrays."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._counts = np.array([len(numbers) for numbers in lists], dtype=np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._values = np.array([n for numbers in lists for n in numbers], dtype=np.int64)

    def spread(self, owners: Numbers, ids: Ids) -> tuple[Numbers, Numbers]:
        """For each (owner, id), one pair (owner, number) for each number of the id's list."""
        counts = self._counts[ids]
        repeated = np.repeat(owners, counts)
        within = np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
        return repeated, self._values[np.repeat(self._starts[ids], counts) + within]


def with_room(count: int, fill: Callable[[Ids, Ids], int]) -> Hits:
    """The pairs that `fill` finds among so many posts; it is called again if they were too many."""
    room = 6 * count + 64  # a second run costs more than room that is never touched
    while True:
        posts, forms = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
        found = fill(posts, forms)
        if found <= room:
            return posts[:found], forms[:found]
        room = found
