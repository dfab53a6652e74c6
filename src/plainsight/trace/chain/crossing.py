"""Where fiat money and chain money meet: a leg in each, equal after the day's rate, close in time.

On-ramp: a customer pays fiat to a broker, the broker's wallet pays coins out. Off-ramp: the other
way round. Over the counter: neither end is known to be the broker's. One leg belongs to one
crossing at most; among all pairings the one with the least total misfit is taken.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from plainsight.errors import BadValue
from plainsight.model.rate import Rates
from plainsight.model.transfer import Transfer

_LEAD_MISFIT = 2001  # above any spread and lag that the terms allow
_NEVER = 10**9  # misfit of a pair that is no candidate; above any sum of real ones


class Ramp(StrEnum):
    """Which way value crossed."""

    ON = "on_ramp"  # fiat in, coins out
    OFF = "off_ramp"  # coins in, fiat out
    COUNTER = "over_the_counter"  # matched by value and time alone: a lead


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingTerms:
    """What still counts as one deal."""

    within: timedelta = timedelta(hours=24)
    spread_bp_max: int = 500  # the second leg is at most this much less, or more, than the first

    def __post_init__(self) -> None:
        # Below zero nothing matches, and "no crossings" would read as none there.
        if self.within < timedelta(0):
            raise BadValue("within", self.within, "not below zero")
        if self.spread_bp_max < 0:
            raise BadValue("spread_bp_max", self.spread_bp_max, "not below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One fiat leg and one chain leg that settle one value."""

    ramp: Ramp
    fiat: Transfer
    chain: Transfer
    lag: timedelta  # chain leg after fiat leg; negative when it came first
    spread_bp: int  # chain value over fiat value, less one, in hundredths of a percent


def find_crossings(
    fiat: Sequence[Transfer],
    chain: Sequence[Transfer],
    *,
    rates: Rates,
    wallets: Mapping[str, frozenset[str]],
    terms: CrossingTerms | None = None,
) -> tuple[Crossing, ...]:
    """Match the legs one to one, in order of the fiat leg's time.

    `wallets` says which wallets a platform account is known to use (from posts, from the case).
    Raises NoRate when a leg cannot be valued on its day.
    """
    values = _values(fiat, rates), _values(chain, rates)
    return _match(fiat, chain, values, wallets, terms or CrossingTerms())


def count_by_chance(
    fiat: Sequence[Transfer],
    chain: Sequence[Transfer],
    *,
    rates: Rates,
    wallets: Mapping[str, frozenset[str]],
    shifts: Sequence[timedelta],
    terms: CrossingTerms | None = None,
) -> tuple[int, ...]:
    """How many crossings appear when the chain legs are moved in time: what chance alone gives.

    Shifts by whole weeks keep the rhythm of days and working hours; a moved leg keeps the value
    it had on its own day.
    """
    values = _values(fiat, rates), _values(chain, rates)
    counts = []
    for shift in shifts:
        moved = [replace(leg, at=leg.at + shift) for leg in chain]
        counts.append(len(_match(fiat, moved, values, wallets, terms or CrossingTerms())))
    return tuple(counts)


def _values(legs: Sequence[Transfer], rates: Rates) -> list[int]:
    return [rates.value(leg.money, leg.at).units for leg in legs]


def _match(
    fiat: Sequence[Transfer],
    chain: Sequence[Transfer],
    values: tuple[list[int], list[int]],
    wallets: Mapping[str, frozenset[str]],
    terms: CrossingTerms,
) -> tuple[Crossing, ...]:
    found = _candidates(fiat, chain, values, wallets, terms)
    chosen = _assign([(f, c, _misfit(crossing, terms)) for f, c, crossing in found])
    kept = (crossing for f, c, crossing in found if (f, c) in chosen)
    return tuple(sorted(kept, key=lambda one: (one.fiat.at, one.fiat.transfer_id)))


