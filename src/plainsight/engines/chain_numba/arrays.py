"""A ledger of one asset as arrays: accounts numbered as they first pay, then as they are paid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from plainsight.errors import AmountsTooWide

# Products of two amounts are divided exactly through a float estimate and 64-bit wrap-around
# (haircut.py); the estimate's error times an amount must stay below 2**63.
UNITS_MAX = 2**57
# All that one account received is added up in 64 bits; half of them leave room for the float that
# looks first.
RECEIVED_MAX = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerArrays:
    """Columns in ledger order. `accounts[number]` is the account's id."""

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    units: NDArray[np.int64]
    accounts: Sequence[str]

    @property
    def account_count(self) -> int:
        """How many accounts the columns number."""
        return len(self.accounts)

    def turned(self) -> "LedgerArrays":
        """The ledger read backwards, every transfer returned to its source."""
        return LedgerArrays(
            source=np.ascontiguousarray(self.target[::-1]),
            target=np.ascontiguousarray(self.source[::-1]),
            units=np.ascontiguousarray(self.units[::-1]),
            accounts=self.accounts,
        )


def arrays_of_table(table: pa.Table) -> LedgerArrays:
    """From Arrow columns source, target (text) and units (whole numbers), in ledger order."""
    ends = pa.chunked_array([*table["source"].chunks, *table["target"].chunks], pa.string())
    encoded = pc.dictionary_encode(ends).combine_chunks()
    numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    units = table["units"]
    widest = pc.max(units).as_py() or 0
    if widest > UNITS_MAX:
        raise AmountsTooWide(int(widest), UNITS_MAX)
    return _within_bounds(
        source=numbers[: len(table)],
        target=numbers[len(table) :],
        units=units.cast(pa.int64()).to_numpy(),
        accounts=encoded.dictionary.to_pylist(),
    )


def _within_bounds(
    *,
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    units: NDArray[np.int64],
    accounts: Sequence[str],
) -> LedgerArrays:
    """Raises AmountsTooWide where sums of one account would not fit 64 bits."""
    for ends in (source, target):
        most = np.bincount(ends, weights=units).max(initial=0.0)
        if most > RECEIVED_MAX:
            raise AmountsTooWide(int(most), RECEIVED_MAX)
    return LedgerArrays(source=source, target=target, units=units, accounts=accounts)


def colour_column(
    accounts: Iterable[str], coloured: Mapping[str, str], order: Sequence[str]
) -> NDArray[np.int16]:
    """Per account the place of its colour in `order`, or -1."""
    places = {colour: place for place, colour in enumerate(order)}
    return np.fromiter(
        (places.get(coloured.get(account, ""), -1) for account in accounts), dtype=np.int16
    )
