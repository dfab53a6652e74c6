"""Plain SQL past the application, as its own role: what a bug can, or a thief of its password."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import psycopg
import pytest
from tests.contract.postgres_server import PostgresServer
from tests.strategies.records import fresh_sqlite

from plainsight.stores.records import SqlRecords, migrate_records, open_records

APPLICATION = "lives_app"
_SEES = "SET plainsight.sees_reports = 'all'"


@dataclass(frozen=True)
class Floor:
    """Records, and ways to try statements on them; nothing that is refused stays."""

    records: SqlRecords
    attempt: Callable[[str], str]  # the database's refusal, or nothing
    commit: Callable[[Sequence[str]], str]  # the same of a whole transaction; it stays if it may


@contextmanager
def open_floor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Floor]:
    """Empty records on the database that `request.param` names, granted as for production."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = fresh_sqlite(tmp_path_factory.mktemp("lives") / "records.db")
            attempt, commit, door = _on_sqlite, _commit_on_sqlite, url
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            name = stack.enter_context(server.database())
            url, door = server.url(name), server.url(name, role=APPLICATION)
            attempt, commit = _on_postgres, _commit_on_postgres
            server.run(f"CREATE ROLE {APPLICATION} LOGIN")
            stack.callback(server.run, f"DROP ROLE {APPLICATION}")
            stack.callback(server.run, f"DROP OWNED BY {APPLICATION} CASCADE", database=name)
            migrate_records(url, application_role=APPLICATION)
        records = open_records(url, salts=secrets.token_bytes)
        stack.callback(records.close)
        yield Floor(
            records,
            lambda statement: attempt(door, statement),
            lambda statements: commit(door, statements),
        )


def _on_sqlite(url: str, statement: str) -> str:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        try:
            assert connection.execute(statement).rowcount > 0, "it met no row"
        except sqlite3.IntegrityError as refused:
            return str(refused)
        finally:
            connection.rollback()
    return ""


def _on_postgres(url: str, statement: str) -> str:
    with closing(psycopg.connect(url)) as connection:
        connection.execute(_SEES)
        try:
            assert connection.execute(statement.encode()).rowcount > 0, "it met no row"
        except (psycopg.IntegrityError, psycopg.errors.InsufficientPrivilege) as refused:
            return str(refused)
        finally:
            connection.rollback()
    return ""


def _commit_on_sqlite(url: str, statements: Sequence[str]) -> str:
    place = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                assert connection.execute(statement).rowcount > 0, "it met no row"
            connection.execute("COMMIT")
        except sqlite3.IntegrityError as refused:
            return str(refused)
    return ""


def _commit_on_postgres(url: str, statements: Sequence[str]) -> str:
    with closing(psycopg.connect(url)) as connection:
        connection.execute(_SEES)
        try:
            for statement in statements:
                assert connection.execute(statement.encode()).rowcount > 0, "it met no row"
            connection.commit()
        except (psycopg.IntegrityError, psycopg.errors.InsufficientPrivilege) as refused:
            return str(refused)
    return ""
