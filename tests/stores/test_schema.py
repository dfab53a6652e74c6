"""The schema: migrated when opened, refused when newer, described as it is."""

import secrets
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from plainsight.errors import BackupFailed, BadValue, SchemaTooNew
from plainsight.stores import records as records_module
from plainsight.stores.records import SqlRecords, migrate_records, open_records
from plainsight.stores.schema import NEWEST_REVISION, stored_revision
from plainsight.stores.tables import METADATA
from plainsight.stores.upgrade import known_revisions, upgrade_schema


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


def test_what_a_release_before_wrote_is_kept_as_it_was_beside_it(tmp_path: Path) -> None:
    url, kept = f"sqlite:///{tmp_path / 'r.db'}", tmp_path / "r.db.r0009"
    made_at(url, "r0009")
    opened = open_records(url, salts=secrets.token_bytes)
    opened.close()
    assert opened.kept_before == kept
    assert revision_of(f"sqlite:///{tmp_path / 'r.db'}") == NEWEST_REVISION
    assert revision_of(f"sqlite:///{kept}") == "r0009"
    assert kept.stat().st_mode & 0o077 == 0
    again = open_records(url, salts=secrets.token_bytes)
    again.close()
    assert again.kept_before is None


def test_a_copy_that_is_there_already_is_not_written_over(tmp_path: Path) -> None:
    url, kept = f"sqlite:///{tmp_path / 'r.db'}", tmp_path / "r.db.r0009"
    made_at(url, "r0009")
    kept.write_bytes(b"mine")
    open_records(url, salts=secrets.token_bytes).close()
    assert kept.read_bytes() == b"mine"


def test_what_cannot_be_kept_is_not_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    made_at(url, "r0009")

    def full(_source: Path, _revision: str) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records_module, "keep_before", full)
    with pytest.raises(BackupFailed, match="nothing was upgraded"):
        open_records(url, salts=secrets.token_bytes)
    assert revision_of(url) == "r0009"
    assert not (tmp_path / "r.db.r0009").exists()


def test_a_clock_from_before_is_the_first_run_of_its_kind(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    made_at(url, "r0020")
    engine = create_engine(url)
    at = "2026-03-13 12:00:00.000000"
    with engine.begin() as connection:
        for statement in (
            f"INSERT INTO response_clocks VALUES ('re_1', 'response', 'p', '1', '{at}', 7)",
            f"INSERT INTO clock_ends VALUES ('re_1', 'response', '{at}', 'nil')",
            f"INSERT INTO open_clocks VALUES ('re_1', 'decision', '{at}', '{at}', 50)",
        ):
            connection.execute(text(statement))
        upgrade_schema(connection)
    for table, rest in (
        ("response_clocks", ("p", "1", at, 7)),
        ("clock_ends", (at, "nil")),
        ("open_clocks", (at, at, 50)),
    ):
        with engine.connect() as connection:
            (row,) = connection.execute(text(f"SELECT * FROM {table}"))
        assert (row.request_id, tuple(row)[2:-1], row.run_number) == ("re_1", rest, 1)
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
    engine.dispose()


def made_at(url: str, revision: str) -> None:
    """Empty records as an earlier release left them."""
    engine = create_engine(url)
    with engine.begin() as connection:
        upgrade_schema(connection, revision)
    engine.dispose()


def revision_of(url: str) -> str | None:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = stored_revision(connection)
    engine.dispose()
    return found


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
