"""How far money can have spread, over numbered columns: equal to spread.find_spread."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.trace.chain.walk import Direction

INSIDE, STOPPED_AT = np.int8(1), np.int8(2)


def spread_pass(
    ledger: LedgerArrays, account: int, *, direction: Direction, is_stop: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Per account INSIDE, STOPPED_AT, or 0 where the money never came."""
    found = np.zeros(ledger.account_count, dtype=np.int8)
    found[account] = INSIDE
    forward = direction is Direction.FORWARD
    near, far = (ledger.source, ledger.target) if forward else (ledger.target, ledger.source)
    _pass(near, far, ledger.units, forward, is_stop, found)
    return found


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _pass(near: Any, far: Any, units: Any, forward: bool, is_stop: Any, found: Any) -> None:  # noqa: ANN401
    size = near.shape[0]
    for step in range(size):
        place = step if forward else size - 1 - step
        if found[near[place]] != 1 or units[place] == 0:
            continue
        reached = far[place]
        if is_stop[reached]:
            found[reached] = 2
        else:
            found[reached] = 1
