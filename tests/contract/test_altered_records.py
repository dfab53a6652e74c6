"""A word that nobody knows, written past the application, in every column that holds words.

Which columns those are is read from the tables themselves. That no store reads a word in another
way is held by `tests/house/test_stored_words.py`.
"""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    create_engine,
    delete,
    insert,
    select,
)
from tests.conftest import BACKENDS
from tests.contract.postgres_server import PostgresServer
from tests.strategies.records import fresh_sqlite

from plainsight.cli.exits import EXIT_DATA, exit_code
from plainsight.errors import RecordsAltered
from plainsight.stores.records import SqlRecords, open_records
from plainsight.stores.sql.columns import Instant, JsonText
from plainsight.stores.sql.word_columns import OneOf, SomeOf
from plainsight.stores.tables import METADATA

COLUMNS = [
    column
    for table in METADATA.sorted_tables
    for column in table.columns
    if isinstance(column.type, OneOf | SomeOf)
]
_UNKNOWN = "in_nobodys_words"


@dataclass(frozen=True)
class Shelf:
    """Records, and a way to write into them that nothing watches."""

    records: SqlRecords
    owner: Engine


@pytest.fixture(scope="module", params=BACKENDS)
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = fresh_sqlite(tmp_path_factory.mktemp("altered") / "records.db")
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.url(stack.enter_context(server.database()))
        owner = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        stack.callback(owner.dispose)
        with owner.begin() as connection:
            _let_anything_in(connection)
        records = open_records(url, salts=secrets.token_bytes)
        stack.callback(records.close)
        yield Shelf(records, owner)


def _let_anything_in(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        statements = [f"DROP TRIGGER {row.name}" for row in connection.exec_driver_sql(found)]
    else:
        found = (
            "SELECT conrelid::regclass::text AS name, conname FROM pg_constraint "
            "WHERE contype = 'c' AND connamespace = current_schema()::regnamespace"
        )
        statements = [
            f"ALTER TABLE {row.name} DROP CONSTRAINT {row.conname}"
            for row in connection.exec_driver_sql(found)
        ]
    for statement in statements:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_a_word_that_nobody_knows_is_named_with_its_table_row_and_column(
    shelf: Shelf, column: Column[Any]
) -> None:
    _write(shelf.owner, column)
    table = column.table
    with (
        pytest.raises(RecordsAltered, match=rf"{column} \[.*\]: '{_UNKNOWN}' is none of") as said,
        shelf.records.read() as view,
    ):
        view.alerts._connection.execute(select(table)).all()
    altered = said.value
    assert (altered.table, altered.column) == (table.name, column.name)
    assert altered.known == tuple(each.value for each in column.type.words)
    assert len(altered.rows) == 1
    assert all(each.name in altered.rows[0] for each in table.primary_key.columns)
    assert "audit log" in str(altered)
    assert exit_code(altered) == EXIT_DATA


def _write(owner: Engine, column: Column[Any]) -> None:
    """Write one row, with nothing in it that is wrong but that."""
    wrong = [_UNKNOWN] if isinstance(column.type, SomeOf) else _UNKNOWN
    values = {
        each.name: _filled(each)
        for each in column.table.columns
        if not each.nullable and each.identity is None
    }
    with owner.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(delete(column.table))
        connection.execute(insert(column.table).values({**values, column.name: wrong}))


def _filled(column: Column[Any]) -> object:
    match column.type:
        case OneOf() as word:
            return next(iter(word.words))
        case SomeOf() | JsonText():
            return []
        case Instant():
            return datetime(2026, 1, 1, tzinfo=UTC)
        case LargeBinary():
            return b"x"
        case Boolean():
            return False
        case Integer():
            return 1
        case _:
            return "x"


@pytest.mark.parametrize("wrong", ['{"admin": 1}', "not JSON", '["nobody"]', "[7]"])
def test_a_list_that_is_none_is_named_as_well(shelf: Shelf, wrong: str) -> None:
    column = METADATA.tables["people"].c.roles
    _write(shelf.owner, column)
    with shelf.owner.begin() as connection:
        connection.exec_driver_sql(f"UPDATE people SET roles = '{wrong}'")
    with (
        pytest.raises(RecordsAltered, match=r"people\.roles \[person_id x\]"),
        shelf.records.begin() as unit,
    ):
        unit.identity.people.all()


def test_a_hundred_rows_are_not_all_named(shelf: Shelf) -> None:
    table = METADATA.tables["desk_alarms"]
    _write(shelf.owner, table.c.kind)
    with shelf.owner.begin() as connection:
        for number in range(100):
            connection.execute(
                insert(table).values(
                    alarm_key=f"a{number}", kind=_UNKNOWN, subject="", says="",
                    at=datetime(2026, 1, 1, tzinfo=UTC),
                )
            )  # fmt: skip
    with pytest.raises(RecordsAltered) as said, shelf.records.read() as view:
        view.desk.watch.alarms()
    assert len(said.value.rows) == 5
