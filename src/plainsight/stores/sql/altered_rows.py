"""Which rows hold a word that nobody knows: said with the word, so that somebody can find them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Connection, Table, Text, literal, select, type_coerce

from plainsight.errors import RecordsAltered
from plainsight.stores.tables import METADATA

_ROWS_MAX = 5


@contextmanager
def naming_rows(connection: Connection) -> Iterator[None]:
    """Let RecordsAltered through with the keys of the rows that hold the word."""
    try:
        yield
    except RecordsAltered as altered:
        if not altered.rows:
            raise altered.of_rows(_rows(connection, altered)) from None
        raise


def _rows(connection: Connection, altered: RecordsAltered) -> list[str]:
    table = METADATA.tables[altered.table]
    # Keys are words in some tables: as plain text nothing refuses them a second time.
    keys = [type_coerce(each, Text).label(each.name) for each in _keys(table)]
    stored = literal(altered.stored)
    query = (
        select(*keys)
        .where(type_coerce(table.c[altered.column], stored.type) == stored)
        .order_by(*table.primary_key.columns)
        .limit(_ROWS_MAX)
    )
    return [
        ", ".join(f"{name} {value}" for name, value in row._mapping.items())
        for row in connection.execute(query)
    ]


def _keys(table: Table) -> list[Column[object]]:
    # Not each unique column: an address is one, and errors end in logs and alarms.
    return [
        each
        for each in table.columns
        if each.primary_key or (each.unique and each.name.endswith("_id"))
    ]
