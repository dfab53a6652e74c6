"""What was sent to authorities and what they answered: seen by whom its report is seen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText

revision = "r0008"
down_revision = "r0006"


def upgrade() -> None:
    """Make the tables, and hide them from whom the report is hidden."""
    op.create_table(
        "sent_reports",
        sa.Column("report_id", IDENTIFIER, sa.ForeignKey("reports.report_id"), primary_key=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("sent_at", Instant, nullable=False),
    )
    op.create_table(
        "report_answers",
        sa.Column("answer_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("report_id", IDENTIFIER, sa.ForeignKey("reports.report_id"), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("answer", JsonText, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.UniqueConstraint("report_id", "digest", name="report_answers_once"),
    )
    connection = op.get_bind()
    make_append_only(connection, "sent_reports", key=("report_id",))
    make_append_only(connection, "report_answers", key=("report_id", "digest"))
    for table in ("sent_reports", "report_answers"):
        _hide(connection, table)
    _require_filed(connection)


def _hide(connection: Connection, table: str) -> None:
    """A row shows to whom its report shows: the policy on `reports` decides."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(
            f"CREATE POLICY {table}_need ON {table} USING (EXISTS "
            f"(SELECT 1 FROM reports r WHERE r.report_id = {table}.report_id))"
        )


def _require_filed(connection: Connection) -> None:
    """Four eyes, once more: nothing is kept as sent unless two persons stand on its report."""
    filed = (
        "SELECT 1 FROM reports r WHERE r.report_id = NEW.report_id AND r.stand = 'filed' "
        "AND r.approved_by IS NOT NULL AND r.approved_by <> r.drafted_by"
    )
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE FUNCTION plainsight_require_filed() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF NOT EXISTS ({filed}) THEN "
            "RAISE EXCEPTION 'a report is sent when another person approved it' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER sent_reports_filed BEFORE INSERT ON sent_reports "
            "FOR EACH ROW EXECUTE FUNCTION plainsight_require_filed()"
        )
    else:
        connection.exec_driver_sql(
            f"CREATE TRIGGER sent_reports_filed BEFORE INSERT ON sent_reports "
            f"WHEN NOT EXISTS ({filed}) BEGIN "
            "SELECT RAISE(ABORT, 'a report is sent when another person approved it'); END"
        )
