"""Haircut exposure on Spark: assets side by side, each by the compiled pass in its own order.

Haircut needs all of one asset in order and nothing of any other, so the asset is the unit of
scale-out: executors run the same kernel as a laptop, and an asset has to fit one executor
(about 100 bytes a transfer). Within one asset, FIFO (`fifo_map`) is what spreads further.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from plainsight.engines.chain_numba.arrays import arrays_of_table
from plainsight.engines.chain_numba.exposure import expose_all

Frame = Any  # pyspark.sql.DataFrame; pyspark is optional and imported by the caller
SCHEMA = (
    "asset string, account string, way string, reach string, category string, "
    "units long, total long"
)
_ARROW = pa.schema(
    [
        (name, pa.string() if kind == "string" else pa.int64())
        for name, kind in (entry.split() for entry in SCHEMA.split(", "))
    ]
)


def exposure_frame(
    ledger: Frame, *, paid_by: Mapping[str, str], paid_to: Mapping[str, str]
) -> Frame:
    """Rows as in exposure.Exposure, per asset.

    `ledger`: asset, place (its order within the asset), source, target, units (long). The job
    fails with AmountsTooWide where amounts outgrow 64 bits, like the compiled engine.
    """
    froms, tos = dict(paid_by), dict(paid_to)

    def work(rows: pa.Table) -> pa.Table:
        return _expose(rows, paid_by=froms, paid_to=tos)

    return ledger.groupBy("asset").applyInArrow(work, SCHEMA)


def _expose(rows: pa.Table, *, paid_by: Mapping[str, str], paid_to: Mapping[str, str]) -> pa.Table:
    ordered = rows.sort_by("place")
    asset = ordered.column("asset")[0].as_py()
    arrays = arrays_of_table(ordered.select(["source", "target", "units"]))
    found = expose_all(arrays, paid_by=paid_by, paid_to=paid_to)
    return pa.Table.from_pylist(list(_rows(asset, found)), schema=_ARROW)


def _rows(asset: str, found: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    for row in found:
        yield {
            "asset": asset,
            "account": row.account,
            "way": row.way.value,
            "reach": row.reach.value,
            "category": row.category,
            "units": row.units,
            "total": row.total,
        }
