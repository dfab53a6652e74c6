"""The schema: migrated when opened, refused when newer, described as it is."""

import secrets
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from plainsight.errors import BadValue, SchemaTooNew
from plainsight.stores.records import SqlRecords, migrate_records, open_records
from plainsight.stores.schema import NEWEST_REVISION
from plainsight.stores.tables import METADATA
from plainsight.stores.upgrade import known_revisions


def test_the_migrations_make_exactly_the_tables_described(
    records: SqlRecords, records_url: str
) -> None:
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_records_of_a_later_release_are_refused_with_what_to_do(
    records: SqlRecords, records_url: str
) -> None:
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    engine.dispose()
    with pytest.raises(SchemaTooNew, match=r"r9999.*install") as refused:
        open_records(records_url, salts=secrets.token_bytes)
    assert refused.value.known == NEWEST_REVISION


def test_the_newest_revision_is_the_last_of_the_migrations() -> None:
    assert known_revisions()[0] == NEWEST_REVISION


def test_opening_records_twice_migrates_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    open_records(url, salts=secrets.token_bytes).close()
    before = (tmp_path / "records.db").read_bytes()
    open_records(url, salts=secrets.token_bytes).close()
    assert (tmp_path / "records.db").read_bytes() == before


def test_sqlite_is_opened_for_durability_and_for_readers_beside_the_writer(tmp_path: Path) -> None:
    records = open_records(f"sqlite:///{tmp_path / 'r.db'}", salts=secrets.token_bytes)
    with records._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    records.close()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("mysql://host/name", "SQLite or PostgreSQL"),
        ("records.db", "sqlite:///records.db"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
    ],
)
def test_a_url_that_names_no_records_is_refused_with_an_example(url: str, mend: str) -> None:
    with pytest.raises(BadValue, match=mend):
        open_records(url, salts=secrets.token_bytes)


def test_roles_are_granted_on_postgresql_only(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="roles exist on PostgreSQL only"):
        migrate_records(f"sqlite:///{tmp_path / 'r.db'}", application_role="app")