def _candidates(
    fiat: Sequence[Transfer],
    chain: Sequence[Transfer],
    values: tuple[list[int], list[int]],
    wallets: Mapping[str, frozenset[str]],
    terms: CrossingTerms,
) -> list[tuple[int, int, Crossing]]:
    fiat_values, chain_values = values
    in_time = sorted(range(len(chain)), key=lambda place: chain[place].at)
    instants = [chain[place].at for place in in_time]
    rows = []
    for place_f, leg in enumerate(fiat):
        first = bisect_left(instants, leg.at - terms.within)
        for position in range(first, len(in_time)):
            place_c = in_time[position]
            if instants[position] > leg.at + terms.within:
                break
            crossing = _pair(
                leg,
                chain[place_c],
                fiat_value=fiat_values[place_f],
                chain_value=chain_values[place_c],
                wallets=wallets,
                terms=terms,
            )
            if crossing is not None:
                rows.append((place_f, place_c, crossing))
    return rows


def _pair(
    fiat: Transfer,
    chain: Transfer,
    *,
    fiat_value: int,
    chain_value: int,
    wallets: Mapping[str, frozenset[str]],
    terms: CrossingTerms,
) -> Crossing | None:
    if not fiat_value or not chain_value:
        return None
    spread_bp = (chain_value - fiat_value) * 10_000 // fiat_value
    if abs(spread_bp) > terms.spread_bp_max:
        return None
    if chain.source in wallets.get(fiat.target, ()):
        ramp = Ramp.ON
    elif chain.target in wallets.get(fiat.source, ()):
        ramp = Ramp.OFF
    elif any(known & {chain.source, chain.target} for known in wallets.values()):
        return None  # that wallet's owner is known, and is not in this fiat leg
    else:
        ramp = Ramp.COUNTER
    lag = chain.at - fiat.at
    return Crossing(ramp=ramp, fiat=fiat, chain=chain, lag=lag, spread_bp=spread_bp)


def _misfit(crossing: Crossing, terms: CrossingTerms) -> int:
    """Spread and lag, each as a share of what the terms allow, in thousandths; leads come last."""
    spread = abs(crossing.spread_bp) * 1000 // max(terms.spread_bp_max, 1)
    lag = abs(crossing.lag) * 1000 // max(terms.within, timedelta.resolution)
    return 1 + spread + lag + (_LEAD_MISFIT if crossing.ramp is Ramp.COUNTER else 0)


def _assign(pairs: list[tuple[int, int, int]]) -> frozenset[tuple[int, int]]:
    """The one-to-one choice with most pairs, then least misfit, component by component."""
    if not pairs:
        return frozenset()
    fiat_count = max(pair[0] for pair in pairs) + 1
    nodes = fiat_count + max(pair[1] for pair in pairs) + 1
    firsts = [pair[0] for pair in pairs]
    seconds = [fiat_count + pair[1] for pair in pairs]
    graph = coo_matrix((np.ones(len(pairs)), (firsts, seconds)), shape=(nodes, nodes))
    _, labels = connected_components(graph, directed=False)
    components: dict[int, list[tuple[int, int, int]]] = {}
    for pair in pairs:
        components.setdefault(int(labels[pair[0]]), []).append(pair)
    chosen: set[tuple[int, int]] = set()
    for component in components.values():
        chosen |= _assign_component(component)
    return frozenset(chosen)


def _assign_component(pairs: list[tuple[int, int, int]]) -> set[tuple[int, int]]:
    rows = sorted({pair[0] for pair in pairs})
    columns = sorted({pair[1] for pair in pairs})
    cost = np.full((len(rows), len(columns)), float(_NEVER))
    for first, second, misfit in pairs:
        cost[rows.index(first), columns.index(second)] = misfit
    picked = zip(*linear_sum_assignment(cost), strict=True)
    return {(rows[r], columns[c]) for r, c in picked if cost[r, c] < _NEVER}
