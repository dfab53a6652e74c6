"""Earliest returns over arrays: `trace/flows/ring.py` is the definition, this is its fast form."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def ring_paths(
    source: Ints, target: Ints, instants: Ints, *, hops_max: int, within: int
) -> list[tuple[int, ...]]:
    """For each leg, the places (in the arrays) of the legs that bring it back soonest, if any do.

    Legs stand in the order of their numbers.
    """
    codes, ends = np.unique(np.concatenate([source, target]), return_inverse=True)
    sources, targets = ends[: len(source)], ends[len(source) :]
    order = np.argsort(sources, kind="stable")
    starts = np.searchsorted(sources[order], np.arange(len(codes) + 1))
    flat, lengths = _earliest_returns(
        sources, targets, instants, order, starts, hops_max, within, len(codes)
    )
    return [
        tuple(int(place) for place in flat[row, : lengths[row]]) for row in np.flatnonzero(lengths)
    ]


@numba.njit(cache=True)
def _earliest_returns(
    sources: Any,  # noqa: ANN401 - numba types its own arguments
    targets: Any,  # noqa: ANN401
    instants: Any,  # noqa: ANN401
    order: Any,  # noqa: ANN401
    starts: Any,  # noqa: ANN401
    hops_max: int,
    within: int,
    account_count: int,
) -> Any:  # noqa: ANN401
    count = len(sources)
    flat = np.zeros((count, hops_max), np.int32)
    lengths = np.zeros(count, np.int8)
    # arrival[account]: best leg so far; stamped by root so that nothing needs clearing.
    stamp = np.full(account_count, -1, np.int64)
    arrival = np.zeros(account_count, np.int64)
    fresh_stamp = np.full(account_count, -1, np.int64)
    fresh = np.zeros(account_count, np.int64)
    # label[i] = (leg, label it came from): a path is read back along these.
    leg_of = np.zeros(1 << 16, np.int64)
    from_of = np.zeros(1 << 16, np.int64)
    frontier = np.zeros(1 << 16, np.int64)
    following = np.zeros(1 << 16, np.int64)
    label_at = np.zeros(account_count, np.int64)
    for root in range(count):
        limit = instants[root] + within
        home, first = sources[root], targets[root]
        leg_of[0], from_of[0] = root, -1
        labels = 1
        stamp[first], arrival[first] = root, root
        frontier[0] = 0
        size = 1
        best, best_from = -1, -1
        for hop in range(hops_max - 1):
            grown = 0
            mark = np.int64(root) * hops_max + hop
            for i in range(size):
                label = frontier[i]
                here = targets[leg_of[label]]
                now = instants[leg_of[label]]
                low, high = starts[here], starts[here + 1]
                # Legs of one account stand in order of time: jump to the first after `now`.
                a, b = low, high
                while a < b:
                    middle = (a + b) // 2
                    if instants[order[middle]] <= now:
                        a = middle + 1
                    else:
                        b = middle
                for j in range(a, high):
                    leg = order[j]
                    if instants[leg] > limit:
                        break
                    there = targets[leg]
                    if there == home:
                        if here != first and (best < 0 or leg < best):
                            best, best_from = leg, label
                        continue
                    if fresh_stamp[there] == mark:
                        if fresh[there] <= leg:
                            continue
                    elif stamp[there] == root and arrival[there] <= leg:
                        continue
                    if labels + 1 >= len(leg_of):
                        leg_of = np.concatenate((leg_of, np.zeros_like(leg_of)))
                        from_of = np.concatenate((from_of, np.zeros_like(from_of)))
                    leg_of[labels], from_of[labels] = leg, label
                    if fresh_stamp[there] != mark:
                        fresh_stamp[there] = mark
                        if grown + 1 >= len(following):
                            following = np.concatenate((following, np.zeros_like(following)))
                            frontier = np.concatenate((frontier, np.zeros_like(frontier)))
                        following[grown] = there
                        grown += 1
                    fresh[there] = leg
                    label_at[there] = labels
                    labels += 1
            if grown + 1 >= len(frontier):
                frontier = np.concatenate((frontier, np.zeros_like(frontier)))
            for i in range(grown):
                there = following[i]
                stamp[there], arrival[there] = root, fresh[there]
                frontier[i] = label_at[there]
            size = grown
            if size == 0:
                break
        if best >= 0:
            length = 1
            label = best_from
            while label >= 0:
                length += 1
                label = from_of[label]
            lengths[root] = length
            flat[root, length - 1] = best
            label, place = best_from, length - 2
            while label >= 0:
                flat[root, place] = leg_of[label]
                label, place = from_of[label], place - 1
    return flat, lengths
