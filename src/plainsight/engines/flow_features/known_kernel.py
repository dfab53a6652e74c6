"""What was known at the decision: communities, findings and labels."""

from typing import NamedTuple

import numba
import numpy as np

from plainsight.engines.flow_features.adjacency import Longs, Moves, Reach, Singles, Ways
from plainsight.engines.flow_features.motifs_kernel import around

ROUNDS_MAX = 6


class Told(NamedTuple):
    """Transfers of which something was said, in the order in which that was known."""

    places: Longs
    at: Longs  # since when it was known; ascending


@numba.njit(cache=True, nogil=True)
def communities(source: Longs, target: Longs, begin: int, end: int, account_count: int) -> Longs:
    """Community of every account by label propagation over `[begin, end)`, -1 where it is silent.

    Accounts take turns by number; an account joins the community most of its transfers go to, of
    equals the one with the smallest number: the same transfers give the same communities.
    """
    degree = np.zeros(account_count + 1, np.int64)
    for one in range(begin, end):
        degree[source[one] + 1] += 1
        degree[target[one] + 1] += 1
    for place in range(account_count):
        degree[place + 1] += degree[place]
    free = degree[:-1].copy()
    beside = np.empty(2 * (end - begin), np.int64)
    for one in range(begin, end):
        a, b = source[one], target[one]
        beside[free[a]] = b
        free[a] += 1
        beside[free[b]] = a
        free[b] += 1
    member = np.empty(account_count, np.int64)
    for account in range(account_count):
        member[account] = account if degree[account + 1] > degree[account] else -1
    votes = np.zeros(account_count, np.int64)
    for _ in range(ROUNDS_MAX):
        changed = 0
        for account in range(account_count):
            low, high = degree[account], degree[account + 1]
            if low == high:
                continue
            best, most = member[account], 0
            for place in range(low, high):
                votes[member[beside[place]]] += 1
            for place in range(low, high):
                one = member[beside[place]]
                if votes[one] > most or (votes[one] == most and one < best):
                    best, most = one, votes[one]
            for place in range(low, high):
                votes[member[beside[place]]] = 0
            if best != member[account]:
                member[account] = best
                changed += 1
        if changed == 0:
            break
    return member


@numba.njit(cache=True, nogil=True)
def known_labels(moves: Moves, ways: Ways, reach: Reach, confirmed: Told, result: Singles) -> None:
    """Confirmed transfers of both ends, and of those they deal with, known before the instant."""
    source, target, at = moves.source, moves.target, moves.at
    paid = np.zeros(len(ways.out.start) - 1)
    received = np.zeros(len(ways.out.start) - 1)
    next_label = 0
    for own in range(len(at)):
        now = at[own]
        while next_label < len(confirmed.at) and confirmed.at[next_label] < now:
            one = confirmed.places[next_label]
            paid[source[one]] += 1
            received[target[one]] += 1
            next_label += 1
        s, t = source[own], target[own]
        result[own, 0], result[own, 1] = paid[s], received[s]
        result[own, 2], result[own, 3] = paid[t], received[t]
        if next_label == 0:
            continue
        for role in range(4):
            account = s if role < 2 else t
            way, other = (ways.out, target) if role % 2 == 0 else (ways.into, source)
            low, _, high = around(account, way, moves, own, reach)
            count, total = 0, 0
            for place in range(low, high):
                one = way.places[place]
                if one == own:
                    continue
                end = other[one]
                total += 1
                count += end != s and end != t and paid[end] + received[end] > 0
            result[own, 4 + role] = count
            result[own, 8 + role] = count / total if total else 0.0


@numba.njit(cache=True, nogil=True)
def known_findings(moves: Moves, account_count: int, found: Told, result: Singles) -> None:
    """How often typologies had found the transfer and its ends by the decision."""
    source, target = moves.source, moves.target
    decided = moves.at[moves.visible - 1]  # the instant of each decision, ascending
    of_transfer = np.zeros(len(decided))
    of_account = np.zeros(account_count)
    next_member = 0
    for own in range(len(decided)):
        while next_member < len(found.at) and found.at[next_member] <= decided[own]:
            one = found.places[next_member]
            of_transfer[one] += 1
            of_account[source[one]] += 1
            of_account[target[one]] += 1
            next_member += 1
        result[own, 0] = of_transfer[own]
        result[own, 1], result[own, 2] = of_account[source[own]], of_account[target[own]]
