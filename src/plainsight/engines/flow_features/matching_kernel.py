"""Which amounts answer an amount; `trace.features.matching` is the definition."""

from typing import Any

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import after, seen_until


@numba.njit(cache=True, nogil=True)
def matching(
    source: Any,  # noqa: ANN401 - numba types its own arguments
    target: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    value: Any,  # noqa: ANN401
    visible: Any,  # noqa: ANN401
    out_start: Any,  # noqa: ANN401
    out_places: Any,  # noqa: ANN401
    into_start: Any,  # noqa: ANN401
    into_places: Any,  # noqa: ANN401
    window: int,
    near: int,
    result: Any,  # noqa: ANN401
) -> None:
    """Fill six columns for each of: funded by, paid alike, passed on, received alike."""
    for own in range(len(at)):
        now, amount = at[own], value[own]
        for role in range(4):
            account = source[own] if role < 2 else target[own]
            if role == 1 or role == 2:
                start, places = out_start, out_places
            else:
                start, places = into_start, into_places
            first = start[account]
            stop = seen_until(places, first, start[account + 1], visible[own])
            split = after(places, first, stop, at, now)
            base = role * 6
            count, alike, shaved = 0.0, 0.0, 0.0
            best, lag, closest, running = 9.0, -1.0, 9.0, 0.0
            if role != 2:
                place, low = split, max(first, split - near)
                while place > low and at[places[place - 1]] >= now - window:
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
                place, high = split, min(stop, split + near)
                if role == 2:
                    # Out on the very instant it came in is passing on; the order is not known.
                    while place > first and at[places[place - 1]] == now:
                        place -= 1
                    high = min(stop, place + near)
                while place < high and at[places[place]] <= now + window:
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
