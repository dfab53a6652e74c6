"""The inner loops of the mirror search; `trace/flows/mirror.py` is the definition.

Side B lies in buckets of one lag each, sorted by value: the partners of a leg are three short runs.
Ties met at least `pairs_min` times are found by counting hashes in one byte each; collisions only
let more through to the exact stage that follows.
"""

from typing import Any

import numba
import numpy as np

DAY_US = 86_400_000_000
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@numba.njit(cache=True, nogil=True)
def partners(
    a_value: int,
    low: int,
    high: int,
    values: Any,  # noqa: ANN401 - numba types its own arguments
    start: int,
    stop: int,
) -> tuple[int, int]:
    """Places in a sorted run whose value lies within the spread band of `a_value`."""
    least = -(-(1000 + low) * a_value // 1000)
    most = (1000 + high) * a_value // 1000
    first, last = start, stop
    while first < last:
        middle = (first + last) // 2
        if values[middle] < least:
            first = middle + 1
        else:
            last = middle
    begin = first
    last = stop
    while first < last:
        middle = (first + last) // 2
        if values[middle] <= most:
            first = middle + 1
        else:
            last = middle
    return begin, first


@numba.njit(cache=True, nogil=True)
def meet(
    a: Any,  # noqa: ANN401 - six columns of side A: time, value, source, target, two keys
    b: Any,  # noqa: ANN401 - the same of side B, sorted by bucket and value
    starts: Any,  # noqa: ANN401 - first place of each bucket
    setting: Any,  # noqa: ANN401 - lag_max, spread_low, spread_high
    key_count_b: int,
    counters: Any,  # noqa: ANN401 - bytes, a power of two of them
    pairs_min: int,
    collecting: bool,
    origin: int,
) -> Any:  # noqa: ANN401
    """Go through every admissible pair: count its two ties, or collect those counted enough."""
    lag, low, high = setting[0], setting[1], setting[2]
    buckets = len(starts) - 1
    bits = np.uint64(64) - np.uint64(np.log2(len(counters)) + 0.5)
    room = 1 << 16
    codes = np.empty(room if collecting else 1, np.int64)
    places_a = np.empty(room if collecting else 1, np.int64)
    places_b = np.empty(room if collecting else 1, np.int64)
    size = 0
    for i in range(a.shape[1]):
        home = (a[0, i] - origin) // lag
        for bucket in range(max(0, home - 1), min(buckets, home + 2)):
            first, last = partners(a[1, i], low, high, b[1], starts[bucket], starts[bucket + 1])
            for j in range(first, last):
                if abs(a[0, i] - b[0, j]) > lag:
                    continue
                if a[2, i] == b[2, j] or a[2, i] == b[3, j]:
                    continue
                if a[3, i] == b[2, j] or a[3, i] == b[3, j]:
                    continue
                for way in range(2):
                    # Way 0: A pays (its source key) and B is paid (its target key).
                    key_a, key_b = a[4 + way, i], b[5 - way, j]
                    if key_a < 0 or key_b < 0:
                        continue
                    code = (key_a * key_count_b + key_b) * 2 + way
                    slot = (np.uint64(code) * _GOLDEN) >> bits
                    if not collecting:
                        if counters[slot] < 255:
                            counters[slot] += 1
                        continue
                    if counters[slot] < pairs_min:
                        continue
                    if size == len(codes):
                        codes = np.concatenate((codes, np.empty_like(codes)))
                        places_a = np.concatenate((places_a, np.empty_like(places_a)))
                        places_b = np.concatenate((places_b, np.empty_like(places_b)))
                    codes[size], places_a[size], places_b[size] = code, i, j
                    size += 1
    return codes[:size], places_a[:size], places_b[:size]


@numba.njit(cache=True, nogil=True)
def match_sizes(starts: Any, legs_a: Any, legs_b: Any, pairs_min: int) -> Any:  # noqa: ANN401
    """For each group of pairs: the size of a largest one-to-one matching, 0 when under the min."""
    count = len(starts) - 1
    sizes = np.zeros(count, np.int64)
    for group in range(count):
        low, high = starts[group], starts[group + 1]
        if high - low < pairs_min:
            continue
        names_a, names_b = np.unique(legs_a[low:high]), np.unique(legs_b[low:high])
        if len(names_a) < pairs_min or len(names_b) < pairs_min:
            continue
        ends_a = np.searchsorted(names_a, legs_a[low:high])
        ends_b = np.searchsorted(names_b, legs_b[low:high])
        sizes[group] = _largest(ends_a, ends_b, len(names_a), len(names_b))
    return sizes


@numba.njit(cache=True, nogil=True)
def _largest(ends_a: Any, ends_b: Any, count_a: int, count_b: int) -> int:  # noqa: ANN401
    order = np.argsort(ends_a)
    first = np.searchsorted(ends_a[order], np.arange(count_a + 1))
    held = np.full(count_b, -1, np.int64)
    holds = np.full(count_a, -1, np.int64)
    came_from = np.empty(count_b, np.int64)
    seen = np.full(count_b, -1, np.int64)
    waiting = np.empty(count_a, np.int64)
    size = 0
    for start in range(count_a):
        waiting[0] = start
        head, tail, free = 0, 1, -1
        while head < tail and free < 0:
            here = waiting[head]
            head += 1
            for place in range(first[here], first[here + 1]):
                other = ends_b[order[place]]
                if seen[other] == start:
                    continue
                seen[other] = start
                came_from[other] = here
                if held[other] < 0:
                    free = other
                    break
                waiting[tail] = held[other]
                tail += 1
        if free < 0:
            continue
        size += 1
        while free >= 0:
            here = came_from[free]
            following = holds[here]
            held[free], holds[here] = here, free
            free = following
    return size


@numba.njit(cache=True, nogil=True)
def expected_counts(
    keys_a: Any,  # noqa: ANN401 - for each tie, the key and direction
    keys_b: Any,  # noqa: ANN401
    ways: Any,  # noqa: ANN401
    index_a: Any,  # noqa: ANN401 - (places, starts) by source key and by target key
    index_b: Any,  # noqa: ANN401
    a: Any,  # noqa: ANN401
    b: Any,  # noqa: ANN401
    setting: Any,  # noqa: ANN401
    span: Any,  # noqa: ANN401 - start, days, days between shifts
) -> Any:  # noqa: ANN401
    """For each tie, over shift 0 and all clear ones together: how many of its pairs meet."""
    lag, low, high = setting[0], setting[1], setting[2]
    start, days, apart = span[0], span[1], span[2]
    totals = np.zeros(len(ways), np.int64)
    for tie in range(len(ways)):
        way = ways[tie]
        places_a, starts_a = index_a[way]
        places_b, starts_b = index_b[1 - way]
        own_b = places_b[starts_b[keys_b[tie]] : starts_b[keys_b[tie] + 1]]
        values = b[1][own_b]
        total = 0
        for place in range(starts_a[keys_a[tie]], starts_a[keys_a[tie] + 1]):
            i = places_a[place]
            first, last = partners(a[1, i], low, high, values, 0, len(own_b))
            for k in range(first, last):
                j = own_b[k]
                if a[2, i] == b[2, j] or a[2, i] == b[3, j]:
                    continue
                if a[3, i] == b[2, j] or a[3, i] == b[3, j]:
                    continue
                rest = (b[0, j] - start) % DAY_US
                day = (b[0, j] - start) // DAY_US
                gap = a[0, i] - start - rest
                for landed in range(max(0, -((lag - gap) // DAY_US)), (gap + lag) // DAY_US + 1):
                    shift = (landed - day) % days
                    if landed < days and shift % apart == 0 and shift <= days - apart:
                        total += 1
        totals[tie] = total
    return totals
