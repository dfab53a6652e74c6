"""Earliest returns over arrays: `trace/flows/ring.py` is the definition, this is its fast form."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Columns of `seen`, a row for each account. Stamps by root and by layer: nothing needs clearing.
_ROOT, _ARRIVAL = 0, 1  # the leg that arrives soonest, where _ROOT is the present root
_LAYER, _FRESH, _LABEL = 2, 3, 4  # the same of the layer being made, and the label of that leg
# Columns of `labels`: a leg and the label it goes on from, so that a path can be read back.
_LEG, _FROM = 0, 1


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
    flat = np.zeros((len(sources), hops_max), np.int32)
    lengths = np.zeros(len(sources), np.int8)
    seen = np.full((account_count, 5), -1, np.int64)
    labels = np.empty((1 << 16, 2), np.int64)
    frontier = np.empty(account_count, np.int64)  # the newest layer's labels, one an account
    reached = np.empty(account_count, np.int64)  # the accounts of the layer after it
    for root in range(len(sources)):
        seen[targets[root], _ROOT] = seen[targets[root], _ARRIVAL] = root
        labels[0, _LEG], labels[0, _FROM] = root, -1
        frontier[0] = 0
        used = size = 1
        back = back_from = -1
        for hop in range(hops_max - 1):
            layer = root * hops_max + hop
            until = instants[root] + within
            labels, used, size, back, back_from = _reach(
                sources, targets, instants, order, starts,
                seen, labels, used, frontier, size, reached,
                root, layer, until, back, back_from,
            )  # fmt: skip
            if size == 0:
                break
            # Only now: within a layer nothing may go on from what that layer reached.
            for place in range(size):
                account = reached[place]
                seen[account, _ROOT] = root
                seen[account, _ARRIVAL] = seen[account, _FRESH]
                frontier[place] = seen[account, _LABEL]
        if back >= 0:
            lengths[root] = _read_back(flat[root], labels, back, back_from)
    return flat, lengths


@numba.njit(cache=True)
def _reach(
    sources: Any,  # noqa: ANN401
    targets: Any,  # noqa: ANN401
    instants: Any,  # noqa: ANN401
    order: Any,  # noqa: ANN401
    starts: Any,  # noqa: ANN401
    seen: Any,  # noqa: ANN401
    labels: Any,  # noqa: ANN401
    used: Any,  # noqa: ANN401
    frontier: Any,  # noqa: ANN401
    size: Any,  # noqa: ANN401
    reached: Any,  # noqa: ANN401
    root: Any,  # noqa: ANN401
    layer: Any,  # noqa: ANN401
    until: Any,  # noqa: ANN401
    back: Any,  # noqa: ANN401
    back_from: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """One hop on from every label of the frontier.

    Labels, how many are used, how many accounts were reached, the soonest leg back so far and the
    label before it. An account that is reached sooner within the layer gets another label, and its
    former one is passed by: it stands in no frontier, so nothing ever leads back along it.
    """
    count = 0
    for place in range(size):
        label = frontier[place]
        here, now = targets[labels[label, _LEG]], instants[labels[label, _LEG]]
        end = starts[here + 1]
        for step in range(_first_after(instants, order, starts[here], end, now), end):
            leg = order[step]
            if instants[leg] > until:
                break
            there = targets[leg]
            if there == sources[root]:
                if here != targets[root] and (back < 0 or leg < back):
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
    return labels, used, count, back, back_from


@numba.njit(cache=True)
def _first_after(instants: Any, order: Any, low: Any, high: Any, now: Any) -> Any:  # noqa: ANN401
    """The place in `order` of the first leg later than `now`; an account's stand in that order."""
    while low < high:
        middle = (low + high) // 2
        if instants[order[middle]] <= now:
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True)
def _with_room(labels: Any, used: Any) -> Any:  # noqa: ANN401
    if used < len(labels):
        return labels
    longer = np.empty((2 * len(labels), 2), np.int64)
    longer[:used] = labels
    return longer


@numba.njit(cache=True)
def _read_back(path: Any, labels: Any, back: Any, back_from: Any) -> Any:  # noqa: ANN401
    """Write the legs from the root to the one that comes back into `path`; how many they are."""
    length = 1
    label = back_from
    while label >= 0:
        length += 1
        label = labels[label, _FROM]
    path[length - 1] = back
    label, place = back_from, length - 2
    while label >= 0:
        path[place] = labels[label, _LEG]
        label, place = labels[label, _FROM], place - 1
    return length
