"""Legal requests, holds, response clocks, disclosures and the reference account directory."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.respond.guards import make_respond_guards
from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText

revision = "r0002"
down_revision = "r0001"

_LEFT = "('released', 'acked')"
_APPROVED = "('approved', 'collected', 'qa_passed', 'packaged', 'released', 'acked')"
_DUTIES = (
    ("collector_id", "quality_id"),
    ("collector_id", "approver_id"),
    ("collector_id", "second_approver_id"),
    ("quality_id", "approver_id"),
    ("quality_id", "second_approver_id"),
    ("approver_id", "second_approver_id"),
)
_REQUEST_RULES = {
    # I1: nothing leaves unless authenticity, matter, scope and recipient are bound.
    "legal_requests_i1": f"production NOT IN {_LEFT} OR (authenticity = 'verified' "
    "AND investigation_reference <> '' AND token_id IS NOT NULL AND recipient_key IS NOT NULL)",
    # I2: four duties, four people.
    **{f"legal_requests_i2_{a}_{b}": f"{a} <> {b}" for a, b in _DUTIES},
    # I3: two approvers of different departments.
    "legal_requests_i3": f"production NOT IN {_APPROVED} OR NOT two_departments OR "
    "(second_approver_id IS NOT NULL AND second_approver_department <> approver_department)",
    "legal_requests_verifier": "NOT is_emergency OR verifier_id <> intake_id",
}
_HOLD_RULES = {
    # I5: two people release a confirmed hold; only an unconfirmed one may lapse by itself.
    "holds_i5": "state <> 'released' OR (released_by IS NOT NULL AND released_at IS NOT NULL AND "
    "((agreed_by IS NOT NULL AND agreed_by <> released_by) OR confirmed_at IS NULL))"
}
_APPEND_ONLY = {
    "request_moves": ("move_number",),
    "request_documents": ("digest",),
    "response_clocks": ("request_id", "kind"),
    "clock_ends": ("request_id", "kind"),
    "hold_checks": ("check_number",),
    "scope_tokens": ("token_id",),
    "disclosures": ("disclosure_id",),
}


def upgrade() -> None:
    """Make the tables, then what they refuse."""
    _requests()
    _request_parts()
    _clocks()
    _disclosures()
    _registry()
    _directory()
    _holds()
    connection = op.get_bind()
    for table, key in _APPEND_ONLY.items():
        make_append_only(connection, table, key=key)
    make_respond_guards(connection)


def _requests() -> None:
    op.create_table(
        "legal_requests",
        sa.Column("request_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("request_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("instrument_id", IDENTIFIER, nullable=False),
        sa.Column("instrument_version", IDENTIFIER, nullable=False),
        sa.Column("agency_id", IDENTIFIER, nullable=False),
        sa.Column("investigation_reference", sa.Text, nullable=False),
        sa.Column("is_emergency", sa.Boolean, nullable=False),
        sa.Column("two_departments", sa.Boolean, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("duplicate_of", IDENTIFIER),
        sa.Column("authenticity", sa.Text, nullable=False),
        sa.Column("holding", sa.Text, nullable=False),
        sa.Column("production", sa.Text, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("cross_border", sa.Text, nullable=False),
        sa.Column("intake_id", IDENTIFIER),
        sa.Column("verifier_id", IDENTIFIER),
        sa.Column("collector_id", IDENTIFIER),
        sa.Column("quality_id", IDENTIFIER),
        sa.Column("approver_id", IDENTIFIER),
        sa.Column("approver_department", sa.Text),
        sa.Column("second_approver_id", IDENTIFIER),
        sa.Column("second_approver_department", sa.Text),
        sa.Column("token_id", IDENTIFIER),
        sa.Column("recipient_key", sa.Text),
        sa.Column("notice_until", Instant),
        sa.Column("answered_at", Instant),
        sa.Column("reviewed_at", Instant),
        sa.Column("revised_at", Instant, nullable=False),
        *(sa.CheckConstraint(rule, name=name) for name, rule in _REQUEST_RULES.items()),
    )
    op.create_index("legal_requests_agency", "legal_requests", ["agency_id", "received_at"])
    op.create_table(
        "case_keys",
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), primary_key=True
        ),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )


def _request_parts() -> None:
    op.create_table(
        "request_moves",
        sa.Column("move_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), nullable=False
        ),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("actor_id", IDENTIFIER, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("object_digest", sa.Text, nullable=False),
    )
    op.create_index("request_moves_request", "request_moves", ["request_id", "move_number"])
    op.create_table(
        "request_documents",
        sa.Column("digest", IDENTIFIER, primary_key=True),
        sa.Column("fingerprint", IDENTIFIER, nullable=False, unique=True),
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), nullable=False
        ),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", Instant, nullable=False),
    )


def _clocks() -> None:
    op.create_table(
        "response_clocks",
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), primary_key=True
        ),
        sa.Column("kind", IDENTIFIER, primary_key=True),
        sa.Column("policy_id", IDENTIFIER, nullable=False),
        sa.Column("policy_version", IDENTIFIER, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("allowance_microseconds", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "open_clocks",
        sa.Column("request_id", IDENTIFIER, primary_key=True),
        sa.Column("kind", IDENTIFIER, primary_key=True),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("next_alarm_at", Instant, nullable=False),
        sa.Column("alarmed_percent", sa.Integer, nullable=False),
    )
    op.create_index("open_clocks_alarm", "open_clocks", ["next_alarm_at"])
    op.create_index("open_clocks_due", "open_clocks", ["due_at", "request_id", "kind"])
    op.create_table(
        "clock_ends",
        sa.Column("request_id", IDENTIFIER, primary_key=True),
        sa.Column("kind", IDENTIFIER, primary_key=True),
        sa.Column("answered_at", Instant, nullable=False),
        sa.Column("answered_by", sa.Text, nullable=False),
    )


def _disclosures() -> None:
    op.create_table(
        "scope_tokens",
        sa.Column("token_id", IDENTIFIER, primary_key=True),
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), nullable=False
        ),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
    )
    op.create_table(
        "collected",
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), primary_key=True
        ),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("collected_at", Instant, nullable=False),
    )
    op.create_table(
        "disclosures",
        sa.Column("disclosure_id", IDENTIFIER, primary_key=True),
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), nullable=False
        ),
        sa.Column("officer_id", IDENTIFIER, nullable=False),
        sa.Column("package_digest", sa.Text, nullable=False),
        sa.Column("nonce_digest", sa.Text, nullable=False),
        sa.Column("counts", JsonText, nullable=False),
        sa.Column("released_at", Instant, nullable=False),
    )
    op.create_index("disclosures_request", "disclosures", ["request_id"])


def _registry() -> None:
    op.create_table(
        "agencies",
        sa.Column("agency_id", IDENTIFIER, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("email_domain", IDENTIFIER, nullable=False),
        sa.Column("call_back_number", sa.Text, nullable=False),
        sa.Column("number_source", sa.Text, nullable=False),
        sa.Column("is_compromised", sa.Boolean, nullable=False),
    )
    op.create_table(
        "officers",
        sa.Column("officer_id", IDENTIFIER, primary_key=True),
        sa.Column("agency_id", IDENTIFIER, sa.ForeignKey("agencies.agency_id"), nullable=False),
        sa.Column("email", IDENTIFIER, nullable=False, unique=True),
        sa.Column("recipient_key", sa.Text, nullable=False),
        sa.Column("enrolled_at", Instant, nullable=False),
        sa.Column("vouched_by", sa.Text, nullable=False),
    )


def _directory() -> None:
    op.create_table(
        "directory_accounts",
        sa.Column("account_id", IDENTIFIER, primary_key=True),
        sa.Column("closed_at", Instant),
    )
    op.create_table(
        "directory_identifiers",
        sa.Column("kind", IDENTIFIER, primary_key=True),
        sa.Column("value", IDENTIFIER, primary_key=True),
        sa.Column(
            "account_id", IDENTIFIER, sa.ForeignKey("directory_accounts.account_id"), nullable=False
        ),
    )
    op.create_index("directory_identifiers_account", "directory_identifiers", ["account_id"])
    op.create_table(
        "directory_records",
        sa.Column("record_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column(
            "account_id", IDENTIFIER, sa.ForeignKey("directory_accounts.account_id"), nullable=False
        ),
        sa.Column("data_class", IDENTIFIER, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("fields", JsonText, nullable=False),
    )
    op.create_index(
        "directory_records_account", "directory_records", ["account_id", "record_number"]
    )
    op.create_index("directory_records_at", "directory_records", ["at"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("hold_id", IDENTIFIER, primary_key=True),
        sa.Column(
            "request_id", IDENTIFIER, sa.ForeignKey("legal_requests.request_id"), nullable=False
        ),
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("data_classes", JsonText, nullable=False),
        sa.Column("record_count", sa.BigInteger, nullable=False),
        sa.Column("through_number", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("instrument_id", IDENTIFIER, nullable=False),
        sa.Column("instrument_version", IDENTIFIER, nullable=False),
        sa.Column("placed_at", Instant, nullable=False),
        sa.Column("floor_at", Instant, nullable=False),
        sa.Column("extension_count", sa.Integer, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("asked_count", sa.Integer, nullable=False),
        sa.Column("released_at", Instant),
        sa.Column("released_by", IDENTIFIER),
        sa.Column("agreed_by", IDENTIFIER),
        sa.Column("revised_at", Instant, nullable=False),
        *(sa.CheckConstraint(rule, name=name) for name, rule in _HOLD_RULES.items()),
    )
    op.create_index("holds_floor", "holds", ["floor_at"])
    op.create_index("holds_request", "holds", ["request_id"])
    op.create_table(
        "hold_checks",
        sa.Column("check_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("hold_id", IDENTIFIER, sa.ForeignKey("holds.hold_id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("is_intact", sa.Boolean, nullable=False),
    )
    op.create_table(
        "hold_pins",
        sa.Column("hold_id", IDENTIFIER, sa.ForeignKey("holds.hold_id"), primary_key=True),
        sa.Column(
            "account_id", IDENTIFIER, sa.ForeignKey("directory_accounts.account_id"), nullable=False
        ),
    )
    op.create_index("hold_pins_account", "hold_pins", ["account_id"])
