"""Short lists of numbers, looked up many at a time."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Hits = tuple[Numbers, Numbers]  # numbers of posts, and beside each the number of a sense


class Ragged:
    """A list of lists as two arrays."""

    def __init__(self, lists: list[list[int]]) -> None:
        self._counts = np.array([len(numbers) for numbers in lists], dtype=np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._values = np.array([n for numbers in lists for n in numbers], dtype=np.int64)

    def spread(self, owners: Numbers, ids: npt.NDArray[np.int32]) -> Hits:
        """For each (owner, id), one pair (owner, number) for each number of the id's list."""
        counts = self._counts[ids]
        repeated = np.repeat(owners, counts)
        within = np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
        return repeated, self._values[np.repeat(self._starts[ids], counts) + within]


def room_for(count: int) -> int:
    """Pairs to make room for at first, for so many posts."""
    return 2 * count + 64
