"""What an export says against what the chain ledger holds: both cannot be true of a final chain.

A row of a known place in the chain with other content, and a transaction that stands in a second
block, are left out, counted and named. Which is true a node can say; the ledger keeps the first.
"""

from dataclasses import dataclass, field
from typing import Any

import duckdb

SHOWN_MAX = 20
_CONTENT = "hash(transfer_id, source, target, units, asset_code)"
_MOVED_MEND = (
    "one transaction stands in one block: take exports of final blocks, "
    "and ask a node which of the two is"
)


@dataclass(slots=True, kw_only=True)
class Contradictions:
    """Of one export: the first rows that contradict, how many, and transactions that cannot be."""

    denied: list[tuple[str, str]] = field(default_factory=list)  # (the row's id, why)
    denied_count: int = 0
    gaps: list[str] = field(default_factory=list)
    double_spenders: set[str] = field(default_factory=set)  # ids of transactions left out


def find_contradictions(
    connection: duckdb.DuckDBPyConnection, kind: str, files: dict[str, Any]
) -> Contradictions:
    """Look at `files` (incoming, and known where there is any), with `twice` and `dropped` made.

    Rows of a second block join `dropped`.
    """
    found = Contradictions()
    name = "hash(network, transaction_id)" if kind == "transfers" else "hash(transaction_id)"
    if kind == "transfers":
        _deny_other_content(connection, files, found)
    also = f"UNION ALL SELECT {name}, block, true FROM read_parquet($known)"
    connection.execute(
        "CREATE TEMP TABLE moved AS SELECT h, coalesce(min(block) FILTER (WHERE is_held), "
        f"min(block)) AS stands FROM (SELECT {name} AS h, block, false AS is_held FROM "
        f"read_parquet($incoming) {also if 'known' in files else ''}) WHERE block > 0 "
        "GROUP BY h HAVING min(block) <> max(block)",
        files,
    )
    incoming = {"incoming": files["incoming"]}
    away = (
        f"FROM read_parquet($incoming) JOIN moved ON {name} = h WHERE block > 0 AND block <> stands"
    )
    rows = connection.execute(
        f"SELECT DISTINCT transaction_id, stands, block {away} ORDER BY ALL", incoming
    ).fetchall()
    found.gaps += [
        f"transaction {tx}: in block {block}, and in block {stands} before; {_MOVED_MEND}"
        for tx, stands, block in rows[:SHOWN_MAX]
    ]
    if len(rows) > SHOWN_MAX:
        found.gaps.append(f"{len(rows) - SHOWN_MAX:,} more transactions in two blocks")
    if kind == "transfers":
        _deny(
            connection,
            f"SELECT file_row_number AS place, transfer_id {away} "
            "AND file_row_number NOT IN (SELECT place FROM dropped)",
            incoming,
            found,
            why="its transaction stands in another block; see the gaps",
        )
    return found


def _deny_other_content(
    connection: duckdb.DuckDBPyConnection, files: dict[str, Any], found: Contradictions
) -> None:
    held = (
        f"UNION ALL SELECT {_CONTENT} FROM read_parquet($known) WHERE hash(transfer_id) IN "
        "(FROM twice)"
    )
    _deny(
        connection,
        "SELECT file_row_number AS place, transfer_id FROM read_parquet($incoming) "
        f"WHERE file_row_number IN (SELECT place FROM dropped) AND {_CONTENT} NOT IN "
        f"(SELECT {_CONTENT} FROM read_parquet($incoming) WHERE hash(transfer_id) IN (FROM twice) "
        "AND file_row_number NOT IN (SELECT place FROM dropped) "
        f"{held if 'known' in files else ''})",
        files,
        found,
        why="other ends, amount or asset than the ledger holds of it; ask a node which is true",
    )


def _deny(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    files: dict[str, Any],
    found: Contradictions,
    *,
    why: str,
) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE denied AS {sql}", files)
    shown = connection.execute(
        f"SELECT transfer_id FROM denied ORDER BY place LIMIT {SHOWN_MAX}"
    ).fetchall()
    found.denied += [(transfer_id, why) for (transfer_id,) in shown]
    (count,) = connection.execute("SELECT count(*) FROM denied").fetchall()[0]
    found.denied_count += count
    connection.execute(
        "INSERT INTO dropped SELECT place FROM denied "
        "WHERE place NOT IN (SELECT place FROM dropped)"
    )
