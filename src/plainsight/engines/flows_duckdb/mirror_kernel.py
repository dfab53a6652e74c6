"""The inner loops of the mirror search; `trace/flows/mirror.py` is the definition.

Legs of side A are taken key by key. The partners of a leg are a few short runs of side B (see
mirror_layout.py); how many legs met each key of B is counted in one small array that stays in the
cache. Only pairs of ties that enough legs met are matched one to one, and none outlives its key.
"""

from typing import Any

import numba
import numpy as np

DAY_US = 86_400_000_000
TERMS = 8
LAG, LOW, HIGH, WIDTH, BUCKETS, REACH, TURNED, PAIRS_MIN = range(TERMS)
_COUNT_BITS = 24
_COUNT_MASK = (1 << _COUNT_BITS) - 1
_ROOM = 1 << 14


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
def meet(a: Any, b: Any, key_count: int, terms: Any) -> Any:  # noqa: ANN401 - Layout's arrays
    """Ties of at least `pairs_min` pairs: group of A, key of B, most pairs that stand one to one.

    `terms` are numbered above; `turned` is by how many buckets side B is moved round.
    """
    starts_a = a[4]
    seen = np.zeros(key_count, np.int64)  # last leg that met a key of B, and how many did
    tally = np.zeros(key_count, np.int64)
    legs_b = len(b[0])
    work = (
        np.empty(legs_b, np.int32),  # leg of A that holds a leg of B
        np.empty(legs_b, np.int32),  # leg of A from which it was reached
        np.zeros(legs_b, np.int64),  # in which search it was reached
        np.zeros(1, np.int64),  # searches so far
    )
    near = np.empty(_ROOM, np.int32)
    found = np.empty((_ROOM, 3), np.int64)
    count = 0
    for group in range(len(starts_a) - 1):
        first, last = starts_a[group], starts_a[group + 1]
        near, ends = _near(a, b, terms, first, last, near)
        _count(b[4], near, ends, first, seen)
        keys, starts, legs, others = _kept(a, b, terms[PAIRS_MIN], first, near, ends, seen, tally)
        for place in range(len(keys)):
            low, high = starts[place], starts[place + 1]
            size = _largest(legs, others, low, high, terms[PAIRS_MIN], work)
            if size < terms[PAIRS_MIN]:
                continue
            if count == len(found):
                found = np.concatenate((found, np.empty_like(found)))
            found[count, 0], found[count, 1], found[count, 2] = group, keys[place], size
            count += 1
    return found[:count]


@numba.njit(cache=True, nogil=True)
def _near(a: Any, b: Any, terms: Any, first: int, last: int, near: Any) -> Any:  # noqa: ANN401
    """Legs of B within lag and spread of each leg of one key, and where each leg's run ends."""
    times_a, values_a = a[0], a[1]
    times_b, values_b, starts_b = b[0], b[1], b[5]
    lag, width, buckets, reach = terms[LAG], terms[WIDTH], terms[BUCKETS], terms[REACH]
    ends = np.empty(last - first, np.int64)
    size = 0
    for i in range(first, last):
        home = times_a[i] // width
        for bucket in range(max(0, home - reach), min(buckets, home + reach + 1)):
            lies = (bucket - terms[TURNED]) % buckets
            begin, end = partners(
                values_a[i], terms[LOW], terms[HIGH], values_b, starts_b[lies], starts_b[lies + 1]
            )
            while size + end - begin > len(near):
                near = np.concatenate((near, np.empty_like(near)))
            earliest = times_a[i] - lag - (bucket - lies) * width
            latest = earliest + 2 * lag
            for j in range(begin, end):
                # Written always and kept sometimes: a branch would be guessed wrong too often.
                near[size] = j
                size += (times_b[j] >= earliest) & (times_b[j] <= latest)
        ends[i - first] = size
    return near, ends


@numba.njit(cache=True, nogil=True)
def _count(keys_b: Any, near: Any, ends: Any, first: int, seen: Any) -> None:  # noqa: ANN401
    """How many legs of one key of A met each key of B; what earlier keys met counts no more."""
    begin = 0
    for leg in range(len(ends)):
        stamp = first + leg + 1
        for place in range(begin, ends[leg]):
            key = keys_b[near[place]]
            state = seen[key]
            when = state >> _COUNT_BITS
            count = (state & _COUNT_MASK) * (when > first) + (when != stamp)
            seen[key] = (stamp << _COUNT_BITS) | count
        begin = ends[leg]


