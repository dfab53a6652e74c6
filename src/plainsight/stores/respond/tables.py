"""The tables of legal requests, holds, clocks and the reference account directory.

Checks and triggers that enforce the invariants are made by the migration; this file describes
columns and what the application's role may do.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import ClockKind
from plainsight.respond.states import Authenticity, CrossBorder, Holding, Notice, Production
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText
from plainsight.stores.sql.word_columns import OneOf, SomeOf
from plainsight.stores.tables import METADATA

_APPEND = {"application": ("SELECT", "INSERT")}
_ERASE = {"application": ("SELECT", "INSERT", "DELETE")}
_REVISE = {"application": ("SELECT", "INSERT", "UPDATE")}
_WORK = {"application": ("SELECT", "INSERT", "UPDATE", "DELETE")}

legal_requests = Table(
    "legal_requests",
    METADATA,
    Column("request_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("request_id", IDENTIFIER, nullable=False, unique=True),
    Column("instrument_id", IDENTIFIER, nullable=False),
    Column("instrument_version", IDENTIFIER, nullable=False),
    Column("agency_id", IDENTIFIER, nullable=False),
    Column("investigation_reference", Text, nullable=False),
    Column("is_emergency", Boolean, nullable=False),
    Column("two_departments", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed under the case's key
    Column("duplicate_of", IDENTIFIER),
    Column("authenticity", OneOf("legal_requests.authenticity", Authenticity), nullable=False),
    Column("holding", OneOf("legal_requests.holding", Holding), nullable=False),
    Column("production", OneOf("legal_requests.production", Production), nullable=False),
    Column("notice", OneOf("legal_requests.notice", Notice), nullable=False),
    Column("cross_border", OneOf("legal_requests.cross_border", CrossBorder), nullable=False),
    Column("intake_id", IDENTIFIER),
    Column("verifier_id", IDENTIFIER),
    Column("suspected_by", IDENTIFIER),
    Column("looked_again_by", IDENTIFIER),
    Column("counsel_id", IDENTIFIER),
    Column("collector_id", IDENTIFIER),
    Column("quality_id", IDENTIFIER),
    Column("approver_id", IDENTIFIER),
    Column("approver_department", Text),
    Column("second_approver_id", IDENTIFIER),
    Column("second_approver_department", Text),
    Column("notice_waived_by", IDENTIFIER),
    Column("released_by", IDENTIFIER),
    Column("received_by", IDENTIFIER),
    Column("token_id", IDENTIFIER),
    Column("recipient_key", Text),
    Column("notice_until", Instant),
    Column("answered_at", Instant),
    Column("reviewed_at", Instant),
    Column("revised_at", Instant, nullable=False),
    Index("legal_requests_agency", "agency_id", "received_at"),
    info=_REVISE,
)

case_keys = Table(
    "case_keys",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    info=_ERASE,
)

request_moves = Table(
    "request_moves",
    METADATA,
    Column("move_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("actor_id", IDENTIFIER, nullable=False),
    Column("at", Instant, nullable=False),
    Column("object_digest", Text, nullable=False),
    Index("request_moves_request", "request_id", "move_number"),
    info=_APPEND,
)

request_documents = Table(
    "request_documents",
    METADATA,
    Column("digest", IDENTIFIER, primary_key=True),
    Column("fingerprint", IDENTIFIER, nullable=False, unique=True),
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
    info=_APPEND,
)


def _run_number(*, is_key: bool = False) -> Column[int]:
    """Which run of a clock: another begins where an answer is taken back."""
    return Column("run_number", Integer, nullable=False, server_default="1", primary_key=is_key)


response_clocks = Table(
    "response_clocks",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("kind", OneOf("response_clocks.kind", ClockKind), primary_key=True),
    Column("policy_id", IDENTIFIER, nullable=False),
    Column("policy_version", IDENTIFIER, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("allowance_microseconds", BigInteger, nullable=False),
    _run_number(is_key=True),
    info=_APPEND,
)

open_clocks = Table(
    "open_clocks",
    METADATA,
    Column("request_id", IDENTIFIER, primary_key=True),
    Column("kind", IDENTIFIER, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("next_alarm_at", Instant, nullable=False),
    Column("alarmed_percent", Integer, nullable=False),
    _run_number(),
    Index("open_clocks_due", "due_at", "request_id", "kind"),
    Index("open_clocks_alarm", "next_alarm_at"),
    info=_WORK,
)

clock_ends = Table(
    "clock_ends",
    METADATA,
    Column("request_id", IDENTIFIER, primary_key=True),
    Column("kind", IDENTIFIER, primary_key=True),
    Column("answered_at", Instant, nullable=False),
    Column("answered_by", Text, nullable=False),
    _run_number(is_key=True),
    info=_APPEND,
)

holds = Table(
    "holds",
    METADATA,
    Column("hold_id", IDENTIFIER, primary_key=True),
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), nullable=False),
    Column("account_id", IDENTIFIER, nullable=False),
    Column("data_classes", SomeOf("holds.data_classes", DataClass), nullable=False),
    Column("record_count", BigInteger, nullable=False),
    Column("through_number", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", OneOf("holds.state", Holding), nullable=False),
    Column("instrument_id", IDENTIFIER, nullable=False),
    Column("instrument_version", IDENTIFIER, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("floor_at", Instant, nullable=False),
    Column("extension_count", Integer, nullable=False),
    Column("confirmed_at", Instant),
    Column("asked_count", Integer, nullable=False),
    Column("released_at", Instant),
    Column("released_by", IDENTIFIER),
    Column("agreed_by", IDENTIFIER),
    Column("released_role", Text),
    Column("agreed_role", Text),
    Column("revised_at", Instant, nullable=False),
    Index("holds_request", "request_id"),
    Index("holds_floor", "floor_at"),
    info=_REVISE,
)

hold_checks = Table(
    "hold_checks",
    METADATA,
    Column("check_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("hold_id", IDENTIFIER, ForeignKey("holds.hold_id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    Column("is_intact", Boolean, nullable=False),
    info=_APPEND,
)

scope_tokens = Table(
    "scope_tokens",
    METADATA,
    Column("token_id", IDENTIFIER, primary_key=True),
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False),
    info=_APPEND,
)

collected = Table(
    "collected",
    METADATA,
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("collected_at", Instant, nullable=False),
    info=_ERASE,
)

disclosures = Table(
    "disclosures",
    METADATA,
    Column("disclosure_id", IDENTIFIER, primary_key=True),
    Column("request_id", IDENTIFIER, ForeignKey("legal_requests.request_id"), nullable=False),
    Column("officer_id", IDENTIFIER, nullable=False),
    Column("package_digest", Text, nullable=False),
    Column("nonce_digest", Text, nullable=False),
    Column("counts", JsonText, nullable=False),
    Column("released_at", Instant, nullable=False),
    Index("disclosures_request", "request_id"),
    info=_APPEND,
)

agencies = Table(
    "agencies",
    METADATA,
    Column("agency_id", IDENTIFIER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("email_domain", IDENTIFIER, nullable=False),
    Column("call_back_number", Text, nullable=False),
    Column("number_source", Text, nullable=False),
    Column("is_compromised", Boolean, nullable=False),
    info=_REVISE,
)

officers = Table(
    "officers",
    METADATA,
    Column("officer_id", IDENTIFIER, primary_key=True),
    Column("agency_id", IDENTIFIER, ForeignKey("agencies.agency_id"), nullable=False),
    Column("email", IDENTIFIER, nullable=False, unique=True),
    Column("recipient_key", Text, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("vouched_by", Text, nullable=False),
    info=_APPEND,
)

officer_changes = Table(
    "officer_changes",
    METADATA,
    Column("change_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("officer_id", IDENTIFIER, ForeignKey("officers.officer_id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("recipient_key", Text),
    Column("changed_by", IDENTIFIER, nullable=False),
    Column("agreed_by", IDENTIFIER),
    Column("why", Text, nullable=False),
    info=_APPEND,
)

directory_accounts = Table(
    "directory_accounts",
    METADATA,
    Column("account_id", IDENTIFIER, primary_key=True),
    Column("closed_at", Instant),
    info=_WORK,
)

directory_identifiers = Table(
    "directory_identifiers",
    METADATA,
    Column("kind", IDENTIFIER, primary_key=True),
    Column("value", IDENTIFIER, primary_key=True),
    Column("account_id", IDENTIFIER, ForeignKey("directory_accounts.account_id"), nullable=False),
    Index("directory_identifiers_account", "account_id"),
    info=_ERASE,
)

directory_records = Table(
    "directory_records",
    METADATA,
    Column("record_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("account_id", IDENTIFIER, ForeignKey("directory_accounts.account_id"), nullable=False),
    Column("data_class", OneOf("directory_records.data_class", DataClass), nullable=False),
    Column("at", Instant, nullable=False),
    Column("fields", JsonText, nullable=False),
    Index("directory_records_account", "account_id", "record_number"),
    Index("directory_records_at", "at"),
    info=_ERASE,
)

hold_pins = Table(
    "hold_pins",
    METADATA,
    Column("hold_id", IDENTIFIER, ForeignKey("holds.hold_id"), primary_key=True),
    # NO ACTION: the database refuses to delete an account that a hold pins.
    Column("account_id", IDENTIFIER, ForeignKey("directory_accounts.account_id"), nullable=False),
    Index("hold_pins_account", "account_id"),
    info=_ERASE,
)
