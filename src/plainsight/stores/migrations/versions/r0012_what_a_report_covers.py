"""Which alerts a report tells of, and decisions not to file one: seen by whom reports are seen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from plainsight.stores.casework.report_coverage import fill_coverage
from plainsight.stores.casework.row_security import hide_unfiled, hide_with_report
from plainsight.stores.casework.unfiled_guards import keep_unfiled_apart
from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, Instant

revision = "r0012"
down_revision = "r0011"


def upgrade() -> None:
    """Make the tables, say what the reports of before cover, hide both, and refuse."""
    op.create_table(
        "report_alerts",
        sa.Column("report_id", IDENTIFIER, sa.ForeignKey("reports.report_id"), primary_key=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("alert_version", sa.Integer, nullable=False),
    )
    op.create_index("report_alerts_alert", "report_alerts", ["alert_id"])
    op.create_table(
        "unfiled_alerts",
        sa.Column("decision_id", IDENTIFIER, primary_key=True),
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("alert_version", sa.Integer, nullable=False),
        sa.Column("form", IDENTIFIER, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", IDENTIFIER, nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
    )
    op.create_index("unfiled_alerts_alert", "unfiled_alerts", ["alert_id"])
    connection: Connection = op.get_bind()
    fill_coverage(connection)
    make_append_only(connection, "report_alerts", key=("report_id", "alert_id"))
    make_append_only(connection, "unfiled_alerts", key=("decision_id", "alert_id"))
    hide_with_report(connection, "report_alerts")
    hide_unfiled(connection)
    keep_unfiled_apart(connection)
