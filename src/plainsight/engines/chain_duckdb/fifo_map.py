"""The FIFO interval map out of Parquet or Arrow, larger than memory when it must be."""

from pathlib import Path

import duckdb
import pyarrow as pa

from plainsight.engines.chain_sql import fifo_map_sql

_NARROW_SUM_MAX = 2**61  # twice this still fits: arrivals and virtual arrivals together


def fifo_map_table(
    ledger: pa.Table | Path, *, memory_limit: str = "4GB", threads: int | None = None
) -> pa.Table:
    """Columns source_lot, target_lot, units, source_offset, target_offset in order of target.

    `ledger` has lot, source, target and units of one asset.
    """
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = ?", [memory_limit])
        if threads is not None:
            connection.execute("SET threads = ?", [threads])
        if isinstance(ledger, Path):
            connection.read_parquet(str(ledger)).create_view("given")
        else:
            connection.register("given", ledger)
        connection.execute(
            "CREATE VIEW ledger AS SELECT * FROM given WHERE source <> target AND units > 0"
        )
        ((total,),) = connection.execute("SELECT sum(units)::HUGEINT FROM ledger").fetchall()
        # No account's position exceeds the sum of all: then 64 bits do, in a third of the time.
        wide = "BIGINT" if (total or 0) < _NARROW_SUM_MAX else "HUGEINT"
        query = fifo_map_sql("ledger", wide=wide, narrow="BIGINT")
        answer = connection.sql(f"{query} ORDER BY target_lot, target_offset")
        table: pa.Table = answer.to_arrow_table()
    return table
