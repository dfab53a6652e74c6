"""The tables of cases and of reports; the latter are hidden row by row on PostgreSQL."""

from sqlalchemy import Column, ForeignKey, Identity, Index, Integer, LargeBinary, Table, Text

from plainsight.casework.case import CaseStand, ItemKind
from plainsight.casework.filing import FilingStand
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText
from plainsight.stores.sql.word_columns import OneOf
from plainsight.stores.tables import METADATA

_APPEND = {"application": ("SELECT", "INSERT")}
_REVISE = {"application": ("SELECT", "INSERT", "UPDATE")}
_ERASE = {"application": ("SELECT", "INSERT", "DELETE")}

cases = Table(
    "cases",
    METADATA,
    Column("case_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("case_id", IDENTIFIER, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("opened_by", IDENTIFIER, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("stand", OneOf("cases.stand", CaseStand), nullable=False),
    Column("merged_into", IDENTIFIER),
    Column("split_from", IDENTIFIER),
    Column("revised_at", Instant, nullable=False),
    Index("cases_stand", "stand", "case_number"),
    info=_REVISE,
)

case_members = Table(
    "case_members",
    METADATA,
    Column("case_id", IDENTIFIER, ForeignKey("cases.case_id"), primary_key=True),
    Column("staff_id", IDENTIFIER, primary_key=True),
    Column("added_at", Instant, nullable=False),
    Index("case_members_staff", "staff_id"),
    info=_APPEND,
)

case_items = Table(
    "case_items",
    METADATA,
    Column("case_id", IDENTIFIER, ForeignKey("cases.case_id"), primary_key=True),
    Column("kind", OneOf("case_items.kind", ItemKind), primary_key=True),
    Column("ref", IDENTIFIER, primary_key=True),
    Column("at", Instant),
    Column("data", JsonText, nullable=False),
    Column("added_by", IDENTIFIER, nullable=False),
    Column("added_at", Instant, nullable=False),
    Index("case_items_ref", "kind", "ref"),
    info=_ERASE,
)

case_notes = Table(
    "case_notes",
    METADATA,
    Column("note_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("case_id", IDENTIFIER, ForeignKey("cases.case_id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("staff_id", IDENTIFIER, nullable=False),
    Column("act", IDENTIFIER, nullable=False),
    Column("text", Text, nullable=False),
    Index("case_notes_case", "case_id", "note_number"),
    info=_APPEND,
)

reports = Table(
    "reports",
    METADATA,
    Column("report_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("report_id", IDENTIFIER, nullable=False, unique=True),
    Column("case_id", IDENTIFIER, ForeignKey("cases.case_id"), nullable=False),
    Column("form", IDENTIFIER, nullable=False),
    Column("content", JsonText, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("drafted_by", IDENTIFIER, nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("prior_report_id", IDENTIFIER),
    Column("stand", OneOf("reports.stand", FilingStand), nullable=False),
    Column("proposed_by", IDENTIFIER),
    Column("proposed_at", Instant),
    Column("approved_by", IDENTIFIER),
    Column("approved_at", Instant),
    Column("filed_by", IDENTIFIER),
    Column("filed_at", Instant),
    Column("authority_reference", Text, nullable=False),
    Column("retain_until", Instant),
    Index("reports_case", "case_id"),
    Index("reports_due", "stand", "due_at"),
    info=_REVISE,
)

report_readers = Table(
    "report_readers",
    METADATA,
    Column("report_id", IDENTIFIER, ForeignKey("reports.report_id"), primary_key=True),
    Column("staff_id", IDENTIFIER, primary_key=True),
    Column("shared_by", IDENTIFIER, nullable=False),
    Column("reason", Text, nullable=False),
    Column("shared_at", Instant, nullable=False),
    info=_APPEND,
)

# What a report tells of, and as of which version: an alert that grew may call for another.
report_alerts = Table(
    "report_alerts",
    METADATA,
    Column("report_id", IDENTIFIER, ForeignKey("reports.report_id"), primary_key=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("alert_version", Integer, nullable=False),
    Index("report_alerts_alert", "alert_id"),
    info=_APPEND,
)

# Decisions not to file a report of a suspicion, with their reasons.
unfiled_alerts = Table(
    "unfiled_alerts",
    METADATA,
    Column("decision_id", IDENTIFIER, primary_key=True),
    Column("alert_id", IDENTIFIER, ForeignKey("alerts.alert_id"), primary_key=True),
    Column("alert_version", Integer, nullable=False),
    Column("form", IDENTIFIER, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", IDENTIFIER, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Index("unfiled_alerts_alert", "alert_id"),
    info=_APPEND,
)

# What the filing officers' channel was told, each step of each clock once.
filing_notices = Table(
    "filing_notices",
    METADATA,
    Column("notice_key", IDENTIFIER, primary_key=True),
    Column("told_at", Instant, nullable=False),
    info=_APPEND,
)
