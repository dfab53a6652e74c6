"""The review queue, decisions, restrictions, appeals, cases, reports, quality and learning."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.casework.guards import CHECKS, make_casework_guards
from plainsight.stores.casework.row_security import hide_reports
from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText

revision = "r0003"
down_revision = "r0004"

_APPEND_ONLY = {
    "review_bars": ("alert_id", "round", "staff_id"),
    "skips": ("skip_number",),
    "decisions": ("decision_number",),
    "golden_items": ("alert_id",),
    "case_members": ("case_id", "staff_id"),
    "case_notes": ("note_number",),
    "report_readers": ("report_id", "staff_id"),
}


def upgrade() -> None:
    """Make the tables, then what they refuse."""
    _queue()
    _decisions()
    _search()
    _restrictions()
    _learning()
    _cases()
    _reports()
    connection = op.get_bind()
    for table, key in _APPEND_ONLY.items():
        make_append_only(connection, table, key=key)
    make_casework_guards(connection)
    hide_reports(connection)


def _checks(table: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=name) for name, rule in CHECKS[table].items()]


def _queue() -> None:
    op.create_table(
        "reviews",
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("alert_version", sa.Integer, nullable=False),
        sa.Column("kind", IDENTIFIER, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("typology_ids", JsonText, nullable=False),
        sa.Column("score_permille", sa.Integer, nullable=False),
        sa.Column("account_count", sa.Integer, nullable=False),
        sa.Column("post_count", sa.Integer, nullable=False),
        sa.Column("worth_cents", sa.BigInteger, nullable=False),
        sa.Column("raised_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("deadline_at", Instant),
        sa.Column("stand", IDENTIFIER, nullable=False),
        sa.Column("look", IDENTIFIER, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("holder_id", IDENTIFIER),
        sa.Column("taken_at", Instant),
        sa.Column("available_at", Instant, nullable=False),
        sa.Column("assigned_to", IDENTIFIER),
        sa.Column("asked_by", IDENTIFIER),
        sa.Column("outcome", IDENTIFIER),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("revised_at", Instant, nullable=False),
        *_checks("reviews"),
    )
    op.create_index("reviews_assigned", "reviews", ["is_open", "assigned_to", "due_at", "alert_id"])
    op.create_index("reviews_holder", "reviews", ["holder_id"])
    op.create_index("reviews_kind", "reviews", ["is_open", "kind", "due_at", "alert_id"])
    op.create_index("reviews_queue", "reviews", ["is_open", "due_at", "alert_id"])
    op.create_table(
        "review_bars",
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("staff_id", IDENTIFIER, primary_key=True),
    )
    op.create_table(
        "skips",
        sa.Column("skip_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), nullable=False),
        sa.Column("staff_id", IDENTIFIER, nullable=False),
        sa.Column("reason_id", IDENTIFIER, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("skipped_at", Instant, nullable=False),
    )
    op.create_index("skips_staff", "skips", ["staff_id", "alert_id", "skipped_at"])
    op.create_table(
        "workloads",
        sa.Column("staff_id", IDENTIFIER, primary_key=True),
        sa.Column("held_max", sa.Integer),
        sa.Column("decided_daily_max", sa.Integer),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("decision_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), nullable=False),
        sa.Column("alert_version", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("look", IDENTIFIER, nullable=False),
        sa.Column("outcome", IDENTIFIER, nullable=False),
        sa.Column("reason_ids", JsonText, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("decided_by", IDENTIFIER, nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("asked_by", IDENTIFIER),
        sa.UniqueConstraint("alert_id", "round", "decided_by", name="decisions_once"),
        *_checks("decisions"),
    )
    op.create_index("decisions_staff", "decisions", ["decided_by", "decided_at"])
    op.create_index("decisions_time", "decisions", ["decided_at"])


def _search() -> None:
    op.create_table(
        "alert_terms",
        sa.Column("term", IDENTIFIER, primary_key=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("alert_terms_alert", "alert_terms", ["alert_id"])
    op.create_table(
        "alert_accounts",
        sa.Column("account_id", IDENTIFIER, primary_key=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("alert_accounts_alert", "alert_accounts", ["alert_id"])
    op.create_table(
        "alert_typologies",
        sa.Column("typology_id", IDENTIFIER, primary_key=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("raised_at", Instant, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("alert_typologies_alert", "alert_typologies", ["alert_id"])
    op.create_index("alert_typologies_time", "alert_typologies", ["typology_id", "raised_at"])


def _restrictions() -> None:
    op.create_table(
        "restrictions",
        sa.Column("restriction_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("restriction_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("measure", IDENTIFIER, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("alert_id", IDENTIFIER),
        sa.Column("case_id", IDENTIFIER),
        sa.Column("reason_ids", JsonText, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("proposed_by", IDENTIFIER, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("force", IDENTIFIER, nullable=False),
        sa.Column("approved_by", IDENTIFIER),
        sa.Column("approved_at", Instant),
        sa.Column("lifted_by", IDENTIFIER),
        sa.Column("lifted_at", Instant),
        *_checks("restrictions"),
    )
    op.create_index("restrictions_account", "restrictions", ["account_id"])
    op.create_index("restrictions_force", "restrictions", ["force", "restriction_number"])
    op.create_table(
        "appeals",
        sa.Column("appeal_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("appeal_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column(
            "restriction_id",
            IDENTIFIER,
            sa.ForeignKey("restrictions.restriction_id"),
            nullable=False,
        ),
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("stand", IDENTIFIER, nullable=False),
        sa.Column("holder_id", IDENTIFIER),
        sa.Column("decided_by", IDENTIFIER),
        sa.Column("decided_at", Instant),
        sa.Column("reason_id", IDENTIFIER, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        *_checks("appeals"),
    )
    op.create_index("appeals_restriction", "appeals", ["restriction_id"])
    op.create_index("appeals_stand", "appeals", ["stand", "received_at"])


def _learning() -> None:
    op.create_table(
        "golden_items",
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("outcome", IDENTIFIER, nullable=False),
        sa.Column("copied_from", IDENTIFIER, nullable=False),
        sa.Column("planted_by", IDENTIFIER, nullable=False),
        sa.Column("planted_at", Instant, nullable=False),
    )
    op.create_table(
        "rollouts",
        sa.Column("rollout_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("rollout_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("typology_id", IDENTIFIER, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("stage", IDENTIFIER, nullable=False),
        sa.Column("permille", sa.Integer, nullable=False),
        sa.Column("stand", IDENTIFIER, nullable=False),
        sa.Column("proposed_by", IDENTIFIER, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("approved_by", IDENTIFIER),
        sa.Column("approved_at", Instant),
        *_checks("rollouts"),
    )
    op.create_index("rollouts_typology", "rollouts", ["typology_id", "rollout_number"])
    op.create_table(
        "shadow_counts",
        sa.Column("typology_id", IDENTIFIER, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("arm", IDENTIFIER, primary_key=True),
        sa.Column("day", IDENTIFIER, primary_key=True),
        sa.Column("seen_count", sa.BigInteger, nullable=False),
        sa.Column("found_count", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "term_candidates",
        sa.Column("candidate_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("candidate_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("term", IDENTIFIER, nullable=False),
        sa.Column("language", IDENTIFIER, nullable=False),
        sa.Column("sense_id", IDENTIFIER, nullable=False),
        sa.Column("evidence", JsonText, nullable=False),
        sa.Column("stand", IDENTIFIER, nullable=False),
        sa.Column("proposed_by", IDENTIFIER, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("approved_by", IDENTIFIER),
        sa.Column("approved_at", Instant),
        sa.UniqueConstraint("term", "sense_id", name="term_candidates_once"),
        *_checks("term_candidates"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("case_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("opened_by", IDENTIFIER, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("stand", IDENTIFIER, nullable=False),
        sa.Column("merged_into", IDENTIFIER),
        sa.Column("split_from", IDENTIFIER),
        sa.Column("revised_at", Instant, nullable=False),
    )
    op.create_index("cases_stand", "cases", ["stand", "case_number"])
    op.create_table(
        "case_members",
        sa.Column("case_id", IDENTIFIER, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("staff_id", IDENTIFIER, primary_key=True),
        sa.Column("added_at", Instant, nullable=False),
    )
    op.create_index("case_members_staff", "case_members", ["staff_id"])
    op.create_table(
        "case_items",
        sa.Column("case_id", IDENTIFIER, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("kind", IDENTIFIER, primary_key=True),
        sa.Column("ref", IDENTIFIER, primary_key=True),
        sa.Column("at", Instant),
        sa.Column("data", JsonText, nullable=False),
        sa.Column("added_by", IDENTIFIER, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
    )
    op.create_index("case_items_ref", "case_items", ["kind", "ref"])
    op.create_table(
        "case_notes",
        sa.Column("note_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("case_id", IDENTIFIER, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("staff_id", IDENTIFIER, nullable=False),
        sa.Column("act", IDENTIFIER, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("case_notes_case", "case_notes", ["case_id", "note_number"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("report_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("report_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("case_id", IDENTIFIER, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("form", IDENTIFIER, nullable=False),
        sa.Column("content", JsonText, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("drafted_by", IDENTIFIER, nullable=False),
        sa.Column("drafted_at", Instant, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("prior_report_id", IDENTIFIER),
        sa.Column("stand", IDENTIFIER, nullable=False),
        sa.Column("proposed_by", IDENTIFIER),
        sa.Column("proposed_at", Instant),
        sa.Column("approved_by", IDENTIFIER),
        sa.Column("approved_at", Instant),
        sa.Column("filed_by", IDENTIFIER),
        sa.Column("filed_at", Instant),
        sa.Column("authority_reference", sa.Text, nullable=False),
        sa.Column("retain_until", Instant),
        *_checks("reports"),
    )
    op.create_index("reports_case", "reports", ["case_id"])
    op.create_index("reports_due", "reports", ["stand", "due_at"])
    op.create_table(
        "report_readers",
        sa.Column("report_id", IDENTIFIER, sa.ForeignKey("reports.report_id"), primary_key=True),
        sa.Column("staff_id", IDENTIFIER, primary_key=True),
        sa.Column("shared_by", IDENTIFIER, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("shared_at", Instant, nullable=False),
    )
