"""What the tables of the response desk refuse, enforced by the database itself: DDL.

The refusal to delete a held record takes, on PostgreSQL, the lock that placing a hold takes. So a
deletion job that forgets to ask still loses the race. SQLite has one writer at a time.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from plainsight.stores.sql.append_only import not_truncated

_FIXED_REQUEST = (
    "request_number",
    "request_id",
    "instrument_id",
    "instrument_version",
    "agency_id",
    "investigation_reference",
    "is_emergency",
    "received_at",
    "body",
    "duplicate_of",
)
_FIXED_HOLD = (
    "hold_id",
    "request_id",
    "account_id",
    "data_classes",
    "record_count",
    "through_number",
    "digest",
    "instrument_id",
    "instrument_version",
    "placed_at",
)
_COVERS = (
    "SELECT 1 FROM hold_pins p JOIN holds h ON h.hold_id = p.hold_id "
    "WHERE p.account_id = OLD.account_id AND OLD.record_number <= h.through_number "
    "AND h.data_classes LIKE '%\"' || OLD.data_class || '\"%'"
)
_UNRELEASED = "SELECT 1 FROM holds WHERE hold_id = OLD.hold_id AND state <> 'released'"


def make_respond_guards(connection: Connection) -> None:
    """Make the triggers."""
    write = _postgres if connection.dialect.name == "postgresql" else _sqlite
    for statement in write():
        connection.exec_driver_sql(statement)


def _postgres() -> Iterator[str]:
    covers = _COVERS.replace("%", "%%")
    yield f"""
    CREATE FUNCTION plainsight_keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM directory_accounts WHERE account_id = OLD.account_id FOR UPDATE;
        IF EXISTS ({covers}) THEN
            RAISE EXCEPTION 'held: record %% stays', OLD.record_number
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$
    """
    yield f"""
    CREATE FUNCTION plainsight_keep_pin() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS ({_UNRELEASED}) THEN
            RAISE EXCEPTION 'held: pin of %% stays', OLD.hold_id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$
    """
    for table, function in (
        ("directory_records", "plainsight_keep_held"),
        ("hold_pins", "plainsight_keep_pin"),
    ):
        yield (
            f"CREATE TRIGGER {table}_held BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    for table, fixed in _fixed():
        act = f"UPDATE OF {', '.join(fixed)}" if fixed else "UPDATE"
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE {act} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION plainsight_refuse_change()"
        )
    for table in ("legal_requests", "holds"):
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION plainsight_refuse_change()"
        )
    yield from map(not_truncated, ("legal_requests", "holds", "hold_pins", "directory_records"))


def _sqlite() -> Iterator[str]:
    yield (
        f"CREATE TRIGGER directory_records_held BEFORE DELETE ON directory_records "
        f"WHEN EXISTS ({_COVERS}) BEGIN SELECT RAISE(ABORT, 'held: record stays'); END"
    )
    yield (
        f"CREATE TRIGGER hold_pins_held BEFORE DELETE ON hold_pins "
        f"WHEN EXISTS ({_UNRELEASED}) BEGIN SELECT RAISE(ABORT, 'held: pin stays'); END"
    )
    for table, fixed in _fixed():
        act = f"UPDATE OF {', '.join(fixed)}" if fixed else "UPDATE"
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END"
        )
    for table in ("legal_requests", "holds"):
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END"
        )


def _fixed() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("legal_requests", _FIXED_REQUEST),
        ("holds", _FIXED_HOLD),
        ("directory_records", ()),
        ("hold_pins", ()),
    )
