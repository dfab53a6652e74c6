"""The tables of what was sent to authorities and what they answered."""

from sqlalchemy import Column, ForeignKey, Identity, LargeBinary, Table, Text, UniqueConstraint

from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText
from plainsight.stores.tables import METADATA

_APPEND = {"application": ("SELECT", "INSERT")}

sent_reports = Table(
    "sent_reports",
    METADATA,
    Column("report_id", IDENTIFIER, ForeignKey("reports.report_id"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    info=_APPEND,
)

report_answers = Table(
    "report_answers",
    METADATA,
    Column("answer_number", ROW_NUMBER, Identity(), primary_key=True),
    Column("report_id", IDENTIFIER, ForeignKey("reports.report_id"), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("answer", JsonText, nullable=False),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("report_id", "digest", name="report_answers_once"),
    info=_APPEND,
)
