"""The desk's own books: statements, built packages, gaps, alarms, honey cases, the roster."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.respond.desk_guards import make_desk_guards
from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText

revision = "r0004"
down_revision = "r0005"

_APPEND_ONLY = {
    "request_statements": ("statement_number",),
    "desk_alarms": ("alarm_number",),
    "honey_marks": ("request_id",),
    "retention_admins": ("actor_id",),
}


def upgrade() -> None:
    """Make the tables, then what they refuse."""
    _statements()
    _gaps()
    _watch()
    _roster()
    _steps()
    op.add_column("holds", sa.Column("released_role", sa.Text))
    op.add_column("holds", sa.Column("agreed_role", sa.Text))
    connection = op.get_bind()
    for table, key in _APPEND_ONLY.items():
        make_append_only(connection, table, key=key)
    make_desk_guards(connection)


def _request_id(*, is_key: bool) -> sa.Column[str]:
    return sa.Column(
        "request_id",
        IDENTIFIER,
        sa.ForeignKey("legal_requests.request_id"),
        primary_key=is_key,
        nullable=False,
    )


def _statements() -> None:
    op.create_table(
        "request_statements",
        sa.Column("statement_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        _request_id(is_key=False),
        sa.Column("kind", IDENTIFIER, nullable=False),
        sa.Column("actor_id", IDENTIFIER, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index(
        "request_statements_request", "request_statements", ["request_id", "statement_number"]
    )
    op.create_table(
        "built_packages",
        _request_id(is_key=True),
        sa.Column("officer_id", IDENTIFIER, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("nonce_digest", sa.Text, nullable=False),
        sa.Column("line_count", sa.BigInteger, nullable=False),
        sa.Column("not_produced_count", sa.Integer, nullable=False),
        sa.Column("built_at", Instant, nullable=False),
    )


def _gaps() -> None:
    op.create_table(
        "gaps",
        _request_id(is_key=True),
        sa.Column("agency_id", IDENTIFIER, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("offence", sa.Text, nullable=False),
        sa.Column("operators", JsonText, nullable=False),
        sa.Column("party_count", sa.BigInteger, nullable=False),
        sa.Column("beyond_count", sa.BigInteger, nullable=False),
        sa.Column("identified_beyond_count", sa.BigInteger, nullable=False),
        sa.Column("transfer_count", sa.BigInteger, nullable=False),
        sa.Column("beyond_transfer_count", sa.BigInteger, nullable=False),
        sa.Column("beyond_units", JsonText, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("produced_at", Instant),
        sa.Column("informed_at", Instant),
        sa.Column("mla_known_at", Instant),
        sa.Column("answered_at", Instant),
        sa.Column("unanswered_at", Instant),
    )
    op.create_index("gaps_opened", "gaps", ["opened_at"])


def _watch() -> None:
    op.create_table(
        "desk_alarms",
        sa.Column("alarm_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("alarm_key", IDENTIFIER, nullable=False, unique=True),
        sa.Column("kind", IDENTIFIER, nullable=False),
        sa.Column("subject", IDENTIFIER, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "honey_marks", _request_id(is_key=True), sa.Column("marked_at", Instant, nullable=False)
    )
    op.create_table(
        "request_traits",
        _request_id(is_key=True),
        sa.Column("kind", IDENTIFIER, primary_key=True),
        sa.Column("digest", IDENTIFIER, primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("request_traits_digest", "request_traits", ["kind", "digest", "at"])


def _roster() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("actor_id", IDENTIFIER, primary_key=True),
        sa.Column("starts_at", Instant, primary_key=True),
        sa.Column("level", sa.Integer, primary_key=True),
        sa.Column("ends_at", Instant, nullable=False),
    )
    op.create_index("duty_shifts_ends", "duty_shifts", ["ends_at"])
    op.create_table(
        "retention_admins",
        sa.Column("actor_id", IDENTIFIER, primary_key=True),
        sa.Column("named_at", Instant, nullable=False),
    )


def _steps() -> None:
    op.create_table(
        "no_rows", sa.Column("row_number", sa.Integer, primary_key=True, autoincrement=False)
    )
    op.create_table(
        "unlogged_steps",
        sa.Column("step_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("subject", IDENTIFIER, nullable=False),
        sa.Column(
            "points_at",
            sa.Integer,
            sa.ForeignKey("no_rows.row_number", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
    )