@numba.njit(cache=True, nogil=True)
def _kept(
    a: Any,  # noqa: ANN401
    b: Any,  # noqa: ANN401
    pairs_min: int,
    first: int,
    near: Any,  # noqa: ANN401
    ends: Any,  # noqa: ANN401
    seen: Any,  # noqa: ANN401
    tally: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Keys of B that enough legs met, and the pairs of each in order of leg A."""
    source_a, target_a = a[2], a[3]
    source_b, target_b, keys_b = b[2], b[3], b[4]
    legs = np.empty(ends[-1], np.int32)
    keys = np.empty(ends[-1], np.int32)
    size = key_count = begin = 0
    for leg in range(len(ends)):
        i = first + leg
        for place in range(begin, ends[leg]):
            j = near[place]
            key = keys_b[j]
            if (seen[key] & _COUNT_MASK) < pairs_min:
                continue
            if source_a[i] == source_b[j] or source_a[i] == target_b[j]:
                continue
            if target_a[i] == source_b[j] or target_a[i] == target_b[j]:
                continue
            near[size], legs[size] = j, leg
            size += 1
            if tally[key] == 0:
                keys[key_count] = key
                key_count += 1
            tally[key] += 1
        begin = ends[leg]
    starts = np.zeros(key_count + 1, np.int64)
    for place in range(key_count):
        starts[place + 1] = starts[place] + tally[keys[place]]
        tally[keys[place]] = starts[place]
    own_legs, others = np.empty(size, np.int32), np.empty(size, np.int32)
    for place in range(size):
        key = keys_b[near[place]]
        own_legs[tally[key]], others[tally[key]] = legs[place], near[place]
        tally[key] += 1
    for place in range(key_count):
        tally[keys[place]] = 0
    return keys[:key_count], starts, own_legs, others


@numba.njit(cache=True, nogil=True)
def _largest(
    legs: Any,  # noqa: ANN401
    others: Any,  # noqa: ANN401
    low: int,
    high: int,
    pairs_min: int,
    work: Any,  # noqa: ANN401
) -> int:
    """Size of a largest one-to-one matching of the pairs from `low` to `high`; 0 under the min."""
    held = work[0]
    starts = np.empty(high - low + 1, np.int64)
    count = 0
    for place in range(low, high):
        held[others[place]] = -1
        if place == low or legs[place] != legs[place - 1]:
            starts[count] = place
            count += 1
    if count < pairs_min:
        return 0
    starts[count] = high
    holds = np.full(count, -1, np.int32)
    size = 0
    for leg in range(count):
        for place in range(starts[leg], starts[leg + 1]):
            if held[others[place]] < 0:
                held[others[place]], holds[leg] = leg, others[place]
                size += 1
                break
    for leg in range(count):
        if holds[leg] < 0:
            size += _augment(leg, starts, others, holds, work)
    return size


@numba.njit(cache=True, nogil=True)
def _augment(start: int, starts: Any, others: Any, holds: Any, work: Any) -> int:  # noqa: ANN401
    """Breadth-first: an alternating path from a free leg of A to a free leg of B, and swap it."""
    held, came_from, reached, searches = work
    searches[0] += 1
    waiting = np.empty(len(holds), np.int64)
    waiting[0] = start
    head, tail, free = 0, 1, -1
    while head < tail and free < 0:
        here = waiting[head]
        head += 1
        for place in range(starts[here], starts[here + 1]):
            other = others[place]
            if reached[other] == searches[0]:
                continue
            reached[other] = searches[0]
            came_from[other] = here
            if held[other] < 0:
                free = other
                break
            waiting[tail] = held[other]
            tail += 1
    if free < 0:
        return 0
    while free >= 0:
        here = came_from[free]
        following = holds[here]
        held[free], holds[here] = here, free
        free = following
    return 1


@numba.njit(cache=True, nogil=True)
def expected_counts(
    a: Any,  # noqa: ANN401 - groups_a of Layout
    b: Any,  # noqa: ANN401 - own_b of Layout
    ties: Any,  # noqa: ANN401 - (group of A, key of B) of each
    terms: Any,  # noqa: ANN401
    is_shift: Any,  # noqa: ANN401 - for each number of days, whether it is 0 or a clear shift
) -> Any:  # noqa: ANN401
    """For each tie, over shift 0 and all clear ones together: how many of its pairs meet."""
    times_a, values_a, source_a, target_a, starts_a = a
    times_b, values_b, source_b, target_b, starts_b = b
    lag, days = terms[LAG], len(is_shift)
    totals = np.zeros(len(ties), np.int64)
    for tie in range(len(ties)):
        group, key = ties[tie, 0], ties[tie, 1]
        total = 0
        for i in range(starts_a[group], starts_a[group + 1]):
            first, last = partners(
                values_a[i], terms[LOW], terms[HIGH], values_b, starts_b[key], starts_b[key + 1]
            )
            for j in range(first, last):
                if source_a[i] == source_b[j] or source_a[i] == target_b[j]:
                    continue
                if target_a[i] == source_b[j] or target_a[i] == target_b[j]:
                    continue
                day = times_b[j] // DAY_US
                gap = times_a[i] - (times_b[j] - day * DAY_US)
                earliest = max(0, -((lag - gap) // DAY_US))
                for landed in range(earliest, min(days, (gap + lag) // DAY_US + 1)):
                    total += is_shift[(landed - day) % days]
        totals[tie] = total
    return totals
