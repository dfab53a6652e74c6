"""The FIFO interval map: for every unit that arrived, when it left again. Built once, no starts.

First in, first out makes the flow of an account a fixed relabelling: the unit at cumulative
inflow position p leaves as cumulative outflow position p (Anderson, Shumailov and Ahmed 2018
for Bitcoin; here for account chains too). So all traces, in both directions, of all starts, are
walks over one table of intervals, and a path is a chain of rows with one exact common amount.

A *lot* is an amount that arrived at once: a transfer (account chain, numbered by its place in
the ledger) or an output (UTXO chain, numbered in order of creation).
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import require_one_asset
from plainsight.trace.chain.utxo import OutPoint, Transaction

UNOBSERVED_LOT = -1  # spent, but never seen to arrive
FEE_LOT = -2  # left to the miner


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """`units` of one lot, from `source_offset` on, became part of another, at `target_offset`."""

    source_lot: int  # or UNOBSERVED_LOT
    target_lot: int  # or FEE_LOT
    units: int
    source_offset: int
    target_offset: int


def map_account_lots(transfers: Sequence[Transfer]) -> tuple[LotRow, ...]:
    """The map of an account chain, ordered by target lot and offset.

    At most two rows per transfer on average. Self-transfers and zero amounts have no rows.
    """
    require_one_asset(transfers)
    waiting: dict[str, deque[tuple[int, int, int]]] = {}  # account -> (lot, offset, units left)
    rows: list[LotRow] = []
    for lot, transfer in enumerate(transfers):
        units = transfer.money.units
        if not units or transfer.source == transfer.target:
            continue
        queue = waiting.setdefault(transfer.source, deque())
        rows.extend(_drain(queue, lot, units))
        waiting.setdefault(transfer.target, deque()).append((lot, 0, units))
    return tuple(rows)


def _drain(queue: deque[tuple[int, int, int]], lot: int, units: int) -> Iterable[LotRow]:
    filled = 0
    while filled < units and queue:
        source, offset, left = queue.popleft()
        taken = min(left, units - filled)
        if taken < left:
            queue.appendleft((source, offset + taken, left - taken))
        yield LotRow(
            source_lot=source,
            target_lot=lot,
            units=taken,
            source_offset=offset,
            target_offset=filled,
        )
        filled += taken
    if filled < units:
        yield LotRow(
            source_lot=UNOBSERVED_LOT,
            target_lot=lot,
            units=units - filled,
            source_offset=0,
            target_offset=filled,
        )


def number_outputs(transactions: Iterable[Transaction]) -> dict[OutPoint, int]:
    """Lot numbers of a UTXO chain: outputs in order of creation."""
    numbers: dict[OutPoint, int] = {}
    for transaction in transactions:
        for index in range(len(transaction.outputs)):
            numbers[OutPoint(transaction.transaction_id, index)] = len(numbers)
    return numbers


def map_utxo_lots(transactions: Sequence[Transaction]) -> tuple[LotRow, ...]:
    """The map of a UTXO chain: inputs laid end to end, cut at the output boundaries.

    An input whose output is not among `transactions` counts as unobserved.
    """
    numbers = number_outputs(transactions)
    rows: list[LotRow] = []
    for transaction in transactions:
        if transaction.inputs:
            rows.extend(_cut(transaction, numbers))
    return tuple(rows)


def _cut(transaction: Transaction, numbers: dict[OutPoint, int]) -> Iterable[LotRow]:
    sources = deque(
        (numbers.get(i.spent, UNOBSERVED_LOT), 0, i.units) for i in transaction.inputs if i.units
    )
    for index, output in enumerate(transaction.outputs):
        lot = numbers[OutPoint(transaction.transaction_id, index)]
        yield from _drain(sources, lot, output.units)
    filled = 0
    for source, offset, left in sources:
        yield LotRow(
            source_lot=source,
            target_lot=FEE_LOT,
            units=left,
            source_offset=offset,
            target_offset=filled,
        )
        filled += left
