"""The FIFO interval map out of Parquet or Arrow, larger than memory when it must be."""

from pathlib import Path

import duckdb
import pyarrow as pa

from plainsight.engines.chain_sql import fifo_map_sql


def fifo_map_table(
    ledger: pa.Table | Path, *, memory_limit: str = "4GB", threads: int | None = None
) -> pa.Table:
    """Columns source_lot, target_lot, units, source_offset, target_offset in order of target.

    `ledger` has lot, source, target and units of one asset; sums are 128 bits wide.
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
        query = fifo_map_sql("ledger", wide="HUGEINT", narrow="BIGINT")
        answer = connection.sql(f"{query} ORDER BY target_lot, target_offset")
        table: pa.Table = answer.to_arrow_table()
    return table
