"""The ledger's labels of laundering, as values."""

import duckdb

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.engines.flows_duckdb.prepare import files_sql
from plainsight.trace.flows.evaluate import Label


class DuckLabels:
    """Implements `app.trace.evaluate_flows.LabelReader`."""

    def read(self, snapshot: LedgerSnapshot) -> tuple[Label, ...]:
        """Every transfer labelled as laundering, in order of id."""
        if not snapshot.labels or not snapshot.transfers:
            return ()
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            rows = connection.execute(
                'SELECT transfer_id, epoch_us("at"), l."group", l.pattern FROM '
                f"read_parquet({files_sql(snapshot.labels)}) l JOIN "
                f"read_parquet({files_sql(snapshot.transfers)}) USING (transfer_id) "
                "WHERE laundering ORDER BY ALL"
            ).fetchall()
        return tuple(
            Label(transfer_id=name, at_us=at_us, group=group or "", pattern=pattern or "")
            for name, at_us, group, pattern in rows
        )
