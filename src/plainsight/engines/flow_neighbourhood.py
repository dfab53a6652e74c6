"""The transfers around an account, the largest first: what a picture of it is drawn from."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from plainsight.app.trace.flow_ports import FlowQuestion, LedgerSnapshot
from plainsight.engines.flows_duckdb.connect import Workspace
from plainsight.engines.flows_duckdb.prepare import files_sql


def transfers_around(
    snapshot: LedgerSnapshot,
    account: str,
    question: FlowQuestion,
    *,
    hops: int = 1,
    legs_max: int = 120,
) -> list[str]:
    """Ids of at most `legs_max` transfers within `hops` of the account, nearest hop first.

    Within a hop the largest amounts come first; ids break ties. Amounts of different assets are
    compared by their base units, as nothing is left out but what does not fit a picture.
    """
    chosen: list[str] = []
    reached, front = {account}, {account}
    with Workspace().open() as connection:
        for _ in range(hops):
            room = legs_max - len(chosen)
            if not front or room <= 0:
                break
            rows = _touching(
                connection, snapshot, question, front=front, known=set(chosen), room=room
            )
            chosen += [row[0] for row in rows]
            front = {end for row in rows for end in row[1:]} - reached
            reached |= front
    return chosen


def _touching(
    connection: duckdb.DuckDBPyConnection,
    snapshot: LedgerSnapshot,
    question: FlowQuestion,
    *,
    front: Iterable[str],
    known: Iterable[str],
    room: int,
) -> list[tuple[str, str, str]]:
    connection.register("front", pa.table({"name": pa.array(sorted(front), pa.string())}))
    connection.register("known", pa.table({"name": pa.array(sorted(known), pa.string())}))
    conditions = [
        "source <> target",
        "(source IN (SELECT name FROM front) OR target IN (SELECT name FROM front))",
        "transfer_id NOT IN (SELECT name FROM known)",
    ]
    if question.since is not None:
        conditions.append(f"\"at\" >= '{question.since.isoformat()}'::TIMESTAMPTZ")
    if question.as_of is not None:
        conditions.append(f"\"at\" <= '{question.as_of.isoformat()}'::TIMESTAMPTZ")
    rows: list[tuple[str, str, str]] = connection.execute(
        "SELECT transfer_id, source, target FROM "
        f"read_parquet({files_sql(snapshot.transfers)}, union_by_name = true) "
        f"WHERE {' AND '.join(conditions)} ORDER BY units DESC, transfer_id LIMIT {room}"
    ).fetchall()
    connection.unregister("front")
    connection.unregister("known")
    return rows
