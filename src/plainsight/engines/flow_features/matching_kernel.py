"""Which amounts answer an amount; `trace.features.matching` is the definition."""

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import (
    Moves,
    Reach,
    Singles,
    Ways,
    after,
    seen_until,
)


@numba.njit(cache=True, nogil=True)
def matching(moves: Moves, ways: Ways, reach: Reach, result: Singles) -> None:
    """Fill six columns for each of: funded by, paid alike, passed on, received alike."""
    at, value = moves.at, moves.value
    for own in range(len(at)):
        now, amount = at[own], value[own]
        for role in range(4):
            account = moves.source[own] if role < 2 else moves.target[own]
            way = ways.out if role == 1 or role == 2 else ways.into
            places, first = way.places, way.start[account]
            stop = seen_until(places, first, way.start[account + 1], moves.visible[own])
            split = after(places, first, stop, at, now)
            base = role * 6
            count, alike, shaved = 0.0, 0.0, 0.0
            best, lag, closest, running = 9.0, -1.0, 9.0, 0.0
            if role != 2:
                place, low = split, max(first, split - reach.near)
                while place > low and at[places[place - 1]] >= now - reach.window:
                    place -= 1
                    one = places[place]
                    if one == own:
                        continue
                    count += 1
                    running += value[one]
                    ratio = np.log(amount / value[one])
                    if abs(ratio) < abs(best):
                        best, lag = ratio, float(now - at[one])
                    alike += abs(ratio) < 0.05
                    shaved += -0.3 < ratio <= 0
                    whole = np.log(amount / running)
                    if abs(whole) < abs(closest):
                        closest = whole
            if role != 0:
                place, high = split, min(stop, split + reach.near)
                if role == 2:
                    # Out on the very instant it came in is passing on; the order is not known.
                    while place > first and at[places[place - 1]] == now:
                        place -= 1
                    high = min(stop, place + reach.near)
                while place < high and at[places[place]] <= now + reach.window:
                    one = places[place]
                    place += 1
                    if one == own:
                        continue
                    count += 1
                    running += value[one]
                    ratio = np.log(value[one] / amount)
                    if abs(ratio) < abs(best):
                        best, lag = ratio, float(at[one] - now)
                    alike += abs(ratio) < 0.05
                    shaved += -0.3 < ratio <= 0
                    whole = np.log(running / amount)
                    if abs(whole) < abs(closest):
                        closest = whole
            result[own, base] = count
            result[own, base + 1] = best
            result[own, base + 2] = lag
            result[own, base + 3] = alike
            result[own, base + 4] = shaved
            result[own, base + 5] = closest
