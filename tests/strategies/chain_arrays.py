"""A small ledger as columns."""

from collections.abc import Sequence

import pyarrow as pa

from plainsight.engines.chain_numba.arrays import LedgerArrays, arrays_of_table
from plainsight.model.transfer import Transfer


def arrays_of(legs: Sequence[Transfer]) -> LedgerArrays:
    """The columns of a ledger as the compiled engines take them."""
    return arrays_of_table(
        pa.table(
            {
                "source": pa.array([leg.source for leg in legs], pa.string()),
                "target": pa.array([leg.target for leg in legs], pa.string()),
                "units": pa.array([leg.money.units for leg in legs], pa.int64()),
            }
        )
    )
