"""FIFO and LIFO in one pass: the units of every account as a chain of coloured runs.

What leaves is one end of the chain and is hung onto the chain it goes to, so a transfer costs the
runs it cuts through and copies none. A transfer adds one run at most: the store never grows.
"""

from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays

_FREE, _FRESH = 0, 1  # places in `pool`: the first run given back, the first never used


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePass:
    """Base units by account number and place of the colour; unobserved is the last column."""

    held: NDArray[np.int64]
    absorbed: NDArray[np.int64]  # what coloured accounts swallowed


def queue_pass(
    ledger: LedgerArrays, *, colours: NDArray[np.int16], count: int, is_lifo: bool
) -> QueuePass:
    """Run the definition with `count` colours, the last being UNOBSERVED."""
    accounts, room = ledger.account_count, len(ledger.units) + 2
    answer = QueuePass(
        held=np.zeros((accounts, count), dtype=np.int64),
        absorbed=np.zeros((accounts, count), dtype=np.int64),
    )
    # np.empty reserves addresses; the kernel touches what it fills.
    _pass(
        ledger.source,
        ledger.target,
        ledger.units,
        colours,
        is_lifo,
        np.empty(room, dtype=np.int16),
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.full(accounts, -1, dtype=np.int32),
        np.full(accounts, -1, dtype=np.int32),
        answer.held,
        answer.absorbed,
    )
    return answer


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _pass(
    source: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    units: Any,  # noqa: ANN401
    colours: Any,  # noqa: ANN401
    is_lifo: bool,
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    after: Any,  # noqa: ANN401
    before: Any,  # noqa: ANN401
    front: Any,  # noqa: ANN401
    rear: Any,  # noqa: ANN401
    held: Any,  # noqa: ANN401
    absorbed: Any,  # noqa: ANN401
) -> None:
    unobserved = held.shape[1] - 1
    balance = np.zeros(front.shape[0], dtype=np.int64)
    pool = np.array([-1, 0], dtype=np.int64)
    for place in range(source.shape[0]):
        payer, payee, amount = source[place], target[place], units[place]
        if payer == payee or amount == 0:
            continue
        colour = colours[payer]
        if colour >= 0:
            first = last = _new(pool, run_colour, run_units, after, before, colour, amount)
        else:
            missing = amount - balance[payer]
            if missing > 0:
                run = _new(pool, run_colour, run_units, after, before, unobserved, missing)
                _hang(pool, run_colour, run_units, after, before, front, rear, payer, run, run)
                balance[payer] = amount
            balance[payer] -= amount
            if is_lifo:
                last = rear[payer]
                first = _cut(
                    pool, run_colour, run_units, after, before,
                    before, after, rear, front, payer, amount,
                )  # fmt: skip
            else:
                first = front[payer]
                last = _cut(
                    pool, run_colour, run_units, after, before,
                    after, before, front, rear, payer, amount,
                )  # fmt: skip
        if colours[payee] >= 0:
            while first >= 0:
                absorbed[payee, run_colour[first]] += run_units[first]
                onward = after[first]
                _give_back(pool, after, first)
                first = onward
        else:
            balance[payee] += amount
            _hang(pool, run_colour, run_units, after, before, front, rear, payee, first, last)
    for account in range(front.shape[0]):
        run = front[account]
        while run >= 0:
            held[account, run_colour[run]] += run_units[run]
            run = after[run]


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _new(
    pool: Any,  # noqa: ANN401
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    after: Any,  # noqa: ANN401
    before: Any,  # noqa: ANN401
    colour: Any,  # noqa: ANN401
    amount: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    run = np.int32(pool[_FREE])
    if run >= 0:
        pool[_FREE] = after[run]
    else:
        run = np.int32(pool[_FRESH])
        pool[_FRESH] += 1
    run_colour[run] = colour
    run_units[run] = amount
    after[run] = -1
    before[run] = -1
    return run


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _give_back(pool: Any, after: Any, run: Any) -> None:  # noqa: ANN401
    after[run] = pool[_FREE]
    pool[_FREE] = run


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _hang(
    pool: Any,  # noqa: ANN401
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    after: Any,  # noqa: ANN401
    before: Any,  # noqa: ANN401
    front: Any,  # noqa: ANN401
    rear: Any,  # noqa: ANN401
    account: Any,  # noqa: ANN401
    first: Any,  # noqa: ANN401
    last: Any,  # noqa: ANN401
) -> None:
    """Hang the runs from `first` to `last` onto the rear; runs of one colour become one."""
    end = rear[account]
    if end < 0:
        front[account] = first
        rear[account] = last
        return
    if run_colour[end] == run_colour[first]:
        run_units[end] += run_units[first]
        onward = after[first]
        _give_back(pool, after, first)
        if onward < 0:
            return
        first = onward
    after[end] = first
    before[first] = end
    rear[account] = last


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _cut(
    pool: Any,  # noqa: ANN401
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    after: Any,  # noqa: ANN401
    before: Any,  # noqa: ANN401
    onward: Any,  # noqa: ANN401
    backward: Any,  # noqa: ANN401
    near: Any,  # noqa: ANN401
    far: Any,  # noqa: ANN401
    account: Any,  # noqa: ANN401
    amount: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Take `amount` units off the near end; the last run taken. The account holds as much.

    `onward` and `backward` are `after` and `before` from the front, the other way from the rear.
    """
    run = near[account]
    left = amount
    while run_units[run] < left:
        left -= run_units[run]
        run = onward[run]
    rest = onward[run]
    if run_units[run] > left:
        over = run_units[run] - left
        kept = _new(pool, run_colour, run_units, after, before, run_colour[run], over)
        run_units[run] = left
        onward[kept] = rest
        if rest >= 0:
            backward[rest] = kept
        else:
            far[account] = kept
        rest = kept
    near[account] = rest
    if rest >= 0:
        backward[rest] = -1
    else:
        far[account] = -1
    onward[run] = -1
    return run
