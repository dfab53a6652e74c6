"""Insert rows unless they are there: the one statement that both databases spell alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that violate no unique key; returns how many were inserted.

    On PostgreSQL a row that another unit is inserting is waited for. Give rows in the order of
    their key, so that two units wait in the same order.
    """
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    # RETURNING counts; for many rows at once the drivers' own row counts cannot be relied on.
    key = next(iter(table.primary_key))
    statement = dialect.insert(table).on_conflict_do_nothing().returning(key)
    return len(connection.execute(statement, list(rows)).all())
