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
# Ways along a chain. `links[way, run]` is the next run that way, and `ends[way, account]` the one
# where a walk that way begins: the front for onward, the rear for backward.
_ONWARD, _BACKWARD = 0, 1


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
        np.empty((2, room), dtype=np.int32),
        np.full((2, accounts), -1, dtype=np.int32),
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
    links: Any,  # noqa: ANN401
    ends: Any,  # noqa: ANN401
    held: Any,  # noqa: ANN401
    absorbed: Any,  # noqa: ANN401
) -> None:
    unobserved = held.shape[1] - 1
    balance = np.zeros(ends.shape[1], dtype=np.int64)
    pool = np.array([-1, 0], dtype=np.int64)
    for place in range(source.shape[0]):
        payer, payee, amount = source[place], target[place], units[place]
        if payer == payee or amount == 0:
            continue
        colour = colours[payer]
        if colour >= 0:
            first = last = _new(pool, run_colour, run_units, links, colour, amount)
        else:
            missing = amount - balance[payer]
            if missing > 0:
                run = _new(pool, run_colour, run_units, links, unobserved, missing)
                _hang(pool, run_colour, run_units, links, ends, payer, run, run)
                balance[payer] = amount
            balance[payer] -= amount
            # The run that was at the end, and the last one taken, are the two ends of what goes.
            way = _BACKWARD if is_lifo else _ONWARD
            first = ends[way, payer]
            last = _cut(pool, run_colour, run_units, links, ends, way, payer, amount)
            if is_lifo:
                first, last = last, first
        if colours[payee] >= 0:
            while first >= 0:
                absorbed[payee, run_colour[first]] += run_units[first]
                onward = links[_ONWARD, first]
                _give_back(pool, links, first)
                first = onward
        else:
            balance[payee] += amount
            _hang(pool, run_colour, run_units, links, ends, payee, first, last)
    for account in range(ends.shape[1]):
        run = ends[_ONWARD, account]
        while run >= 0:
            held[account, run_colour[run]] += run_units[run]
            run = links[_ONWARD, run]


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _new(
    pool: Any,  # noqa: ANN401
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    links: Any,  # noqa: ANN401
    colour: Any,  # noqa: ANN401
    amount: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    run = np.int32(pool[_FREE])
    if run >= 0:
        pool[_FREE] = links[_ONWARD, run]
    else:
        run = np.int32(pool[_FRESH])
        pool[_FRESH] += 1
    run_colour[run] = colour
    run_units[run] = amount
    links[_ONWARD, run] = -1
    links[_BACKWARD, run] = -1
    return run


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _give_back(pool: Any, links: Any, run: Any) -> None:  # noqa: ANN401
    links[_ONWARD, run] = pool[_FREE]
    pool[_FREE] = run


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _hang(
    pool: Any,  # noqa: ANN401
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    links: Any,  # noqa: ANN401
    ends: Any,  # noqa: ANN401
    account: Any,  # noqa: ANN401
    first: Any,  # noqa: ANN401
    last: Any,  # noqa: ANN401
) -> None:
    """Hang the runs from `first` to `last` onto the rear; runs of one colour become one."""
    end = ends[_BACKWARD, account]
    if end < 0:
        ends[_ONWARD, account] = first
        ends[_BACKWARD, account] = last
        return
    if run_colour[end] == run_colour[first]:
        run_units[end] += run_units[first]
        onward = links[_ONWARD, first]
        _give_back(pool, links, first)
        if onward < 0:
            return
        first = onward
    links[_ONWARD, end] = first
    links[_BACKWARD, first] = end
    ends[_BACKWARD, account] = last


@numba.njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _cut(
    pool: Any,  # noqa: ANN401
    run_colour: Any,  # noqa: ANN401
    run_units: Any,  # noqa: ANN401
    links: Any,  # noqa: ANN401
    ends: Any,  # noqa: ANN401
    way: Any,  # noqa: ANN401
    account: Any,  # noqa: ANN401
    amount: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Take `amount` units off the end where `way` begins; the last run taken.

    The account holds as much. What stays begins, that way, with the run after the last one taken,
    or with what of it was not needed.
    """
    back = _BACKWARD if way == _ONWARD else _ONWARD
    run = ends[way, account]
    left = amount
    while run_units[run] < left:
        left -= run_units[run]
        run = links[way, run]
    rest = links[way, run]
    if run_units[run] > left:
        over = run_units[run] - left
        kept = _new(pool, run_colour, run_units, links, run_colour[run], over)
        run_units[run] = left
        links[way, kept] = rest
        if rest >= 0:
            links[back, rest] = kept
        else:
            ends[back, account] = kept
        rest = kept
    ends[way, account] = rest
    if rest >= 0:
        links[back, rest] = -1
    else:
        ends[back, account] = -1
    links[way, run] = -1
    return run
