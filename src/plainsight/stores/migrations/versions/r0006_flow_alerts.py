"""Where each alert about flows stands: standing, absorbed by another, or withdrawn."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.columns import IDENTIFIER, Instant

revision = "r0006"
down_revision = "r0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "flow_alerts",
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("into_key", IDENTIFIER),
        sa.Column("first_at", Instant, nullable=False),
        sa.Column("as_of", Instant, nullable=False),
        sa.CheckConstraint(
            "standing IN ('standing', 'absorbed', 'withdrawn')", name="flow_alerts_standing_known"
        ),
        sa.CheckConstraint(
            "(standing = 'absorbed') = (into_key IS NOT NULL)", name="flow_alerts_absorbed_into"
        ),
    )
    op.create_index("flow_alerts_standing", "flow_alerts", ["standing", "first_at", "alert_id"])
