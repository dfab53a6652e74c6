"""Earliest returns over arrays: `trace/flows/ring.py` is the definition, this is its fast form."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Columns of `seen`, a row for each account. Stamps by root and by layer: nothing needs clearing.
_ROOT, _ARRIVAL = 0, 1  # the leg that arrives soonest, where _ROOT is the present root
_LAYER, _FRESH, _LABEL = 2, 3, 4  # the same of the layer being made, and the label of that leg
# Columns of `labels`: a leg and the label it goes on from, so that a path can be read back.
_LEG, _FROM = 0, 1


class _Ledger(NamedTuple):
    """Legs in the order of their numbers, and of each account those that leave it, in that order.

    Account `a` pays by the legs `order[starts[a]:starts[a + 1]]`.
    """

    sources: Ints
    targets: Ints
    instants: Ints
    order: Ints
    starts: Ints


class _Walk(NamedTuple):
    """What was found from one root so far."""

    labels: Ints
    used: int  # of the labels
    back: int  # the leg that comes back soonest, and the label before it; -1 while there is none
    back_from: int


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
    ledger = _Ledger(sources, targets, instants, order, starts)
    flat, lengths = _earliest_returns(ledger, hops_max, within)
    return [
        tuple(int(place) for place in flat[row, : lengths[row]]) for row in np.flatnonzero(lengths)
    ]


@numba.njit(cache=True)
def _earliest_returns(
    ledger: _Ledger, hops_max: int, within: int
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    count, accounts = len(ledger.sources), len(ledger.starts) - 1
    flat = np.zeros((count, hops_max), np.int32)
    lengths = np.zeros(count, np.int8)
    seen = np.full((accounts, 5), -1, np.int64)
    labels = np.empty((1 << 16, 2), np.int64)
    frontier = np.empty(accounts, np.int64)  # the newest layer's labels, one an account
    reached = np.empty(accounts, np.int64)  # the accounts of the layer after it
    for root in range(count):
        first = ledger.targets[root]
        seen[first, _ROOT] = seen[first, _ARRIVAL] = root
        labels[0, _LEG], labels[0, _FROM] = root, -1
        frontier[0] = 0
        walk, size = _Walk(labels, 1, -1, -1), 1
        until = ledger.instants[root] + within
        for hop in range(hops_max - 1):
            layer = root * hops_max + hop
            walk, size = _reach(ledger, root, until, layer, frontier[:size], seen, reached, walk)
            if size == 0:
                break
            # Only now: within a layer nothing may go on from what that layer reached.
            for place in range(size):
                account = reached[place]
                seen[account, _ROOT] = root
                seen[account, _ARRIVAL] = seen[account, _FRESH]
                frontier[place] = seen[account, _LABEL]
        labels = walk.labels
        if walk.back >= 0:
            lengths[root] = _read_back(flat[root], walk)
    return flat, lengths


@numba.njit(cache=True)
def _reach(
    ledger: _Ledger,
    root: int,
    until: int,
    layer: int,
    frontier: Ints,
    seen: Ints,
    reached: Ints,
    walk: _Walk,
) -> tuple[_Walk, int]:
    """One hop on from every label of the frontier; fills `reached` with so many accounts.

    An account that is reached sooner within the layer gets another label, and its former one is
    passed by: it stands in no frontier, so nothing ever leads back along it.
    """
    labels, used, back, back_from = walk
    count = 0
    for label in frontier:
        here = ledger.targets[labels[label, _LEG]]
        now = ledger.instants[labels[label, _LEG]]
        for step in range(_first_after(ledger, here, now), ledger.starts[here + 1]):
            leg = ledger.order[step]
            if ledger.instants[leg] > until:
                break
            there = ledger.targets[leg]
            if there == ledger.sources[root]:
                if here != ledger.targets[root] and (back < 0 or leg < back):
                    back, back_from = leg, label
                continue
            is_new = seen[there, _LAYER] != layer
            if is_new:
                if seen[there, _ROOT] == root and seen[there, _ARRIVAL] <= leg:
                    continue
                seen[there, _LAYER] = layer
                reached[count] = there
                count += 1
            elif seen[there, _FRESH] <= leg:
                continue
            labels = _with_room(labels, used)
            labels[used, _LEG], labels[used, _FROM] = leg, label
            seen[there, _FRESH], seen[there, _LABEL] = leg, used
            used += 1
    return _Walk(labels, used, back, back_from), count


@numba.njit(cache=True)
def _first_after(ledger: _Ledger, account: int, now: int) -> int:
    """The place in `order` of an account's first leg later than `now`."""
    low, high = int(ledger.starts[account]), int(ledger.starts[account + 1])
    while low < high:
        middle = (low + high) // 2
        if ledger.instants[ledger.order[middle]] <= now:
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True)
def _with_room(labels: Ints, used: int) -> Ints:
    if used < len(labels):
        return labels
    longer = np.empty((2 * len(labels), 2), np.int64)
    longer[:used] = labels
    return longer


@numba.njit(cache=True)
def _read_back(path: NDArray[np.int32], walk: _Walk) -> int:
    """Write the legs from the root to the one that comes back into `path`; how many they are."""
    length = 1
    label = walk.back_from
    while label >= 0:
        length += 1
        label = walk.labels[label, _FROM]
    path[length - 1] = walk.back
    label, place = walk.back_from, length - 2
    while label >= 0:
        path[place] = walk.labels[label, _LEG]
        label, place = walk.labels[label, _FROM], place - 1
    return length
