"""Where money ended, or came from, by every convention: equal to what question.ask counts.

Sums over accounts are made of two halves of 32 bits, as one account's may fill the 64 already.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.engines.chain_numba.haircut import haircut_pass
from plainsight.engines.chain_numba.poison import COLOURS_MAX, poison_pass
from plainsight.engines.chain_numba.queues import queue_pass
from plainsight.trace.chain.colours import RESTS, colour_order
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.question import RETURNED, in_order
from plainsight.trace.chain.walk import Direction

Ends = Mapping[Method, Mapping[str, int]]
_START, _STOP, _COUNT = 0, 1, 3  # places of the colours forward; unobserved is the last


def find_ends(
    ledger: LedgerArrays, account: int, *, stops: Mapping[int, str], direction: Direction
) -> Ends:
    """`stops` are account number -> category. Raises AmountsTooWide."""
    if direction is Direction.FORWARD:
        return _forward(ledger, account, stops)
    return _backward(ledger, account, stops)


def exact_sum(units: NDArray[np.int64]) -> int:
    """Of any number of amounts, as Python's integers add."""
    return (int((units >> 32).sum()) << 32) + int((units & 0xFFFFFFFF).sum())


def _forward(ledger: LedgerArrays, account: int, stops: Mapping[int, str]) -> Ends:
    colours = np.full(ledger.account_count, -1, dtype=np.int16)
    colours[list(stops)] = _STOP
    colours[account] = _START
    places = {number: name for number, name in stops.items() if number != account}
    places[account] = RETURNED

    def ends(absorbed: NDArray[np.int64], held: NDArray[np.int64]) -> dict[str, int]:
        found: dict[str, int] = {}
        for number in np.flatnonzero(absorbed).tolist():
            name = places[number]
            found[name] = found.get(name, 0) + int(absorbed[number])
        resting = exact_sum(held)
        return in_order({**found, RESTS: resting} if resting else found)

    marks, balance, loads = poison_pass(ledger, colours=colours, count=_COUNT)
    touched = np.flatnonzero((loads & np.uint64(1) << np.uint64(_START)).astype(bool))
    swallowed = touched[colours[ledger.target[touched]] >= 0]
    absorbed = np.zeros(ledger.account_count, dtype=np.int64)
    np.add.at(absorbed, ledger.target[swallowed], ledger.units[swallowed])
    is_marked = (marks & np.uint64(1) << np.uint64(_START)).astype(bool)
    answers = {Method.POISON: ends(absorbed, balance[is_marked])}
    for method, passed in _conserving(ledger, colours, _COUNT):
        answers[method] = ends(passed.absorbed[:, _START], passed.held[:, _START])
    return answers


def _backward(ledger: LedgerArrays, account: int, stops: Mapping[int, str]) -> Ends:
    names = {**stops, account: RETURNED}
    order = colour_order(names.values())
    colours = np.full(ledger.account_count, -1, dtype=np.int16)
    for number, name in names.items():
        colours[number] = order.index(name)

    def ends(received: list[int]) -> dict[str, int]:
        return in_order({order[place]: units for place, units in enumerate(received) if units})

    answers = {Method.POISON: ends(_poison_received(ledger, account, colours, len(order)))}
    for method, passed in _conserving(ledger, colours, len(order)):
        answers[method] = ends(passed.absorbed[account].tolist())
    return answers


def _poison_received(
    ledger: LedgerArrays, account: int, colours: NDArray[np.int16], count: int
) -> list[int]:
    """What reached the account under each colour; a pass carries so many colours and no more."""
    rows = np.flatnonzero((ledger.target == account) & (ledger.source != account))
    units = ledger.units[rows]
    received = [0] * count
    at_once = COLOURS_MAX - 2  # the others, as one colour, and unobserved
    for first in range(0, count - 1, at_once):
        size = min(at_once, count - 1 - first)
        here = (colours >= first) & (colours < first + size)
        local = np.where(here, colours - first, np.where(colours >= 0, size, -1))
        _, _, loads = poison_pass(ledger, colours=local.astype(np.int16), count=size + 2)
        for bit, place in (*((n, first + n) for n in range(size)), (size + 1, count - 1)):
            is_touched = (loads[rows] >> np.uint64(bit) & np.uint64(1)).astype(bool)
            received[place] = exact_sum(units[is_touched])
    return received


def _conserving(
    ledger: LedgerArrays, colours: NDArray[np.int16], count: int
) -> Iterator[tuple[Method, Any]]:
    """One after the other, so that one pass's columns stand in memory at a time."""
    yield Method.HAIRCUT, haircut_pass(ledger, colours=colours, count=count)
    yield Method.FIFO, queue_pass(ledger, colours=colours, count=count, is_lifo=False)
    yield Method.LIFO, queue_pass(ledger, colours=colours, count=count, is_lifo=True)
