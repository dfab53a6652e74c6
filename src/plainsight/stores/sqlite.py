"""SQLite: one file, write-ahead log, one writer at a time."""

from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from plainsight.errors import BadValue, NoRecords
from plainsight.stores.pool import CONNECTIONS_MAX

_PRAGMAS = (
    "PRAGMA busy_timeout = 30000",  # first: the next line may have to wait for another process
    "PRAGMA journal_mode = WAL",
    # FULL, not NORMAL: a confirmed hold must survive a power cut, not only a killed process.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # REPLACE asks the triggers of deleting
    "PRAGMA secure_delete = ON",  # an erased salt is overwritten, not only unlinked
    "PRAGMA cache_size = -65536",
)
_READING = "plainsight_reading"


def sqlite_engine(url: URL) -> Engine:
    """An engine whose transactions are SQLite's own.

    Raises BadValue for a database in memory: each connection would see another one.
    """
    if url.database in (None, "", ":memory:"):
        raise BadValue("url", url.render_as_string(), "name a file, as in sqlite:///records.db")
    engine = create_engine(
        url,
        hide_parameters=True,  # an error that ends in a log or an alarm quotes nobody's data
        pool_size=CONNECTIONS_MAX // 2,
        max_overflow=CONNECTIONS_MAX // 2,
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def require_file(url: URL) -> None:
    """Raise NoRecords when the file is not there: SQLite would make it when it is opened."""
    place = url.database or ""
    if place and not place.startswith("file:") and not Path(place).exists():
        raise NoRecords(url.render_as_string())


def reading(connection: Connection) -> Connection:
    """Mark a connection, not yet in a transaction, as one that only reads."""
    return connection.execution_options(**{_READING: True})


def file_of(connection: Connection) -> str:
    """The whole path of the file behind a connection, however its URL names it."""
    # Not the only row: a connection that made a temporary table has a second database.
    rows = connection.exec_driver_sql("PRAGMA database_list")
    return next(str(row.file) for row in rows if row.name == "main")


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, late and without a lock.
    connection.isolation_level = None
    # SQLite's own knows ASCII alone: "muñoz" would not find MUÑOZ, as it does in PostgreSQL.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_READING):
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        # IMMEDIATE: wait for the write lock now, where waiting is allowed, rather than fail
        # with "database is locked" in the middle of the unit.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
