"""Ids for transfers of a file that has none, made of what each of them is.

A row number would be the id of another transfer in next month's file. The content is the same in
every file that holds the transfer, so files may overlap. Equal transfers are counted in the order
of the file: two of five euros on one day are two, and are the same two when they come again.
"""

import duckdb
import pyarrow as pa

# Not purpose or channel: the bank's words for them, or our reading, may change between files.
_CONTENT = 'concat_ws(chr(31), source, target, asset, units, epoch_us("at"))'


class DerivedIds:
    """Gives ids to one file's rows, batch by batch; counts go on from one to the next."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, prefix: str) -> None:
        self._connection = connection
        self._prefix = prefix
        connection.execute("CREATE TABLE counted (id VARCHAR, times BIGINT)")

    def give(self, rows: pa.Table) -> pa.Table:
        """The same rows in the same order, each with its transfer_id."""
        self._connection.register("unnamed", rows.append_column("_place", _places(rows)))
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE named AS SELECT _place, n.id, "
            "coalesce(c.times, 0) + row_number() OVER (PARTITION BY n.id ORDER BY _place) AS nth "
            "FROM (SELECT _place, ? || left(sha256("
            f"{_CONTENT}), 24) AS id FROM unnamed) n LEFT JOIN counted c ON c.id = n.id",
            [self._prefix],
        )
        self._connection.unregister("unnamed")
        self._connection.execute(
            "CREATE OR REPLACE TABLE counted AS SELECT id, max(times) AS times FROM (SELECT * FROM "
            "counted UNION ALL SELECT id, max(nth) FROM named GROUP BY id) GROUP BY id"
        )
        ids = self._connection.sql(
            "SELECT CASE nth WHEN 1 THEN id ELSE id || '-' || nth END AS id FROM named "
            "ORDER BY _place"
        ).to_arrow_table()
        place = rows.column_names.index("transfer_id")
        return rows.set_column(place, "transfer_id", ids.column("id"))


def _places(rows: pa.Table) -> pa.Array:
    return pa.array(range(rows.num_rows), pa.int64())
