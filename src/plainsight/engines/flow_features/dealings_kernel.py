"""What both ends did around a transfer; `trace.features.dealings` is the definition."""

from typing import Any

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import after, seen_until


@numba.njit(cache=True, nogil=True)
def dealings(
    source: Any,  # noqa: ANN401 - numba types its own arguments
    target: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    value: Any,  # noqa: ANN401
    is_first: Any,  # noqa: ANN401
    visible: Any,  # noqa: ANN401
    out_start: Any,  # noqa: ANN401
    out_places: Any,  # noqa: ANN401
    into_start: Any,  # noqa: ANN401
    into_places: Any,  # noqa: ANN401
    windows: Any,  # noqa: ANN401
    near: int,
    result: Any,  # noqa: ANN401
) -> None:
    """Fill four blocks per transfer: source out, source in, target out, target in."""
    width = len(windows)
    longest = windows[width - 1]
    block = 8 * width + 2
    stamps = np.zeros(len(out_start) - 1, np.int64)
    stamp = 0
    for own in range(len(at)):
        now = at[own]
        for role in range(4):
            account = source[own] if role < 2 else target[own]
            if role % 2 == 0:
                start, places, other = out_start, out_places, target
            else:
                start, places, other = into_start, into_places, source
            first = start[account]
            stop = seen_until(places, first, start[account + 1], visible[own])
            split = after(places, first, stop, at, now)
            base = role * block
            stamp += 1
            gap, most = -1.0, 0.0
            count, parties, total, new = 0.0, 0.0, 0.0, 0.0
            place, low = split, max(first, split - near)
            for window in range(width):
                while place > low and at[places[place - 1]] >= now - windows[window]:
                    place -= 1
                    one = places[place]
                    count += 1
                    total += value[one]
                    new += is_first[one]
                    most = max(most, value[one])
                    if gap < 0 and one != own:
                        gap = float(now - at[one])
                    if stamps[other[one]] != stamp:
                        stamps[other[one]] = stamp
                        parties += 1
                column = base + 4 * window
                result[own, column] = count
                result[own, column + 1] = parties
                result[own, column + 2] = total
                result[own, column + 3] = new
            stamp += 1
            count, parties, total, new = 0.0, 0.0, 0.0, 0.0
            place, high = split, min(stop, split + near)
            for window in range(width):
                while place < high and at[places[place]] <= now + windows[window]:
                    one = places[place]
                    place += 1
                    count += 1
                    total += value[one]
                    new += is_first[one]
                    if stamps[other[one]] != stamp:
                        stamps[other[one]] = stamp
                        parties += 1
                column = base + 4 * (width + window)
                result[own, column] = count
                result[own, column + 1] = parties
                result[own, column + 2] = total
                result[own, column + 3] = new
            result[own, base + block - 2] = gap if 0 <= gap <= longest else -1.0
            result[own, base + block - 1] = most


@numba.njit(cache=True, nogil=True)
def dealings_of_pair(
    pair: Any,  # noqa: ANN401
    back: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    value: Any,  # noqa: ANN401
    visible: Any,  # noqa: ANN401
    start: Any,  # noqa: ANN401
    places: Any,  # noqa: ANN401
    result: Any,  # noqa: ANN401
) -> None:
    """Between the two ends: this way, and back."""
    for own in range(len(at)):
        now = at[own]
        for way in range(2):
            number = pair[own] if way == 0 else back[own]
            base = way * 4
            result[own, base + 2] = -1.0
            if number < 0:
                continue
            first = start[number]
            stop = seen_until(places, first, start[number + 1], visible[own])
            split = after(places, first, stop, at, now)
            result[own, base] = split - first - (1 if way == 0 else 0)
            result[own, base + 1] = stop - split
            total, count = 0.0, 0
            place = split
            while place > first and count < 20:
                place -= 1
                one = places[place]
                if one == own:
                    continue
                if count == 0:
                    result[own, base + 2] = now - at[one]
                total += value[one]
                count += 1
            result[own, base + 3] = value[own] * count / total if count else 0.0
