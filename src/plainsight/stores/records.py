"""The records: open them, work in them one transaction at a time."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from plainsight.app.ports import Salts
from plainsight.app.respond.ports import AccountDirectory
from plainsight.errors import BackupFailed, BadValue, RecordsUnavailable, SchemaTooOld
from plainsight.stores import postgres, postgres_rows, sqlite, sqlite_turns
from plainsight.stores.backup.sqlite_copy import keep_before
from plainsight.stores.schema import NEWEST_REVISION, is_current, stored_revision
from plainsight.stores.sql.altered_rows import naming_rows
from plainsight.stores.unit import SqlReading, SqlUnit


class Platform(Protocol):
    """Makes an account directory for one unit of work, where accounts lie in another system."""

    def __call__(self) -> AccountDirectory:
        """Return a fresh one."""

    def close(self) -> None:
        """Give the connection back."""


class SqlRecords:
    """Implements `plainsight.app.ports.Records` over one engine; safe to share between threads."""

    def __init__(self, engine: Engine, salts: Salts, platform: Platform | None = None) -> None:
        self._engine = engine
        self._salts = salts
        self._platform = platform
        self.kept_before: Path | None = None  # a copy of what opening them upgraded

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """Open a unit of work: commits when the block ends, rolls back on an exception.

        Raises RecordsUnavailable when the database fails; all of the unit is stored then, or none.
        """
        directory, is_committing = self._directory(), False
        with _translated(), self._engine.connect() as connection:
            try:
                with connection.begin(), naming_rows(connection):
                    unit = SqlUnit(connection, self._salts, directory)
                    yield unit
                    entries = unit.append_facts()
                    is_committing = True
            except BaseException:
                # A commit that fails may have happened: a hold too many is kept then, not lost.
                if directory is not None and not is_committing:
                    directory.abandon()
                raise
            unit.entries = entries
        if directory is not None:
            directory.settle()

    @contextmanager
    def read(self) -> Iterator[SqlReading]:
        """Open a consistent, read-only view."""
        with _translated(), _view(self._engine) as connection, naming_rows(connection):
            yield SqlReading(connection, self._directory())

    @contextmanager
    def scan_turn(self, *, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Wait to be the only one scanning these records, until the block ends.

        Whoever stops or dies gives the turn back. `on_wait` is called before waiting, if at all.
        """
        if self._engine.dialect.name == "postgresql":
            with _translated(), self._engine.connect() as connection, connection.begin():
                postgres.lock_scan(connection, on_wait=on_wait)
                yield
            return
        with _translated(), _view(self._engine) as connection:
            file = sqlite.file_of(connection)
        with sqlite_turns.scan_turn(file, on_wait=on_wait):
            yield

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()
        if self._platform is not None:
            self._platform.close()

    def _directory(self) -> AccountDirectory | None:
        return None if self._platform is None else self._platform()


def open_records(
    url: str,
    *,
    salts: Salts,
    platform: Platform | None = None,
    must_exist: bool = False,
    as_is: bool = False,
) -> SqlRecords:
    """Open the records at `sqlite:///file` or `postgresql://...`, bringing their schema up.

    Raises SchemaTooNew for the records of a later release, SchemaTooOld when they need migrating
    and this role may not, BackupFailed where a SQLite file cannot be kept as it was, BadValue for
    another kind of URL, RecordsUnavailable when the database does not answer. With `platform`
    accounts are looked up there instead of in these records. With `must_exist` raises NoRecords
    rather than make a SQLite file; with `as_is` raises SchemaTooOld rather than migrate.
    """
    engine = _engine(url, must_exist=must_exist)
    try:
        kept_before = None if as_is else _bring_up(engine)
        if as_is:
            _require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    records = SqlRecords(engine, salts, platform)
    records.kept_before = kept_before
    return records


def migrate_records(
    url: str,
    *,
    application_role: str,
    retention_role: str | None = None,
    agency_readers: Mapping[str, str] | None = None,
) -> None:
    """As the owner of a PostgreSQL database: migrate, and grant the application's role its part.

    Run once for each release, before the application is started. Raises as `open_records`.
    """
    engine = _engine(url)
    if engine.dialect.name != "postgresql":
        raise BadValue("url", url, "roles exist on PostgreSQL only; SQLite migrates when opened")
    try:
        _bring_up(engine)
        with _translated(), engine.begin() as connection:
            postgres.grant_application(connection, application_role)
            postgres_rows.close_search_path(connection)
            postgres_rows.close_rows(connection, application_role)
            if retention_role is not None:
                postgres_rows.grant_retention(
                    connection, retention_role, application_role=application_role
                )
            for role, agency_id in (agency_readers or {}).items():
                postgres_rows.grant_agency_reader(connection, role, agency_id)
    finally:
        engine.dispose()


def with_password(url: str, password: str) -> str:
    """The URL with a password in it, where its database knows passwords."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        return url
    return parsed.set(password=password).render_as_string(hide_password=False)


def _engine(url: str, *, must_exist: bool = False) -> Engine:
    try:
        parsed: URL = make_url(url)
    except ArgumentError:
        raise BadValue("url", url, "write sqlite:///records.db or postgresql://host/name") from None
    match parsed.get_backend_name():
        case "sqlite":
            if must_exist:
                sqlite.require_file(parsed)
            return sqlite.sqlite_engine(parsed)
        case "postgresql":
            return postgres.postgres_engine(parsed)
        case other:
            raise BadValue("url", other, "records are kept on SQLite or PostgreSQL")


@contextmanager
def _view(engine: Engine) -> Iterator[Connection]:
    native = postgres if engine.dialect.name == "postgresql" else sqlite
    with engine.connect() as connection, native.reading(connection).begin():
        yield connection


def _require_current(engine: Engine) -> None:
    with _translated(), _view(engine) as connection:
        if not is_current(connection):
            raise SchemaTooOld(stored_revision(connection), NEWEST_REVISION)


def _bring_up(engine: Engine) -> Path | None:
    """Migrate what a release before wrote; returns where a SQLite file is kept as it was."""
    with _translated(), _view(engine) as connection:
        if is_current(connection):
            return None
    with _translated(), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            postgres.lock_schema(connection)
        # Again, under the lock: another process may have migrated in between.
        if is_current(connection):
            return None
        if engine.dialect.name == "postgresql" and not postgres.may_migrate(connection):
            raise SchemaTooOld(stored_revision(connection), NEWEST_REVISION)
        from plainsight.stores.upgrade import upgrade_schema  # loaded by the one who needs it

        kept = None if engine.dialect.name == "postgresql" else _keep_before(connection)
        upgrade_schema(connection)
        return kept


def _keep_before(connection: Connection) -> Path | None:
    stored, place = stored_revision(connection), connection.engine.url.database or ""
    if stored is None or place.startswith("file:"):
        return None  # new, or a file that only SQLite knows how to name
    try:
        return keep_before(Path(place), stored)
    except (OSError, sqlite3.Error) as failed:
        raise BackupFailed(f"{place}.{stored}", f"{failed}; nothing was upgraded") from failed


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as failed:
        raise RecordsUnavailable("every connection to the database is in use") from failed
    except DatabaseError as failed:
        # Its subclasses besides OperationalError are broken rules of ours, not broken databases;
        # SQLite says DatabaseError itself when the file is none of its own.
        if type(failed) in (OperationalError, DatabaseError):
            raise RecordsUnavailable(str(failed.orig).strip()) from failed
        raise
