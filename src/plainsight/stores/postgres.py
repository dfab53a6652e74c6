"""PostgreSQL: two roles. The owner migrates; the application's role may do only what it must."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, Engine, create_engine, text

from plainsight.errors import NotInstalled
from plainsight.stores.pool import CONNECTIONS_MAX
from plainsight.stores.tables import METADATA

# Any constants do, as long as they never change: they name locks.
_LOG_LOCK = 0x706C61696E_01
_SCHEMA_LOCK = 0x706C61696E_02
_POSTS_LOCK = 0x706C61696E_03
_SCAN_LOCK = 0x706C61696E_04
_SENDER_LOCKS = 0x706C6105  # four bytes, with four of the sender: a space apart from those above


def postgres_engine(url: URL) -> Engine:
    """An engine over psycopg. Raises NotInstalled without the `postgres` extra."""
    try:
        import psycopg  # noqa: F401 - only to say how to get it
    except ModuleNotFoundError:
        raise NotInstalled("psycopg", "postgres") from None
    # READ COMMITTED is needed, not just usual: whoever waited for the log's lock must then see
    # the entries of the unit it waited for.
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        hide_parameters=True,  # an error that ends in a log or an alarm quotes nobody's data
        pool_size=CONNECTIONS_MAX // 2,
        max_overflow=CONNECTIONS_MAX // 2,
    )


def reading(connection: Connection) -> Connection:
    """Mark a connection, not yet in a transaction, as one that reads one consistent state."""
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def lock_log(connection: Connection) -> None:
    """Wait to be the only one appending to the audit log, until the transaction ends."""
    _lock(connection, _LOG_LOCK)


def lock_posts(connection: Connection) -> None:
    """Wait to be the only one storing posts, until the transaction ends."""
    _lock(connection, _POSTS_LOCK)


def lock_sender(connection: Connection, email: str) -> None:
    """Wait to be the only one receiving from this officer, until the transaction ends."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:space, hashtext(:sender))"),
        {"space": _SENDER_LOCKS, "sender": email.lower()},
    )


def lock_schema(connection: Connection) -> None:
    """Wait to be the only one migrating, until the transaction ends."""
    _lock(connection, _SCHEMA_LOCK)


def lock_scan(connection: Connection, *, on_wait: Callable[[], None]) -> None:
    """Wait to be the only one scanning, until the transaction ends; call `on_wait` before waiting.

    A transaction that holds nothing else keeps no snapshot, and so keeps the database from tidying
    up no row, however long it lasts.
    """
    got = connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _SCAN_LOCK})
    if not got.scalar_one():
        on_wait()
        _lock(connection, _SCAN_LOCK)


def may_migrate(connection: Connection) -> bool:
    """Whether this role may make tables in the schema it works in."""
    answer = connection.execute(
        text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
    ).scalar_one()
    return bool(answer)


def grant_application(connection: Connection, role: str) -> None:
    """Give `role` exactly what each table's description allows, and take away all else.

    Run by the owner. The role must exist; making roles and passwords is the operator's.
    """
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    schema = connection.dialect.identifier_preparer.quote_identifier(
        connection.execute(text("SELECT current_schema()")).scalar_one()
    )
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
    connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {quoted}")
    for table in METADATA.sorted_tables:
        allowed = ", ".join(table.info["application"])
        connection.exec_driver_sql(f"REVOKE ALL ON {table.name} FROM {quoted}")
        connection.exec_driver_sql(f"GRANT {allowed} ON {table.name} TO {quoted}")


def _lock(connection: Connection, key: int) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
