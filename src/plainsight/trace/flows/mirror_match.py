"""One-to-one matching: how many of a tie's pairs can stand together, and which serve best."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An admissible pair with what it costs to believe in it (less is better)."""

    a: int
    b: int
    cost: int


def one_to_one(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """A largest set of pairs that share no leg (augmenting paths, Kuhn 1955)."""
    partners: dict[int, list[int]] = {}
    for a, b in pairs:
        partners.setdefault(a, []).append(b)
    held: dict[int, int] = {}  # b -> a
    for a in partners:
        _augment(a, partners, held)
    return {a: b for b, a in held.items()}


def assign(candidates: Sequence[Candidate]) -> list[Candidate]:
    """As many pairs as can stand together and, among those, the cheapest; ordered by leg A.

    Works through each connected component apart (Jonker-Volgenant assignment per component).
    """
    # Everything that names these records would wait a second for this import.
    from scipy.optimize import linear_sum_assignment

    chosen: list[Candidate] = []
    for part in _components(candidates):
        legs_a = sorted({each.a for each in part})
        legs_b = sorted({each.b for each in part})
        place_a = {a: place for place, a in enumerate(legs_a)}
        place_b = {b: place for place, b in enumerate(legs_b)}
        # One pair more is worth any cost: absent pairs cost more than all present ones together.
        absent = 1 + sum(each.cost for each in part)
        costs = np.full((len(legs_a), len(legs_b)), absent, dtype=np.int64)
        by_place: dict[tuple[int, int], Candidate] = {}
        for each in part:
            spot = place_a[each.a], place_b[each.b]
            if each.cost < costs[spot]:
                costs[spot] = each.cost
                by_place[spot] = each
        rows, columns = linear_sum_assignment(costs)
        spots = zip(rows.tolist(), columns.tolist(), strict=True)
        chosen += [by_place[spot] for spot in spots if spot in by_place]
    return sorted(chosen, key=lambda each: (each.a, each.b))


def _augment(start: int, partners: dict[int, list[int]], held: dict[int, int]) -> None:
    """Breadth-first: the shortest alternating path from a free leg A to a free leg B."""
    came_from: dict[int, int] = {}  # b -> a that reached it
    waiting = [start]
    while waiting:
        following = []
        for a in waiting:
            for b in partners[a]:
                if b in came_from:
                    continue
                came_from[b] = a
                if b not in held:
                    _flip(b, came_from, held)
                    return
                following.append(held[b])
        waiting = following


def _flip(free: int, came_from: dict[int, int], held: dict[int, int]) -> None:
    before = {a: b for b, a in held.items()}
    b: int | None = free
    while b is not None:
        a = came_from[b]
        held[b] = a
        b = before.get(a)


def _components(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    by_a: dict[int, list[Candidate]] = {}
    by_b: dict[int, list[Candidate]] = {}
    for each in candidates:
        by_a.setdefault(each.a, []).append(each)
        by_b.setdefault(each.b, []).append(each)
    seen: set[tuple[int, int]] = set()
    parts = []
    for start in candidates:
        if (start.a, start.b) in seen:
            continue
        part, waiting = [], [start]
        while waiting:
            each = waiting.pop()
            if (each.a, each.b) in seen:
                continue
            seen.add((each.a, each.b))
            part.append(each)
            waiting += by_a[each.a] + by_b[each.b]
        parts.append(part)
    return parts
