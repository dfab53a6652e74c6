"""Rates of one ingest, held against each other and against what the ledger knows."""

from collections.abc import Sequence
from decimal import Decimal

import duckdb
import pyarrow as pa

from plainsight.model.rate_doubts import RateRow, doubt_rates


def set_doubted_aside(connection: duckdb.DuckDBPyConnection, held: Sequence[str]) -> None:
    """Mark rows of the table `judged` as conflicting that other rates contradict, and say how."""
    tried = connection.execute(
        "SELECT day, asset, reporting, rate, published_by, standing FROM judged "
        "WHERE standing IN ('new', 'revised')"
    ).fetchall()
    rows = [_row(*row[:5], on_trial=True, corrects=row[5] == "revised") for row in tried]
    if held:
        standing = connection.execute(
            "SELECT day, asset, reporting, rate, published_by FROM read_parquet(?) ANTI JOIN "
            "(FROM judged WHERE standing = 'revised') USING (day, asset, reporting)",
            [list(held)],
        ).fetchall()
        # Ledgers of earlier releases may hold a 0, which says nothing.
        rows += [_row(*row) for row in standing if row[3].strip("0.")]
    doubted = [(row, mend) for row, mend in doubt_rates(rows) if row.on_trial]
    if not doubted:
        return
    table = pa.table(
        {
            "day": pa.array([row.day for row, _ in doubted], pa.int64()),
            "asset": pa.array([row.asset for row, _ in doubted], pa.string()),
            "reporting": pa.array([row.reporting for row, _ in doubted], pa.string()),
            "mend": pa.array([mend for _, mend in doubted], pa.string()),
        }
    )
    connection.register("doubted", table)
    connection.execute(
        "UPDATE judged SET standing = 'conflicting', doubt = d.mend FROM doubted d "
        "WHERE judged.day = d.day AND judged.asset = d.asset "
        "AND judged.reporting = d.reporting AND standing IN ('new', 'revised')"
    )


def _row(
    day: int,
    asset: str,
    reporting: str,
    rate: str,
    published_by: str,
    *,
    on_trial: bool = False,
    corrects: bool = False,
) -> RateRow:
    return RateRow(
        day=day,
        asset=asset,
        reporting=reporting,
        rate=Decimal(rate),
        published_by=published_by,
        on_trial=on_trial,
        corrects=corrects,
    )
