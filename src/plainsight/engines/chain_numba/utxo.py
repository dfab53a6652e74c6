"""UTXO chains as arrays: haircut in whole units, and the FIFO interval map, in one pass each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.fifo_map import LotColumns
from plainsight.engines.chain_numba.haircut import exact_share
from plainsight.trace.chain.lots import number_outputs
from plainsight.trace.chain.utxo import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class UtxoArrays:
    """Outputs are lots, numbered in order of creation; -1 stands for one made outside."""

    spent_lot: NDArray[np.int64]  # per input
    spent_units: NDArray[np.int64]
    input_starts: NDArray[np.int64]  # per transaction, and one more
    output_starts: NDArray[np.int64]
    output_units: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class UtxoHaircut:
    """Base units by lot and colour of what is unspent, and the fees by colour."""

    unspent: NDArray[np.int64]
    fees: NDArray[np.int64]


def arrays_of_chain(transactions: Sequence[Transaction]) -> UtxoArrays:
    """From transactions in chain order."""
    numbers = number_outputs(transactions)
    spends = [spent for transaction in transactions for spent in transaction.inputs]
    return UtxoArrays(
        spent_lot=_column(numbers.get(spent.spent, -1) for spent in spends),
        spent_units=_column(spent.units for spent in spends),
        input_starts=_bounds(len(transaction.inputs) for transaction in transactions),
        output_starts=_bounds(len(transaction.outputs) for transaction in transactions),
        output_units=_column(o.units for t in transactions for o in t.outputs),
    )


def utxo_haircut(chain: UtxoArrays, *, started: Mapping[int, int], count: int) -> UtxoHaircut:
    """Follow `started` lots (lot -> column of `count`), as utxo_taint does."""
    mass = np.zeros((len(chain.output_units), count), dtype=np.int64)
    colours = np.full(len(chain.output_units), -1, dtype=np.int16)
    for lot, colour in started.items():
        colours[lot] = colour
    fees = np.zeros(count, dtype=np.int64)
    _haircut(
        chain.spent_lot,
        chain.spent_units,
        chain.input_starts,
        chain.output_starts,
        chain.output_units,
        colours,
        mass,
        fees,
    )
    return UtxoHaircut(unspent=mass, fees=fees)


def build_utxo_map(chain: UtxoArrays) -> LotColumns:
    """Equal to lots.map_utxo_lots, row for row."""
    room = 2 * len(chain.spent_lot) + len(chain.output_units)
    columns = LotColumns(
        source_lot=np.empty(room, dtype=np.int32),
        target_lot=np.empty(room, dtype=np.int32),
        units=np.empty(room, dtype=np.int64),
        source_offset=np.empty(room, dtype=np.int64),
        target_offset=np.empty(room, dtype=np.int64),
    )
    filled = _map(
        chain.spent_lot,
        chain.spent_units,
        chain.input_starts,
        chain.output_starts,
        chain.output_units,
        columns.source_lot,
        columns.target_lot,
        columns.units,
        columns.source_offset,
        columns.target_offset,
    )
    return LotColumns(
        source_lot=columns.source_lot[:filled],
        target_lot=columns.target_lot[:filled],
        units=columns.units[:filled],
        source_offset=columns.source_offset[:filled],
        target_offset=columns.target_offset[:filled],
    )


def _column(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _bounds(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(_column(counts))))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _haircut(
    spent_lot: Any,  # noqa: ANN401
    spent_units: Any,  # noqa: ANN401
    input_starts: Any,  # noqa: ANN401
    output_starts: Any,  # noqa: ANN401
    output_units: Any,  # noqa: ANN401
    colours: Any,  # noqa: ANN401
    mass: Any,  # noqa: ANN401
    fees: Any,  # noqa: ANN401
) -> None:
    count = mass.shape[1]
    pool = np.zeros(count, dtype=np.int64)
    for transaction in range(input_starts.shape[0] - 1):
        pool[:] = 0
        whole = np.int64(0)
        tainted = False
        for place in range(input_starts[transaction], input_starts[transaction + 1]):
            whole += spent_units[place]
            lot = spent_lot[place]
            if lot < 0:
                continue
            for column in range(count):
                if mass[lot, column] > 0:
                    tainted = True
                    pool[column] += mass[lot, column]
                    mass[lot, column] = 0
        for lot in range(output_starts[transaction], output_starts[transaction + 1]):
            part = output_units[lot]
            if tainted and part > 0:
                ratio = part / whole
                running = np.int64(0)
                before = np.int64(0)
                for column in range(count):
                    if pool[column] == 0:
                        continue
                    running += pool[column]
                    now = exact_share(running, part, whole, ratio)
                    mass[lot, column] = now - before
                    pool[column] -= now - before
                    before = now
            whole -= part
            if colours[lot] >= 0:
                mass[lot, :] = 0
                mass[lot, colours[lot]] = part
        if tainted:
            for column in range(count):
                fees[column] += pool[column]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _map(
    spent_lot: Any,  # noqa: ANN401
    spent_units: Any,  # noqa: ANN401
    input_starts: Any,  # noqa: ANN401
    output_starts: Any,  # noqa: ANN401
    output_units: Any,  # noqa: ANN401
    out_source: Any,  # noqa: ANN401
    out_target: Any,  # noqa: ANN401
    out_units: Any,  # noqa: ANN401
    out_source_offset: Any,  # noqa: ANN401
    out_target_offset: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    row = 0
    for transaction in range(input_starts.shape[0] - 1):
        place = input_starts[transaction]
        finish = input_starts[transaction + 1]
        if place == finish:
            continue
        used = np.int64(0)
        last = output_starts[transaction + 1]
        for lot in range(output_starts[transaction], last + 1):
            # The lot after the last output stands for the fee, which takes what is left.
            is_fee = lot == last
            filled = np.int64(0)
            while place < finish and (is_fee or filled < output_units[lot]):
                left = spent_units[place] - used
                taken = left if is_fee else min(left, output_units[lot] - filled)
                if taken > 0:
                    out_source[row] = spent_lot[place]
                    out_target[row] = -2 if is_fee else lot
                    out_units[row] = taken
                    out_source_offset[row] = used
                    out_target_offset[row] = filled
                    row += 1
                filled += taken
                used += taken
                if used == spent_units[place]:
                    place += 1
                    used = np.int64(0)
    return row
