"""Exposure of every account in one pass each way, equal to exposure.expose_accounts."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays, colour_column
from plainsight.engines.chain_numba.haircut import HaircutPass, haircut_pass
from plainsight.trace.chain.category import Reach
from plainsight.trace.chain.colours import RESTS, UNOBSERVED, colour_order
from plainsight.trace.chain.exposure import Exposure, Way


def expose_all(
    ledger: LedgerArrays,
    *,
    paid_by: Mapping[str, str],
    paid_to: Mapping[str, str],
    only: Collection[str] | None = None,
) -> tuple[Exposure, ...]:
    """Every row of the definition, under the haircut, in its order; of `only` these accounts."""
    chosen = np.arange(ledger.account_count)
    if only is not None:
        chosen = np.array([n for n, a in enumerate(ledger.accounts) if a in only], dtype=np.int64)
    rows = [
        *_rows(ledger, *one_way(ledger, paid_by), Way.RECEIVED, chosen),
        *_rows(ledger, *one_way(ledger.turned(), paid_to), Way.SENT, chosen),
    ]
    return tuple(sorted(rows, key=lambda r: (r.account, r.way, r.reach, r.category)))


def one_way(ledger: LedgerArrays, named: Mapping[str, str]) -> tuple[HaircutPass, tuple[str, ...]]:
    """The matrices of one direction, and the names of their columns."""
    order = colour_order(named.values())
    colours = colour_column(ledger.accounts, named, order)
    return haircut_pass(ledger, colours=colours, count=len(order), keep_arrived=True), order


def _rows(
    ledger: LedgerArrays,
    answer: HaircutPass,
    order: tuple[str, ...],
    way: Way,
    chosen: NDArray[np.int64],
) -> Iterator[Exposure]:
    for reach in Reach:
        direct = answer.arrived_direct[chosen]
        matrix = direct if reach is Reach.DIRECT else answer.arrived[chosen] - direct
        for row, column in np.argwhere(matrix).tolist():
            account = chosen[row]
            category = order[column]
            if way is Way.SENT and category == UNOBSERVED:
                category = RESTS
            yield Exposure(
                account=ledger.accounts[account],
                way=way,
                reach=reach,
                category=category,
                units=int(matrix[row, column]),
                total=int(answer.received[account]),
            )
