"""Taint on UTXO chains: the definition that every engine must equal.

Fees leave the trace: what a miner collects is reported as `fees` and not followed into the
coinbase. A coloured address swallows what is paid to it; what it spends carries its own colour.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plainsight.trace.chain.colours import (
    CLEAN,
    Masses,
    add_masses,
    colour_order,
    share,
    subtract_masses,
)
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.queue import Segment, masses_of, take_front
from plainsight.trace.chain.utxo import OutPoint, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class UtxoTaint:
    """The answer of one method.

    For the conserving methods, `injected` equals `unspent` plus `absorbed` plus `fees`.
    """

    method: Method
    marked: Mapping[OutPoint, Masses]  # every output that ever carried taint, spent or not
    runs: Mapping[OutPoint, tuple[Segment, ...]]  # order inside unspent outputs; queues only
    unspent: Mapping[OutPoint, Masses]
    absorbed: Mapping[str, Masses]  # coloured address, or start overwritten -> what it swallowed
    fees: Masses
    injected: Masses
    transactions: tuple[str, ...]  # those that spent taint, in chain order


def trace_utxo(
    transactions: Iterable[Transaction],
    *,
    method: Method,
    started: Mapping[OutPoint, str],
    coloured: Mapping[str, str] | None = None,
) -> UtxoTaint:
    """Follow `started` outputs and the spending of `coloured` addresses down the chain."""
    return _Trace(
        method=method,
        started=started,
        coloured=coloured or {},
        order=colour_order([*started.values(), *(coloured or {}).values()]),
    ).run(transactions)


@dataclass(slots=True, kw_only=True)
class _Trace:
    method: Method
    started: Mapping[OutPoint, str]
    coloured: Mapping[str, str]
    order: tuple[str, ...]
    live: dict[OutPoint, list[Segment]] = field(default_factory=dict)
    marked: dict[OutPoint, Masses] = field(default_factory=dict)
    absorbed: dict[str, dict[str, int]] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    injected: dict[str, int] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)

    def run(self, transactions: Iterable[Transaction]) -> UtxoTaint:
        for transaction in transactions:
            self._pass_through(transaction)
        is_queue = self.method in (Method.FIFO, Method.LIFO, Method.TIHO)
        return UtxoTaint(
            method=self.method,
            marked=self.marked,
            runs={point: tuple(runs) for point, runs in self.live.items()} if is_queue else {},
            unspent={point: masses_of(runs) for point, runs in self.live.items()},
            absorbed=self.absorbed,
            fees=self.fees,
            injected=self.injected,
            transactions=tuple(self.touched),
        )

    def _pass_through(self, transaction: Transaction) -> None:
        spent = [self._spend(i.spent, i.units, i.address) for i in transaction.inputs]
        is_tainted = any(masses_of(segments) for segments in spent)
        if is_tainted:
            self.touched.append(transaction.transaction_id)
            loads, fee = _DISTRIBUTE[self.method](spent, transaction, self.order)
            add_masses(self.fees, masses_of(fee))
        for index, output in enumerate(transaction.outputs):
            point = OutPoint(transaction.transaction_id, index)
            load = loads[index] if is_tainted else []
            self._create(point, output.units, output.address, load)

    def _spend(self, point: OutPoint, units: int, address: str | None) -> list[Segment]:
        held = self.live.pop(point, None)
        colour = self.coloured.get(address) if address is not None else None
        if colour is None:
            return held if held is not None else [(CLEAN, units)]
        add_masses(self.injected, {colour: units})
        return [(colour, units)]

    def _create(
        self, point: OutPoint, units: int, address: str | None, load: list[Segment]
    ) -> None:
        colour = self.started.get(point)
        if colour is not None:
            self._absorb(str(point), masses_of(load))
            add_masses(self.injected, {colour: units})
            load = [(colour, units)]
        masses = masses_of(load)
        if not masses:
            return
        self.marked[point] = masses
        if address is not None and address in self.coloured:
            self._absorb(address, masses)
        else:
            self.live[point] = load

    def _absorb(self, by: str, masses: Masses) -> None:
        if masses:
            add_masses(self.absorbed.setdefault(by, {}), masses)


Loads = tuple[list[list[Segment]], list[Segment]]  # per output, and the fee's


def _in_order(
    spent: Sequence[list[Segment]], transaction: Transaction, order: tuple[str, ...]
) -> Loads:
    """FIFO: inputs laid end to end are cut at the output boundaries; the tail is the fee."""
    queue = deque(run for segments in spent for run in segments)
    loads = [take_front(queue, output.units) for output in transaction.outputs]
    return loads, list(queue)


def _last_input_first(
    spent: Sequence[list[Segment]], transaction: Transaction, order: tuple[str, ...]
) -> Loads:
    """LIFO: the same with the list of inputs reversed; inside an input the order stays."""
    return _in_order(list(reversed(spent)), transaction, order)


def _taint_in_highest_out(
    spent: Sequence[list[Segment]], transaction: Transaction, order: tuple[str, ...]
) -> Loads:
    """TIHO: tainted runs, in input order, fill the outputs from the highest value down."""
    runs = [run for segments in spent for run in segments]
    queue = deque(run for run in runs if run[0] != CLEAN)
    queue.extend(run for run in runs if run[0] == CLEAN)
    outputs = transaction.outputs
    by_value = sorted(range(len(outputs)), key=lambda index: (-outputs[index].units, index))
    loads: list[list[Segment]] = [[] for _ in outputs]
    for index in by_value:
        loads[index] = take_front(queue, outputs[index].units)
    return loads, list(queue)


def _in_proportion(
    spent: Sequence[list[Segment]], transaction: Transaction, order: tuple[str, ...]
) -> Loads:
    """Haircut: a transaction is a pool from which the outputs draw in turn, the fee last.

    Drawing from what is left keeps every rounding below one unit and loses nothing.
    """
    pool: dict[str, int] = {}
    for segments in spent:
        add_masses(pool, masses_of(segments))
    whole = sum(i.units for i in transaction.inputs)
    loads: list[list[Segment]] = []
    for output in transaction.outputs:
        taken = share(pool, part=output.units, whole=whole, order=order) if whole else {}
        subtract_masses(pool, taken)
        whole -= output.units
        loads.append(list(taken.items()))
    return loads, list(pool.items())


def _everything(
    spent: Sequence[list[Segment]], transaction: Transaction, order: tuple[str, ...]
) -> Loads:
    """Poison: one touched input marks every output in full."""
    touched = sorted({colour for segments in spent for colour, _ in segments} - {CLEAN})
    return [[(c, o.units) for c in touched] for o in transaction.outputs], []


_DISTRIBUTE = {
    Method.POISON: _everything,
    Method.HAIRCUT: _in_proportion,
    Method.FIFO: _in_order,
    Method.LIFO: _last_input_first,
    Method.TIHO: _taint_in_highest_out,
}
