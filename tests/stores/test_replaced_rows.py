"""On SQLite a row that may not be deleted is not replaced either, under whichever of its keys.

A table with a key of text has a hidden `rowid` beside it. A row that takes another's rowid takes
its place too, and no trigger of deleting is asked unless the connection says so.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import IntegrityError
from tests.contract.lived_rows import fill
from tests.strategies.records import fresh_sqlite

from plainsight.stores.records import open_records
from plainsight.stores.sqlite import sqlite_engine


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = fresh_sqlite(tmp_path_factory.mktemp("replaced") / "records.db")
    records = open_records(url, salts=secrets.token_bytes)
    fill(records)
    records.close()
    engine = sqlite_engine(make_url(url))
    yield engine
    engine.dispose()


def _kept(connection: Connection) -> list[str]:
    """Tables of which no row may go, with two rows at least."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' "
        "AND upper(sql) LIKE '%BEFORE DELETE ON%' ORDER BY 1"
    )
    tables = {str(row[0]) for row in rows}
    listed = connection.exec_driver_sql("PRAGMA table_list").mappings()
    without_rowid = {str(row["name"]) for row in listed if row["wr"]}  # they have but one key
    tables -= without_rowid
    return [table for table in sorted(tables) if _count(connection, table) > 1]


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_no_row_that_must_stay_gives_way_to_another(lived: Engine) -> None:
    with lived.connect() as connection:
        tables = _kept(connection)
        assert len(tables) > 8, tables
        for table in tables:
            before = _count(connection, table)
            with pytest.raises(IntegrityError):
                connection.exec_driver_sql(
                    f"UPDATE OR REPLACE {table} SET rowid = (SELECT max(rowid) FROM {table}) "
                    f"WHERE rowid = (SELECT min(rowid) FROM {table})"
                )
            assert _count(connection, table) == before, table


def test_whoever_opens_the_file_with_a_connection_of_the_house_asks_the_triggers(
    tmp_path: Path,
) -> None:
    engine = sqlite_engine(make_url(fresh_sqlite(tmp_path / "records.db")))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar_one() == 1
    engine.dispose()
