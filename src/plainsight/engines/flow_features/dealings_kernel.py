"""What both ends did around a transfer; `trace.features.dealings` is the definition."""

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import (
    Floats,
    Longs,
    Moves,
    Places,
    Singles,
    Ways,
    after,
    seen_until,
)


@numba.njit(cache=True, nogil=True)
def dealings(
    moves: Moves, ways: Ways, is_first: Floats, windows: Longs, near: int, result: Singles
) -> None:
    """Fill four blocks per transfer: source out, source in, target out, target in."""
    at, value = moves.at, moves.value
    width = len(windows)
    longest = windows[width - 1]
    block = 8 * width + 2
    stamps = np.zeros(len(ways.out.start) - 1, np.int64)
    stamp = 0
    for own in range(len(at)):
        now = at[own]
        for role in range(4):
            account = moves.source[own] if role < 2 else moves.target[own]
            way, other = (ways.out, moves.target) if role % 2 == 0 else (ways.into, moves.source)
            places, first = way.places, way.start[account]
            stop = seen_until(places, first, way.start[account + 1], moves.visible[own])
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
    moves: Moves, pairs: Places, pair: Longs, back: Longs, result: Singles
) -> None:
    """Between the two ends: this way, and back. `pair` and `back` number what `pairs` indexes."""
    at, value, places = moves.at, moves.value, pairs.places
    for own in range(len(at)):
        now = at[own]
        for way in range(2):
            number = pair[own] if way == 0 else back[own]
            base = way * 4
            result[own, base + 2] = -1.0
            if number < 0:
                continue
            first = pairs.start[number]
            stop = seen_until(places, first, pairs.start[number + 1], moves.visible[own])
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
