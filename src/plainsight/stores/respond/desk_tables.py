"""The tables of the desk's own books: statements, packages, gaps, alarms, the roster.

Triggers that enforce the invariants are made by the migration; this file describes columns and
what the application's role may do.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from plainsight.app.respond.desk_stored import AlarmKind, StatementKind
from plainsight.respond.states import Role
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText
from plainsight.stores.sql.word_columns import OneOf
from plainsight.stores.tables import METADATA

_APPEND = {"application": ("SELECT", "INSERT")}
_ERASE = {"application": ("SELECT", "INSERT", "DELETE")}
_REVISE = {"application": ("SELECT", "INSERT", "UPDATE")}

request_statements = Table(
    "request_statements",
    METADATA,
    Column("statement_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), nullable=False),
    Column("kind", OneOf("request_statements.kind", StatementKind), nullable=False),
    Column("actor_id", IDENTIFIER, nullable=False),
    Column("role", OneOf("request_statements.role", Role), nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed under the case's key
    Index("request_statements_request", "request_id", "statement_number"),
    Index("request_statements_kind", "kind", "statement_number"),
    info=_APPEND,
)

built_packages = Table(
    "built_packages",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("officer_id", IDENTIFIER, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # to the officer; nobody here can open it
    Column("digest", Text, nullable=False),
    Column("nonce_digest", Text, nullable=False),
    Column("line_count", BigInteger, nullable=False),
    Column("not_produced_count", Integer, nullable=False),
    Column("built_at", Instant, nullable=False),
    info=_ERASE,
)

gaps = Table(
    "gaps",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("agency_id", IDENTIFIER, nullable=False),
    Column("country", Text, nullable=False),
    Column("offence", Text, nullable=False),
    Column("operators", JsonText, nullable=False),
    Column("party_count", BigInteger, nullable=False),
    Column("beyond_count", BigInteger, nullable=False),
    Column("identified_beyond_count", BigInteger, nullable=False),
    Column("transfer_count", BigInteger, nullable=False),
    Column("beyond_transfer_count", BigInteger, nullable=False),
    Column("beyond_units", JsonText, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("produced_at", Instant),
    Column("informed_at", Instant),
    Column("mla_known_at", Instant),
    Column("answered_at", Instant),
    Column("unanswered_at", Instant),
    Index("gaps_opened", "opened_at"),
    info=_REVISE,
)

desk_alarms = Table(
    "desk_alarms",
    METADATA,
    Column("alarm_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("alarm_key", IDENTIFIER, nullable=False, unique=True),
    Column("kind", OneOf("desk_alarms.kind", AlarmKind), nullable=False),
    Column("subject", IDENTIFIER, nullable=False),
    Column("says", Text, nullable=False),
    Column("at", Instant, nullable=False),
    info=_APPEND,
)

honey_marks = Table(
    "honey_marks",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("marked_at", Instant, nullable=False),
    info=_APPEND,
)

request_traits = Table(
    "request_traits",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("kind", IDENTIFIER, primary_key=True),
    Column("digest", IDENTIFIER, primary_key=True),
    Column("at", Instant, nullable=False),
    Index("request_traits_digest", "kind", "digest", "at"),
    info=_ERASE,
)

duty_shifts = Table(
    "duty_shifts",
    METADATA,
    Column("actor_id", IDENTIFIER, primary_key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("ends_at", Instant, nullable=False),
    Index("duty_shifts_ends", "ends_at"),
    info=_ERASE,
)

retention_admins = Table(
    "retention_admins",
    METADATA,
    Column("actor_id", IDENTIFIER, primary_key=True),
    Column("named_at", Instant, nullable=False),
    info=_APPEND,
)

# I7. A step stands here until its entry is in the log; a row that is left points at nothing, and
# the database refuses to commit. Only triggers write here.
no_rows = Table(
    "no_rows",
    METADATA,
    Column("row_number", Integer, primary_key=True, autoincrement=False),
    info={"application": ("SELECT",)},
)

unlogged_steps = Table(
    "unlogged_steps",
    METADATA,
    Column("step_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("subject", IDENTIFIER, nullable=False),
    Column(
        "points_at",
        Integer,
        ForeignKey("no_rows.row_number", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    info={"application": ("SELECT",)},
)
