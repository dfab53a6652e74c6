"""No step without its entry in the log (I7): DDL, for every table whose rows take steps.

A step leaves a row in `unlogged_steps` that points at nothing, and what tells of the step takes it
away: an entry about the row, or, of a legal request, its custody record, which needs an entry of
its own. What is left over when the transaction ends, the database refuses to commit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from plainsight.model.fact import AuditTag
from plainsight.respond.states import REGION_NAMES
from plainsight.stores.postgres_rows import close_search_path
from plainsight.stores.sql.refusals import changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A table whose rows take steps, and the entries that may tell of one."""

    table: str
    key: str
    columns: tuple[str, ...]
    tags: tuple[AuditTag, ...]


def _steps(table: str, key: str, column: str, *tags: AuditTag) -> Steps:
    return Steps(table=table, key=key, columns=(column,), tags=tags)


_T = AuditTag
_CUSTODY = Steps(
    table="legal_requests", key="request_id", columns=tuple(REGION_NAMES.values()), tags=()
)
STEPS = (
    _steps(
        *("reports", "report_id", "stand"),
        *(_T.REPORT_PROPOSED, _T.REPORT_RETURNED, _T.REPORT_APPROVED, _T.REPORT_FILED),
        *(_T.REPORT_ACKNOWLEDGED, _T.REPORT_DROPPED),
    ),
    _steps(
        *("restrictions", "restriction_id", "force"),
        *(_T.RESTRICTION_APPROVED, _T.RESTRICTION_REFUSED, _T.RESTRICTION_LIFTED),
    ),
    _steps(
        *("appeals", "appeal_id", "stand"),
        *(_T.APPEAL_TAKEN, _T.APPEAL_RELEASED, _T.APPEAL_DECIDED, _T.APPEAL_WITHDRAWN),
    ),
    _steps("cases", "case_id", "stand", _T.CASE_MERGED, _T.CASE_CLOSED, _T.CASE_CHANGED),
    _steps("rollouts", "rollout_id", "stand", _T.ROLLOUT_CHANGED),
    _steps("term_candidates", "candidate_id", "stand", _T.TERM_APPROVED, _T.TERM_REJECTED),
    _steps("holds", "hold_id", "state", _T.HOLD_CHANGED),
)


def make_logged_steps(connection: Connection) -> None:
    """Make the triggers."""
    is_postgres = connection.dialect.name == "postgresql"
    for name, table, act, when, does in every_trigger():
        write = _postgres if is_postgres else _sqlite
        for statement in write(name, table, act, when, does):
            connection.exec_driver_sql(statement)
    if is_postgres:
        close_search_path(connection)


def every_trigger() -> Iterator[tuple[str, str, str, str, str]]:
    """Each as name, table, act, condition and what it does; a test holds them to what they were."""
    for steps in (*STEPS, _CUSTODY):
        yield (
            f"{steps.table}_i7_taken",
            steps.table,
            "UPDATE",
            changed(*steps.columns),
            "INSERT INTO unlogged_steps (subject, points_at) "
            f"VALUES ('{steps.table}/' || NEW.{steps.key}, 1);",
        )
    for steps in STEPS:
        tags = ", ".join(f"'{tag.value}'" for tag in steps.tags)
        yield (
            f"{steps.table}_i7_logged",
            "entries",
            "INSERT",
            f"NEW.tag IN ({tags})",
            _told(steps, "subject"),
        )
    yield "legal_requests_i7_told", "request_moves", "INSERT", "", _told(_CUSTODY, _CUSTODY.key)


def _told(steps: Steps, subject: str) -> str:
    """One step for one entry: two steps need two."""
    return (
        "DELETE FROM unlogged_steps WHERE step_number = (SELECT min(step_number) "
        f"FROM unlogged_steps WHERE subject = '{steps.table}/' || NEW.{subject});"
    )


def _postgres(name: str, table: str, act: str, when: str, does: str) -> Iterator[str]:
    # The definer's rights: the application's role may not touch the list of what is not logged.
    yield (
        f"CREATE FUNCTION plainsight_{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"AS $$ BEGIN {does} RETURN NULL; END $$"
    )
    condition = f"WHEN ({when}) " if when else ""
    yield (
        f"CREATE TRIGGER {name} AFTER {act} ON {table} FOR EACH ROW {condition}"
        f"EXECUTE FUNCTION plainsight_{name}()"
    )


def _sqlite(name: str, table: str, act: str, when: str, does: str) -> Iterator[str]:
    # SQLite spells IS DISTINCT FROM so since 3.39; IS NOT is the same and older.
    condition = f"WHEN {when.replace('IS DISTINCT FROM', 'IS NOT')} " if when else ""
    yield f"CREATE TRIGGER {name} AFTER {act} ON {table} {condition}BEGIN {does} END"
