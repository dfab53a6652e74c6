"""Pairs of numbers that kernels find."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]
Hits = tuple[Ids, Ids]  # numbers of posts, and beside each the number of a form


def with_room(count: int, fill: Callable[[Ids, Ids], int]) -> Hits:
    """The pairs that `fill` finds among so many posts; it is called again if they were too many."""
    room = 6 * count + 64  # a second run costs more than room that is never touched
    while True:
        posts, forms = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32)
        found = fill(posts, forms)
        if found <= room:
            return posts[:found], forms[:found]
        room = found
