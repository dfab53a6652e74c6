"""Poison for up to 64 starts at once: a bit per colour, carried along in ledger order."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.errors import BadValue

COLOURS_MAX = 64


def poison_pass(
    ledger: LedgerArrays, *, colours: NDArray[np.int16], count: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint64]]:
    """(bits of the colours that ever reached each account, its final balance, bits per transfer).

    `count` colours, the last being UNOBSERVED. Raises BadValue above COLOURS_MAX.
    """
    if count > COLOURS_MAX:
        raise BadValue("count", count, f"{COLOURS_MAX} colours at once at most")
    marks = np.zeros(ledger.account_count, dtype=np.uint64)
    balance = np.zeros(ledger.account_count, dtype=np.int64)
    loads = np.zeros(len(ledger.units), dtype=np.uint64)
    unobserved = np.uint64(1) << np.uint64(count - 1)
    _pass(ledger.source, ledger.target, ledger.units, colours, unobserved, marks, balance, loads)
    return marks, balance, loads


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _pass(
    source: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    units: Any,  # noqa: ANN401
    colours: Any,  # noqa: ANN401
    unobserved: Any,  # noqa: ANN401
    marks: Any,  # noqa: ANN401
    balance: Any,  # noqa: ANN401
    loads: Any,  # noqa: ANN401
) -> None:
    for place in range(source.shape[0]):
        payer, payee, amount = source[place], target[place], units[place]
        if payer == payee or amount == 0:
            continue
        colour = colours[payer]
        if colour >= 0:
            load = np.uint64(1) << np.uint64(colour)
        else:
            if balance[payer] < amount:
                marks[payer] |= unobserved
                balance[payer] = amount
            balance[payer] -= amount
            load = marks[payer]
        loads[place] = load
        if colours[payee] < 0:
            marks[payee] |= load
            balance[payee] += amount
