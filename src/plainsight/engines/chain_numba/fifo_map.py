"""The FIFO interval map of an account chain in one chronological pass, and walks over it."""

from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from plainsight.engines.chain_numba.arrays import LedgerArrays
from plainsight.trace.chain.lots import LotRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LotColumns:
    """The rows of a map, ordered by target lot and offset; see lots.LotRow."""

    source_lot: NDArray[np.int32]
    target_lot: NDArray[np.int32]
    units: NDArray[np.int64]
    source_offset: NDArray[np.int64]
    target_offset: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.units)

    def rows(self) -> tuple[LotRow, ...]:
        """As the definition writes them."""
        columns = (
            self.source_lot,
            self.target_lot,
            self.units,
            self.source_offset,
            self.target_offset,
        )
        return tuple(
            LotRow(
                source_lot=source,
                target_lot=target,
                units=units,
                source_offset=source_offset,
                target_offset=target_offset,
            )
            for source, target, units, source_offset, target_offset in zip(
                *(column.tolist() for column in columns), strict=True
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LotIndex:
    """A map that can be walked both ways. `starts[lot]` to `starts[lot + 1]` bound its rows."""

    columns: LotColumns
    onward_starts: NDArray[np.int64]
    onward_rows: NDArray[np.int32]  # row numbers in order of source lot and offset
    back_starts: NDArray[np.int64]  # rows already stand in order of target lot
    lot_count: int


def build_fifo_map(ledger: LedgerArrays) -> LotColumns:
    """Equal to lots.map_account_lots, row for row."""
    count = len(ledger.units)
    # At most two rows per transfer: np.empty reserves addresses, the kernel touches what it fills.
    room = 2 * count
    columns = LotColumns(
        source_lot=np.empty(room, dtype=np.int32),
        target_lot=np.empty(room, dtype=np.int32),
        units=np.empty(room, dtype=np.int64),
        source_offset=np.empty(room, dtype=np.int64),
        target_offset=np.empty(room, dtype=np.int64),
    )
    filled = _build(
        ledger.source,
        ledger.target,
        ledger.units,
        ledger.account_count,
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


def index_map(columns: LotColumns, *, lot_count: int) -> LotIndex:
    """Make a map walkable; rows in any order of source lot, in order of target lot."""
    onward_starts = _starts(columns.source_lot, lot_count)
    return LotIndex(
        columns=columns,
        onward_starts=onward_starts,
        onward_rows=_place(columns.source_lot, onward_starts),
        back_starts=_starts(columns.target_lot, lot_count),
        lot_count=lot_count,
    )


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _build(
    source: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    units: Any,  # noqa: ANN401
    accounts: int,
    out_source: Any,  # noqa: ANN401
    out_target: Any,  # noqa: ANN401
    out_units: Any,  # noqa: ANN401
    out_source_offset: Any,  # noqa: ANN401
    out_target_offset: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    # A queue per account, threaded through the transfers: `behind[lot]` is the next lot in line.
    front = np.full(accounts, -1, dtype=np.int32)
    rear = np.full(accounts, -1, dtype=np.int32)
    used = np.zeros(accounts, dtype=np.int64)  # units already taken from the front lot
    behind = np.full(source.shape[0], -1, dtype=np.int32)
    row = 0
    for lot in range(source.shape[0]):
        payer, payee, amount = source[lot], target[lot], units[lot]
        if payer == payee or amount == 0:
            continue
        filled = np.int64(0)
        while filled < amount and front[payer] >= 0:
            first = front[payer]
            offset = used[payer]
            taken = min(units[first] - offset, amount - filled)
            out_source[row] = first
            out_target[row] = lot
            out_units[row] = taken
            out_source_offset[row] = offset
            out_target_offset[row] = filled
            row += 1
            filled += taken
            if offset + taken == units[first]:
                front[payer] = behind[first]
                used[payer] = 0
            else:
                used[payer] = offset + taken
        if filled < amount:
            out_source[row] = -1
            out_target[row] = lot
            out_units[row] = amount - filled
            out_source_offset[row] = 0
            out_target_offset[row] = filled
            row += 1
        if front[payee] < 0:
            front[payee] = lot
        else:
            behind[rear[payee]] = lot
        rear[payee] = lot
    return row


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _starts(lots: Any, lot_count: int) -> Any:  # noqa: ANN401
    starts = np.zeros(lot_count + 1, dtype=np.int64)
    for row in range(lots.shape[0]):
        if lots[row] >= 0:
            starts[lots[row] + 1] += 1
    for lot in range(lot_count):
        starts[lot + 1] += starts[lot]
    return starts


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _place(lots: Any, starts: Any) -> Any:  # noqa: ANN401
    filled = starts[:-1].copy()
    rows = np.empty(starts[-1], dtype=np.int32)
    for row in range(lots.shape[0]):
        lot = lots[row]
        if lot >= 0:
            rows[filled[lot]] = row
            filled[lot] += 1
    return rows
