"""Steps that lead back: of a hold out of its grace period, and of an answer that is owed again.

A clock that an answer ended keeps its start and its end. Where the answer is taken back, another
run of the clock begins beside it.
"""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.postgres_rows import close_search_path
from plainsight.stores.respond.desk_guards import UNANSWERED_RUN
from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, Instant
from plainsight.stores.sql.laws import make_laws
from plainsight.stores.sql.refusing_trigger import make_refusing

revision = "r0021"
down_revision = "r0020"

_KEY = ("request_id", "kind", "run_number")


def upgrade() -> None:
    """Number the runs of each clock, and make the triggers anew; what stood is the first run."""
    connection = op.get_bind()
    is_postgres = connection.dialect.name == "postgresql"
    on_table = " ON open_clocks" if is_postgres else ""
    op.execute(f"DROP TRIGGER open_clocks_run{on_table}")
    op.add_column("open_clocks", _run())
    if is_postgres:
        op.execute("DROP FUNCTION plainsight_clock_runs()")
        for table in ("response_clocks", "clock_ends"):
            op.add_column(table, _run())
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
            op.create_primary_key(f"{table}_pkey", table, list(_KEY))
    else:
        _on_sqlite()
    make_refusing(connection, UNANSWERED_RUN)
    if is_postgres:
        close_search_path(connection)
    make_laws(connection)


def _run(*, is_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "run_number", sa.Integer, nullable=False, server_default="1", primary_key=is_key
    )


def _on_sqlite() -> None:
    """A key cannot be changed there: each table is made anew with what stood in it."""
    columns = {
        "response_clocks": (
            sa.Column("policy_id", IDENTIFIER, nullable=False),
            sa.Column("policy_version", IDENTIFIER, nullable=False),
            sa.Column("started_at", Instant, nullable=False),
            sa.Column("allowance_microseconds", sa.BigInteger, nullable=False),
        ),
        "clock_ends": (
            sa.Column("answered_at", Instant, nullable=False),
            sa.Column("answered_by", sa.Text, nullable=False),
        ),
    }
    for table, rest in columns.items():
        op.execute(f"CREATE TABLE clocks_kept AS SELECT * FROM {table}")
        op.drop_table(table)
        is_start = table == "response_clocks"
        references = (sa.ForeignKey("legal_requests.request_id"),) if is_start else ()
        op.create_table(
            table,
            sa.Column("request_id", IDENTIFIER, *references, primary_key=True),
            sa.Column("kind", IDENTIFIER, primary_key=True),
            *rest,
            _run(is_key=True),
        )
        names = ", ".join(("request_id", "kind", *(each.name for each in rest)))
        op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM clocks_kept")
        op.drop_table("clocks_kept")
        make_append_only(op.get_bind(), table, key=_KEY)
