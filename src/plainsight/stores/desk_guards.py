"""What the desk's own books make the database refuse: DDL for a migration.

I3 (two approvers, once needed, stay needed), I5 (who may release a hold), I7 (no step without its
entry in the log), and clocks and floors that only run forward.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

_UNEQUAL = "NEW.{column} <> OLD.{column}"
_SECOND_ROLES = "('CNL', 'DPO')"
# (name, table, columns whose update is looked at, when it is refused, what is said)
_RULES = (
    (
        "legal_requests_i3_kept",
        "legal_requests",
        "two_departments",
        "OLD.two_departments AND NOT NEW.two_departments",
        "legal_requests_i3: a need of two departments stays",
    ),
    (
        "holds_i5_roles",
        "holds",
        "state, released_by, agreed_by, released_role, agreed_role",
        "NEW.state = 'released' AND NEW.confirmed_at IS NOT NULL AND "
        "(coalesce(NEW.released_role, '') <> 'HLD' OR "
        f"coalesce(NEW.agreed_role, '') NOT IN {_SECOND_ROLES})",
        "holds_i5: a hold custodian and counsel or the protection officer release a hold",
    ),
    (
        "holds_i5_retention",
        "holds",
        "released_by, agreed_by",
        "EXISTS (SELECT 1 FROM retention_admins r "
        "WHERE r.actor_id IN (NEW.released_by, NEW.agreed_by))",
        "holds_i5: who runs deletion releases no hold",
    ),
    (
        "holds_floor_kept",
        "holds",
        "floor_at",
        "NEW.floor_at < OLD.floor_at",
        "holds_floor: a floor date never comes nearer",
    ),
    (
        "open_clocks_fixed",
        "open_clocks",
        "request_id, kind, due_at, alarmed_percent",
        f"{_UNEQUAL.format(column='due_at')} OR {_UNEQUAL.format(column='request_id')} OR "
        f"{_UNEQUAL.format(column='kind')} OR NEW.alarmed_percent < OLD.alarmed_percent",
        "open_clocks: no clock is moved and no alarm is taken back",
    ),
)
_UNANSWERED = (
    "NOT EXISTS (SELECT 1 FROM clock_ends e "
    "WHERE e.request_id = OLD.request_id AND e.kind = OLD.kind)"
)
_IS_STEP = "NEW.tag = 'request:moved'"
_LOGGED = (
    "DELETE FROM unlogged_steps WHERE step_number = "
    "(SELECT min(step_number) FROM unlogged_steps WHERE subject = NEW.subject)"
)
_NO_STOP = "open_clocks: no clock stops without an answer"


def make_desk_guards(connection: Connection) -> None:
    """Make the triggers."""
    write = _postgres if connection.dialect.name == "postgresql" else _sqlite
    for statement in write():
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":
        _close_search_path(connection)


def _postgres() -> Iterator[str]:
    for name, table, columns, refused, says in _RULES:
        yield _function(name, refused, says, back="NEW")
        yield (
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION plainsight_{name}()"
        )
    yield _function("clock_runs", _UNANSWERED, _NO_STOP, back="OLD")
    yield (
        "CREATE TRIGGER open_clocks_run BEFORE DELETE ON open_clocks "
        "FOR EACH ROW EXECUTE FUNCTION plainsight_clock_runs()"
    )
    # The definer's rights: the application's role may not touch the list of what is not logged.
    yield """
    CREATE FUNCTION plainsight_step_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        INSERT INTO unlogged_steps (subject, points_at) VALUES (NEW.request_id, 1);
        RETURN NULL;
    END $$
    """
    yield f"""
    CREATE FUNCTION plainsight_step_logged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        {_LOGGED};
        RETURN NULL;
    END $$
    """
    yield (
        "CREATE TRIGGER request_moves_i7 AFTER INSERT ON request_moves "
        "FOR EACH ROW EXECUTE FUNCTION plainsight_step_taken()"
    )
    yield (
        f"CREATE TRIGGER entries_i7 AFTER INSERT ON entries FOR EACH ROW WHEN ({_IS_STEP}) "
        "EXECUTE FUNCTION plainsight_step_logged()"
    )


def _close_search_path(connection: Connection) -> None:
    """A temporary table named like one of ours must not answer for it inside a trigger."""
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    names = connection.exec_driver_sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
        "AND proname LIKE 'plainsight%%'"
    ).scalars()
    for name in names.all():
        connection.exec_driver_sql(f"ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")


def _function(name: str, refused: str, says: str, *, back: str) -> str:
    return f"""
    CREATE FUNCTION plainsight_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {refused} THEN
            RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN {back};
    END $$
    """


def _sqlite() -> Iterator[str]:
    for name, table, columns, refused, says in _RULES:
        yield (
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON {table} "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
    yield (
        f"CREATE TRIGGER open_clocks_run BEFORE DELETE ON open_clocks "
        f"WHEN {_UNANSWERED} BEGIN SELECT RAISE(ABORT, '{_NO_STOP}'); END"
    )
    yield (
        "CREATE TRIGGER request_moves_i7 AFTER INSERT ON request_moves "
        "BEGIN INSERT INTO unlogged_steps (subject, points_at) VALUES (NEW.request_id, 1); END"
    )
    yield (
        f"CREATE TRIGGER entries_i7 AFTER INSERT ON entries WHEN {_IS_STEP} BEGIN {_LOGGED}; END"
    )
    yield (
        "CREATE TRIGGER no_rows_kept BEFORE INSERT ON no_rows "
        "BEGIN SELECT RAISE(ABORT, 'no_rows stays empty'); END"
    )
