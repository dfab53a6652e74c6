"""Shapes a transfer is part of; `trace.features.motifs` is the definition."""

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import (
    Moves,
    Places,
    Reach,
    Singles,
    Ways,
    after,
    seen_until,
)


@numba.njit(cache=True, nogil=True)
def around(account: int, way: Places, moves: Moves, own: int, reach: Reach) -> tuple[int, int, int]:
    """The account's transfers within reach of `own`: first, first after its instant, and end."""
    places, at, now = way.places, moves.at, moves.at[own]
    first = way.start[account]
    stop = seen_until(places, first, way.start[account + 1], moves.visible[own])
    split = after(places, first, stop, at, now)
    low, high = max(first, split - reach.near), min(stop, split + reach.near)
    low = max(low, after(places, low, split, at, now - reach.window - 1))
    high = after(places, split, high, at, now + reach.window)
    return low, split, high


@numba.njit(cache=True, nogil=True)
def shared_payees(moves: Moves, ways: Ways, reach: Reach, result: Singles) -> None:
    """Other payers of the target, and how many other payees they share with the source."""
    source, target = moves.source, moves.target
    payees = np.zeros(len(ways.out.start) - 1, np.int64)
    payers = np.zeros(len(ways.out.start) - 1, np.int64)
    for own in range(len(source)):
        mark = own + 1
        low, _, high = around(source[own], ways.out, moves, own, reach)
        for place in range(low, high):
            payees[target[ways.out.places[place]]] = mark
        payees[target[own]] = 0
        low, _, high = around(target[own], ways.into, moves, own, reach)
        total, sharing, most = 0, 0, 0
        payers[source[own]] = mark
        for place in range(low, high):
            payer = source[ways.into.places[place]]
            if payers[payer] == mark:
                continue
            payers[payer] = mark
            shared = 0
            begin, _, end = around(payer, ways.out, moves, own, reach)
            for one in range(begin, end):
                shared += payees[target[ways.out.places[one]]] == mark
            total += shared
            sharing += shared > 0
            most = max(most, shared)
        result[own, 0], result[own, 1], result[own, 2] = total, sharing, most


@numba.njit(cache=True, nogil=True)
def parallel_ways(moves: Moves, ways: Ways, reach: Reach, result: Singles) -> None:
    """Scatter-gather with this transfer as a gathering leg, and as a scattering leg."""
    source, target, at = moves.source, moves.target, moves.at
    middle = np.zeros(len(ways.out.start) - 1, np.int64)
    middle_at = np.zeros(len(ways.out.start) - 1, np.int64)
    ends = np.zeros(len(ways.out.start) - 1, np.int64)
    for own in range(len(at)):
        for way in range(2):
            mark = 2 * own + way + 1
            near_end, far_end = (
                (source[own], target[own]) if way == 0 else (target[own], source[own])
            )
            # Gathering: others that paid the target. Scattering: others the source paid.
            hub, others = (ways.into, source) if way == 0 else (ways.out, target)
            back, backs = (ways.out, target) if way == 0 else (ways.into, source)
            low, _, high = around(far_end, hub, moves, own, reach)
            for place in range(low, high):
                one = hub.places[place]
                if others[one] != near_end:
                    middle[others[one]] = mark
                    middle_at[others[one]] = at[one]
            low, split, high = around(near_end, hub, moves, own, reach)
            begin, end = (low, split) if way == 0 else (split, high)
            most = 0
            for place in range(begin, end):
                tip = others[hub.places[place]]
                if tip == far_end or ends[tip] == mark:
                    continue
                ends[tip] = mark
                joined = 0
                a, _, b = around(tip, back, moves, own, reach)
                for step in range(a, b):
                    one = back.places[step]
                    if middle[backs[one]] != mark:
                        continue
                    gap = middle_at[backs[one]] - at[one]
                    joined += gap >= 0 if way == 0 else gap <= 0
                most = max(most, joined)
            result[own, way] = most


@numba.njit(cache=True, nogil=True)
def flow_walks(
    moves: Moves, ways: Ways, reach: Reach, hops_max: int, frontier_max: int, result: Singles
) -> None:
    """Where the money goes from the target, and where it came from at the source."""
    source, target, at, value = moves.source, moves.target, moves.at, moves.value
    visited = np.zeros(len(ways.out.start) - 1, np.int64)
    account = np.zeros((2, frontier_max), np.int64)
    reached = np.zeros((2, frontier_max), np.int64)
    flow = np.zeros((2, frontier_max))
    for own in range(len(at)):
        for way in range(2):
            mark = 2 * own + way + 1
            here, home = (target[own], source[own]) if way == 0 else (source[own], target[own])
            onward, other = (ways.out, target) if way == 0 else (ways.into, source)
            places = onward.places
            account[0, 0], reached[0, 0], flow[0, 0] = here, at[own], value[own]
            visited[here] = mark
            held, side = 1, 0
            hops, returned, moved, count = 0, 0.0, 0.0, 0
            for hop in range(hops_max):
                found = 0
                for place in range(held):
                    low, high = _onward(
                        account[side, place], reached[side, place], way, onward, moves, own, reach
                    )
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
    account: int, reached: int, way: int, side: Places, moves: Moves, own: int, reach: Reach
) -> tuple[int, int]:
    """The next transfers in time: out of it from `reached` on, or into it until then."""
    places, at, now = side.places, moves.at, moves.at[own]
    first = side.start[account]
    stop = seen_until(places, first, side.start[account + 1], moves.visible[own])
    if way == 0:
        low = after(places, first, stop, at, reached - 1)
        high = min(after(places, low, stop, at, now + reach.window), low + reach.near)
    else:
        high = after(places, first, stop, at, reached)
        low = max(after(places, first, high, at, now - reach.window - 1), high - reach.near)
    return low, high
