"""Haircut for all colours in one pass, equal to the definition to the base unit.

Exact division of a product in 64 bits: a float estimate of floor(a*b/n) is off by a few units
at most; the remainder a*b - q*n, taken with wrap-around, is then small enough to be exact, and
says by how much. No transfer needs a wider number, and none is rounded.
"""

from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import UNITS_MAX, LedgerArrays
from plainsight.engines.chain_numba.prefetch import prefetch
from plainsight.errors import AmountsTooWide

Matrix = NDArray[np.int64]
_LINE = 8  # 64-bit numbers in a line of cache
_AHEAD = 12  # transfers between asking for an account and needing it; measured, flat from 8 to 24


@dataclass(frozen=True, slots=True, kw_only=True)
class HaircutPass:
    """Base units by account number and place of the colour; unobserved is the last column.

    The matrices of what arrived, and what each transfer carried, are empty unless asked for.
    """

    held: Matrix
    absorbed: Matrix  # what coloured accounts swallowed
    injected: NDArray[np.int64]
    arrived: Matrix  # all that reached each account, under every colour
    arrived_direct: Matrix  # of that, what came from a coloured account itself
    received: NDArray[np.int64]  # everything that reached each account, clean units too
    carried: Matrix  # per transfer


def haircut_pass(
    ledger: LedgerArrays,
    *,
    colours: NDArray[np.int16],
    count: int,
    keep_arrived: bool = False,
    keep_carried: bool = False,
) -> HaircutPass:
    """Run the definition with `count` colours, the last being UNOBSERVED.

    Raises AmountsTooWide when a balance grows beyond what 64 bits divide exactly.
    """
    accounts = ledger.account_count
    tallied = accounts if keep_arrived else 0
    # All of an account lies together, in few lines of cache: its balance, what it received, the
    # colours it holds, and then the colours that arrived.
    columns = 2 + (2 * count if keep_arrived else count)
    width = _LINE * -(-columns // _LINE)
    state = np.zeros(accounts * width, dtype=np.int64)
    rows = state.reshape(accounts, width)
    answer = HaircutPass(
        held=rows[:, 2 : 2 + count],
        absorbed=np.zeros((accounts, count), dtype=np.int64),
        injected=np.zeros(count, dtype=np.int64),
        arrived=rows[:tallied, 2 + count : 2 + 2 * count],
        arrived_direct=np.zeros((tallied, count), dtype=np.int64),
        received=rows[:, 1],
        carried=np.zeros((len(ledger.units) if keep_carried else 0, count), dtype=np.int64),
    )
    widest = _pass(
        ledger.source,
        ledger.target,
        ledger.units,
        colours,
        state,
        width,
        count,
        answer.absorbed,
        answer.injected,
        answer.arrived_direct,
        answer.carried,
    )
    if widest > UNITS_MAX:
        raise AmountsTooWide(int(widest), UNITS_MAX)
    return answer


@numba.njit(cache=True, inline="always")  # type: ignore[untyped-decorator,unused-ignore]
def exact_share(mass: Any, part: Any, whole: Any, ratio: Any) -> Any:  # noqa: ANN401
    """floor(mass * part / whole) for numbers up to UNITS_MAX; `ratio` is part / whole."""
    quotient = np.int64(mass * ratio)
    rest = mass * part - quotient * whole
    while rest < 0:
        quotient -= 1
        rest += whole
    while rest >= whole:
        quotient += 1
        rest -= whole
    return quotient


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _pass(
    source: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    units: Any,  # noqa: ANN401
    colours: Any,  # noqa: ANN401
    state: Any,  # noqa: ANN401
    width: int,
    count: int,
    absorbed: Any,  # noqa: ANN401
    injected: Any,  # noqa: ANN401
    arrived_direct: Any,  # noqa: ANN401
    carried: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    size = source.shape[0]
    tallies = arrived_direct.shape[0] > 0
    keeps = carried.shape[0] > 0
    load = np.zeros(count, dtype=np.int64)
    widest = np.int64(0)
    for place in range(size):
        if place + _AHEAD < size:
            _fetch(state, np.int64(source[place + _AHEAD]) * width, width)
            _fetch(state, np.int64(target[place + _AHEAD]) * width, width)
        payer, payee, amount = np.int64(source[place]), np.int64(target[place]), units[place]
        if payer == payee or amount == 0:
            continue
        colour = colours[payer]
        if colour >= 0:
            load[:] = 0
            load[colour] = amount
            injected[colour] += amount
            if tallies:
                arrived_direct[payee, colour] += amount
        else:
            _withdraw(state, payer * width, amount, count, load, injected)
        swallows = colours[payee] >= 0
        into = payee * width
        if not swallows:
            state[into] += amount
            widest = max(widest, state[into])
        state[into + 1] += amount
        for column in range(count):
            mass = load[column]
            if mass == 0:
                continue
            if swallows:
                absorbed[payee, column] += mass
            else:
                state[into + 2 + column] += mass
            if tallies:
                state[into + 2 + count + column] += mass
            if keeps:
                carried[place, column] = mass
    return widest


@numba.njit(cache=True, inline="always")  # type: ignore[untyped-decorator,unused-ignore]
def _fetch(flat: Any, start: Any, size: Any) -> None:  # noqa: ANN401
    for offset in range(0, size, _LINE):
        prefetch(flat, start + offset)  # type: ignore[call-arg,unused-ignore]


@numba.njit(cache=True, inline="always")  # type: ignore[untyped-decorator,unused-ignore]
def _withdraw(
    state: Any,  # noqa: ANN401
    row: Any,  # noqa: ANN401
    amount: Any,  # noqa: ANN401
    count: int,
    load: Any,  # noqa: ANN401
    injected: Any,  # noqa: ANN401
) -> None:
    """Take `amount` out of an account, and fill `load` with the colours it carries."""
    whole = state[row]
    if whole < amount:
        state[row + 1 + count] += amount - whole
        injected[count - 1] += amount - whole
        whole = amount
    state[row] = whole - amount
    if whole == amount:
        for column in range(count):
            load[column] = state[row + 2 + column]
            state[row + 2 + column] = 0
        return
    ratio = amount / whole
    running = np.int64(0)
    before = np.int64(0)
    for column in range(count):
        mass = state[row + 2 + column]
        if mass == 0:
            load[column] = 0
            continue
        running += mass
        now = exact_share(running, amount, whole, ratio)
        load[column] = now - before
        state[row + 2 + column] = mass - (now - before)
        before = now
