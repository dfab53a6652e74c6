"""Transfers in time order with, for every account, the places of those it paid and received."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from plainsight.errors import BadValue

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
ALL = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowArrays:
    """Transfers ordered by time, then id. `source` and `target` count accounts from 0."""

    source: Longs
    target: Longs
    at_us: Longs
    value: Floats  # base units of one asset; features are ratios and sums, never amounts paid
    account_count: int

    def __post_init__(self) -> None:
        if len(self.at_us) > 1 and bool((np.diff(self.at_us) < 0).any()):
            raise BadValue("at_us", "out of order", "sort transfers by time, then id")
        if len(self.value) and float(self.value.min()) <= 0:
            raise BadValue("value", float(self.value.min()), "leave out transfers of nothing")

    def __len__(self) -> int:
        return len(self.at_us)


class Moves(NamedTuple):
    """What kernels read of each transfer, in time order."""

    source: Longs
    target: Longs
    at: Longs  # microseconds
    value: Floats
    visible: Longs  # how many transfers it may look at, from the first of all on


class Places(NamedTuple):
    """For every key the places of its transfers in time order: `places[start[k]:start[k + 1]]`."""

    start: Longs
    places: Longs


class Ways(NamedTuple):
    """For every account the transfers that it paid, and those that it got."""

    out: Places
    into: Places


class Reach(NamedTuple):
    """How far around a transfer kernels look."""

    window: int  # microseconds before and after
    near: int  # transfers before and after


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Who paid whom, indexed both ways, and by pair."""

    ways: Ways
    pairs: Places
    pair: Longs  # number of (source, target)
    back: Longs  # number of (target, source), or -1 where nothing ever went back
    is_first: Floats  # 1 where a source pays a target for the first time


def index_transfers(flow: FlowArrays) -> Graph:
    """Index once; what is visible to a transfer is a prefix of every list."""
    count = flow.account_count
    key = flow.source * count + flow.target
    known, first, pair = np.unique(key, return_index=True, return_inverse=True)
    reverse = flow.target * count + flow.source
    found = np.minimum(np.searchsorted(known, reverse), max(len(known) - 1, 0))
    has_back = known[found] == reverse if len(known) else np.zeros(0, dtype=bool)
    is_first = np.zeros(len(flow))
    is_first[first] = 1.0
    return Graph(
        ways=Ways(Places(*_grouped(flow.source, count)), Places(*_grouped(flow.target, count))),
        pairs=Places(*_grouped(pair.astype(np.int64), len(known))),
        pair=pair.astype(np.int64),
        back=np.where(has_back, found, -1).astype(np.int64),
        is_first=is_first,
    )


def visible_after(flow: FlowArrays, *, delay_us: int | None) -> Longs:
    """How many transfers each may look at: all up to its own instant plus the decision delay.

    Transfers of one instant are known together, whatever their order in a file. None: all of them.
    """
    if delay_us is None:
        return np.full(len(flow), len(flow), dtype=np.int64)
    return np.searchsorted(flow.at_us, flow.at_us + delay_us, side="right").astype(np.int64)


@numba.njit(cache=True, nogil=True)
def _grouped(key: Any, count: int) -> Any:  # noqa: ANN401 - numba types its own arguments
    start = np.zeros(count + 1, np.int64)
    for own in key:
        start[own + 1] += 1
    for place in range(count):
        start[place + 1] += start[place]
    free = start[:-1].copy()
    places = np.empty(len(key), np.int64)
    for place in range(len(key)):
        places[free[key[place]]] = place
        free[key[place]] += 1
    return start, places


@numba.njit(cache=True, nogil=True)
def after(places: Any, start: int, stop: int, at: Any, instant: int) -> int:  # noqa: ANN401
    """First of `places[start:stop]` whose transfer is later than `instant`."""
    low, high = start, stop
    while low < high:
        middle = (low + high) // 2
        if at[places[middle]] <= instant:
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True, nogil=True)
def seen_until(places: Any, start: int, stop: int, visible: int) -> int:  # noqa: ANN401
    """First of `places[start:stop]` that is not among the first `visible` transfers."""
    low, high = start, stop
    while low < high:
        middle = (low + high) // 2
        if places[middle] < visible:
            low = middle + 1
        else:
            high = middle
    return low
