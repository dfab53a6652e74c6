"""Tables that only grow, enforced by the database itself: DDL for migrations.

A bug, or a person with the application's password, meets these before they meet the log. Whoever
owns the database can take triggers away; against them stand the checkpoints.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

# %% is how a lone % is spelled on its way through the driver.
_POSTGRES_FUNCTIONS = (
    """
    CREATE FUNCTION plainsight_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%% is append-only: %% refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE FUNCTION plainsight_require_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.entry_index <> (SELECT coalesce(max(entry_index), -1) + 1 FROM entries) THEN
            RAISE EXCEPTION 'entries is gap-free: index %% is not the next', NEW.entry_index
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
)


def create_functions(connection: Connection) -> None:
    """Make the trigger functions; on SQLite there are none to make."""
    if connection.dialect.name == "postgresql":
        for function in _POSTGRES_FUNCTIONS:
            connection.exec_driver_sql(function)


def make_append_only(connection: Connection, table: str, *, key: tuple[str, ...]) -> None:
    """Let `table` refuse UPDATE, DELETE and TRUNCATE.

    `key` are the columns of its natural key: what SQLite's REPLACE could clash on.
    """
    write = _postgres if connection.dialect.name == "postgresql" else _sqlite
    for statement in write(table, key):
        connection.exec_driver_sql(statement)


def make_gap_free(connection: Connection) -> None:
    """Let `entries` take only the next index."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE TRIGGER entries_next BEFORE INSERT ON entries "
            "FOR EACH ROW EXECUTE FUNCTION plainsight_require_next()"
        )
    else:
        connection.exec_driver_sql(
            "CREATE TRIGGER entries_next BEFORE INSERT ON entries "
            "WHEN NEW.entry_index <> (SELECT coalesce(max(entry_index), -1) + 1 FROM entries) "
            "BEGIN SELECT RAISE(ABORT, 'entries is gap-free: index is not the next'); END"
        )


def not_truncated(table: str) -> str:
    """On PostgreSQL alone: SQLite has no TRUNCATE."""
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION plainsight_refuse_change()"
    )


def _postgres(table: str, key: tuple[str, ...]) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION plainsight_refuse_change()"
    )
    yield not_truncated(table)


def _sqlite(table: str, key: tuple[str, ...]) -> Iterator[str]:
    for act in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {act} refused'); END"
        )
    # INSERT OR REPLACE deletes the old row without firing a DELETE trigger.
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: REPLACE refused'); END"
    )
