"""What the desk's own books make the database refuse: DDL for a migration.

I3 (two approvers, once needed, stay needed), I5 (who may release a hold), I7 (no step without its
entry in the log), and clocks and floors that only run forward.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from plainsight.stores.postgres_rows import close_search_path
from plainsight.stores.sql.refusing_trigger import RefusingTrigger, make_refusing

_UNEQUAL = "NEW.{column} <> OLD.{column}"
_SECOND_ROLES = "('CNL', 'DPO')"
_UNANSWERED = (
    "NOT EXISTS (SELECT 1 FROM clock_ends e "
    "WHERE e.request_id = OLD.request_id AND e.kind = OLD.kind)"
)
# Since r0021 a clock may run again; the end of an earlier run is no answer to this one.
UNANSWERED_RUN = RefusingTrigger(
    *("open_clocks_run", "open_clocks", "DELETE"),
    "NOT EXISTS (SELECT 1 FROM clock_ends e WHERE e.request_id = OLD.request_id "
    "AND e.kind = OLD.kind AND e.run_number = OLD.run_number)",
    "open_clocks: no clock stops without an answer",
    function="clock_runs",
)
_RULES = (
    RefusingTrigger(
        *("legal_requests_i3_kept", "legal_requests", "UPDATE OF two_departments"),
        "OLD.two_departments AND NOT NEW.two_departments",
        "legal_requests_i3: a need of two departments stays",
    ),
    RefusingTrigger(
        *(
            "holds_i5_roles",
            "holds",
            "UPDATE OF state, released_by, agreed_by, released_role, agreed_role",
        ),
        "NEW.state = 'released' AND NEW.confirmed_at IS NOT NULL AND "
        "(coalesce(NEW.released_role, '') <> 'HLD' OR "
        f"coalesce(NEW.agreed_role, '') NOT IN {_SECOND_ROLES})",
        "holds_i5: a hold custodian and counsel or the protection officer release a hold",
    ),
    RefusingTrigger(
        *("holds_i5_retention", "holds", "UPDATE OF released_by, agreed_by"),
        "EXISTS (SELECT 1 FROM retention_admins r "
        "WHERE r.actor_id IN (NEW.released_by, NEW.agreed_by))",
        "holds_i5: who runs deletion releases no hold",
    ),
    RefusingTrigger(
        *("holds_floor_kept", "holds", "UPDATE OF floor_at"),
        "NEW.floor_at < OLD.floor_at",
        "holds_floor: a floor date never comes nearer",
    ),
    RefusingTrigger(
        *(
            "open_clocks_fixed",
            "open_clocks",
            "UPDATE OF request_id, kind, due_at, alarmed_percent",
        ),
        f"{_UNEQUAL.format(column='due_at')} OR {_UNEQUAL.format(column='request_id')} OR "
        f"{_UNEQUAL.format(column='kind')} OR NEW.alarmed_percent < OLD.alarmed_percent",
        "open_clocks: no clock is moved and no alarm is taken back",
    ),
    RefusingTrigger(
        *("open_clocks_run", "open_clocks", "DELETE"),
        _UNANSWERED,
        "open_clocks: no clock stops without an answer",
        function="clock_runs",
    ),
)
_IS_STEP = "NEW.tag = 'request:moved'"
_LOGGED = (
    "DELETE FROM unlogged_steps WHERE step_number = "
    "(SELECT min(step_number) FROM unlogged_steps WHERE subject = NEW.subject)"
)


def make_desk_guards(connection: Connection) -> None:
    """Make the triggers."""
    is_postgres = connection.dialect.name == "postgresql"
    for rule in _RULES:
        make_refusing(connection, rule)
    for statement in _postgres() if is_postgres else _sqlite():
        connection.exec_driver_sql(statement)
    if is_postgres:
        close_search_path(connection)


def _postgres() -> Iterator[str]:
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


def _sqlite() -> Iterator[str]:
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
