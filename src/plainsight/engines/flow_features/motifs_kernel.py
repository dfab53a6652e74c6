"""Shapes a transfer is part of; `trace.features.motifs` is the definition."""

from typing import Any

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import after, seen_until


@numba.njit(cache=True, nogil=True)
def around(
    account: int,
    start: Any,  # noqa: ANN401 - numba types its own arguments
    places: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    now: int,
    visible: int,
    window: int,
    near: int,
) -> Any:  # noqa: ANN401
    """First and last place of the `near` transfers on either side of `now`, within `window`."""
    first = start[account]
    stop = seen_until(places, first, start[account + 1], visible)
    split = after(places, first, stop, at, now)
    low, high = max(first, split - near), min(stop, split + near)
    low = max(low, after(places, low, split, at, now - window - 1))
    high = after(places, split, high, at, now + window)
    return low, split, high


@numba.njit(cache=True, nogil=True)
def shared_payees(
    source: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    visible: Any,  # noqa: ANN401
    out_start: Any,  # noqa: ANN401
    out_places: Any,  # noqa: ANN401
    into_start: Any,  # noqa: ANN401
    into_places: Any,  # noqa: ANN401
    window: int,
    near: int,
    result: Any,  # noqa: ANN401
) -> None:
    """Other payers of the target, and how many other payees they share with the source."""
    payees = np.zeros(len(out_start) - 1, np.int64)
    payers = np.zeros(len(out_start) - 1, np.int64)
    for own in range(len(at)):
        now, mark = at[own], own + 1
        low, _, high = around(
            source[own], out_start, out_places, at, now, visible[own], window, near
        )
        for place in range(low, high):
            payees[target[out_places[place]]] = mark
        payees[target[own]] = 0
        low, _, high = around(
            target[own], into_start, into_places, at, now, visible[own], window, near
        )
        total, sharing, most = 0, 0, 0
        payers[source[own]] = mark
        for place in range(low, high):
            payer = source[into_places[place]]
            if payers[payer] == mark:
                continue
            payers[payer] = mark
            shared = 0
            begin, _, end = around(
                payer, out_start, out_places, at, now, visible[own], window, near
            )
            for one in range(begin, end):
                shared += payees[target[out_places[one]]] == mark
            total += shared
            sharing += shared > 0
            most = max(most, shared)
        result[own, 0], result[own, 1], result[own, 2] = total, sharing, most


@numba.njit(cache=True, nogil=True)
def parallel_ways(
    source: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    visible: Any,  # noqa: ANN401
    out_start: Any,  # noqa: ANN401
    out_places: Any,  # noqa: ANN401
    into_start: Any,  # noqa: ANN401
    into_places: Any,  # noqa: ANN401
    window: int,
    near: int,
    result: Any,  # noqa: ANN401
) -> None:
    """Scatter-gather with this transfer as a gathering leg, and as a scattering leg."""
    middle = np.zeros(len(out_start) - 1, np.int64)
    middle_at = np.zeros(len(out_start) - 1, np.int64)
    ends = np.zeros(len(out_start) - 1, np.int64)
    for own in range(len(at)):
        now = at[own]
        for way in range(2):
            mark = 2 * own + way + 1
            near_end, far_end = (
                (source[own], target[own]) if way == 0 else (target[own], source[own])
            )
            # Gathering: others that paid the target. Scattering: others the source paid.
            if way == 0:
                hub_start, hub_places, mids = into_start, into_places, source
                end_start, end_places, tips = into_start, into_places, source
                tip_start, tip_places, backs = out_start, out_places, target
            else:
                hub_start, hub_places, mids = out_start, out_places, target
                end_start, end_places, tips = out_start, out_places, target
                tip_start, tip_places, backs = into_start, into_places, source
            low, _, high = around(
                far_end, hub_start, hub_places, at, now, visible[own], window, near
            )
            for place in range(low, high):
                one = hub_places[place]
                if mids[one] != near_end:
                    middle[mids[one]] = mark
                    middle_at[mids[one]] = at[one]
            low, split, high = around(
                near_end, end_start, end_places, at, now, visible[own], window, near
            )
            begin, end = (low, split) if way == 0 else (split, high)
            most = 0
            for place in range(begin, end):
                tip = tips[end_places[place]]
                if tip == far_end or ends[tip] == mark:
                    continue
                ends[tip] = mark
                ways = 0
                a, _, b = around(tip, tip_start, tip_places, at, now, visible[own], window, near)
                for step in range(a, b):
                    one = tip_places[step]
                    if middle[backs[one]] != mark:
                        continue
                    gap = middle_at[backs[one]] - at[one]
                    ways += gap >= 0 if way == 0 else gap <= 0
                most = max(most, ways)
            result[own, way] = most


@numba.njit(cache=True, nogil=True)
def flow_walks(
    source: Any,  # noqa: ANN401
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
    hops_max: int,
    frontier_max: int,
    result: Any,  # noqa: ANN401
) -> None:
    """Where the money goes from the target, and where it came from at the source."""
    visited = np.zeros(len(out_start) - 1, np.int64)
    account = np.zeros((2, frontier_max), np.int64)
    reached = np.zeros((2, frontier_max), np.int64)
    flow = np.zeros((2, frontier_max))
    for own in range(len(at)):
        now = at[own]
        for way in range(2):
            mark = 2 * own + way + 1
            here, home = (target[own], source[own]) if way == 0 else (source[own], target[own])
            start, places, other = (
                (out_start, out_places, target) if way == 0 else (into_start, into_places, source)
            )
            account[0, 0], reached[0, 0], flow[0, 0] = here, now, value[own]
            visited[here] = mark
            held, side = 1, 0
            hops, returned, moved, count = 0, 0.0, 0.0, 0
            for hop in range(hops_max):
                found = 0
                for place in range(held):
                    low, high = _onward(
                        account[side, place], reached[side, place], way, start, places, at, now,
                        visible[own], window, near,
                    )  # fmt: skip
                    for step in range(low, high):
                        # Forward the earliest first, backward the latest first.
                        one = places[step] if way == 0 else places[high - 1 - (step - low)]
                        if one == own:
                            continue
                        carried = min(flow[side, place], value[one])
                        end = other[one]
                        if end == home:
                            if hops == 0:
                                hops, returned = hop + 2, carried / value[own]
                            continue
                        if visited[end] == mark:
                            continue
                        visited[end] = mark
                        count += 1
                        moved += carried
                        if found < frontier_max:
                            account[1 - side, found] = end
                            reached[1 - side, found] = at[one]
                            flow[1 - side, found] = carried
                            found += 1
                held, side = found, 1 - side
                if held == 0:
                    break
            base = 4 * way
            result[own, base], result[own, base + 1] = hops, returned
            result[own, base + 2], result[own, base + 3] = moved / value[own], count


@numba.njit(cache=True, nogil=True)
def _onward(
    account: int,
    reached: int,
    way: int,
    start: Any,  # noqa: ANN401
    places: Any,  # noqa: ANN401
    at: Any,  # noqa: ANN401
    now: int,
    visible: int,
    window: int,
    near: int,
) -> Any:  # noqa: ANN401
    """The next transfers in time: out of it from `reached` on, or into it until then."""
    first = start[account]
    stop = seen_until(places, first, start[account + 1], visible)
    if way == 0:
        low = after(places, first, stop, at, reached - 1)
        high = min(after(places, low, stop, at, now + window), low + near)
    else:
        high = after(places, first, stop, at, reached)
        low = max(after(places, first, high, at, now - window - 1), high - near)
    return low, high
