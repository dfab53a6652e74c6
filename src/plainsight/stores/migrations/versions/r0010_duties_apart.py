"""Who granted a scope, waived notice or released has a duty; who approves or releases has no other.

Triggers, not checks: a check would refuse every later step of a record in which one person had two
of these duties before. Here only the writing of such a pair is refused.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from plainsight.stores.columns import IDENTIFIER

revision = "r0010"
down_revision = "r0009"

_APART = (
    ("intake_id", "approver_id"),
    ("intake_id", "second_approver_id"),
    ("verifier_id", "approver_id"),
    ("verifier_id", "second_approver_id"),
    ("counsel_id", "approver_id"),
    ("counsel_id", "second_approver_id"),
    ("counsel_id", "collector_id"),
    ("counsel_id", "quality_id"),
    ("notice_waived_by", "approver_id"),
    ("notice_waived_by", "second_approver_id"),
    ("notice_waived_by", "collector_id"),
    ("notice_waived_by", "quality_id"),
    ("intake_id", "released_by"),
    ("verifier_id", "released_by"),
    ("counsel_id", "released_by"),
    ("collector_id", "released_by"),
    ("quality_id", "released_by"),
    ("notice_waived_by", "released_by"),
)
# The new duties, and the step of the custody record that says who has had each.
_TAKEN_BY = {
    "counsel_id": "m.number = 'T11'",
    # Of counsel: what the system waived, the instrument gives nobody.
    "notice_waived_by": "m.number = 'T32d' AND m.role = 'CNL' AND notice = 'waived'",
    "released_by": "m.number = 'T20'",
}
_COLUMNS = ", ".join(dict.fromkeys(column for pair in _APART for column in pair))
_READ = ("legal_requests", "request_moves")


def upgrade() -> None:
    """Add the duties, fill them for what is under way, then refuse."""
    for duty in _TAKEN_BY:
        op.add_column("legal_requests", sa.Column(duty, IDENTIFIER))
    connection = op.get_bind()
    _fill(connection)
    is_postgres = connection.dialect.name == "postgresql"
    for statement in _postgres() if is_postgres else _sqlite():
        connection.exec_driver_sql(statement)


def _fill(connection: Connection) -> None:
    """Who did what before stands in the custody record: whoever scoped does not approve now."""
    forced: list[str] = []
    if connection.dialect.name == "postgresql":
        # The rows are closed to the owner, who migrates; this transaction alone looks at them.
        forced = list(
            connection.exec_driver_sql(
                "SELECT relname FROM pg_class WHERE relforcerowsecurity "
                f"AND relnamespace = current_schema()::regnamespace AND relname IN {_READ}"
            ).scalars()
        )
    for table in forced:
        connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for duty, step in _TAKEN_BY.items():
        connection.exec_driver_sql(
            f"UPDATE legal_requests SET {duty} = (SELECT m.actor_id FROM request_moves m "
            f"WHERE m.request_id = legal_requests.request_id AND {step} "
            "ORDER BY m.move_number DESC LIMIT 1)"
        )
    for table in forced:
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _postgres() -> Iterator[str]:
    for act, function in (("INSERT", "begin"), (f"UPDATE OF {_COLUMNS}", "apart")):
        refusals = "\n".join(
            f"IF {when} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'; END IF;"
            for when, says in _refused(is_update=function == "apart")
        )
        yield (
            f"CREATE FUNCTION plainsight_duties_{function}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {refusals} RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER legal_requests_i2_{function} BEFORE {act} ON legal_requests "
            f"FOR EACH ROW EXECUTE FUNCTION plainsight_duties_{function}()"
        )


def _sqlite() -> Iterator[str]:
    for act, name in (("INSERT", "begin"), (f"UPDATE OF {_COLUMNS}", "apart")):
        refusals = " ".join(
            # SQLite spells IS DISTINCT FROM so since 3.39; IS NOT is the same and older.
            f"SELECT RAISE(ABORT, '{says}') WHERE {when.replace('IS DISTINCT FROM', 'IS NOT')};"
            for when, says in _refused(is_update=name == "apart")
        )
        yield (
            f"CREATE TRIGGER legal_requests_i2_{name} BEFORE {act} ON legal_requests "
            f"BEGIN {refusals} END"
        )


def _refused(*, is_update: bool) -> Iterator[tuple[str, str]]:
    for one, other in _APART:
        when = f"NEW.{one} = NEW.{other}"
        if is_update:
            when += (
                f" AND (OLD.{one} IS DISTINCT FROM NEW.{one} "
                f"OR OLD.{other} IS DISTINCT FROM NEW.{other})"
            )
        yield when, f"legal_requests_i2_{one}_{other}: two people have these duties"
