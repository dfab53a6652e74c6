"""An officer's key changed by two people, or the officer withdrawn: kept beside the enrolment."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant

revision = "r0020"
down_revision = "r0019"


def upgrade() -> None:
    """Make the table, which only grows; a changed key needs its second person."""
    op.create_table(
        "officer_changes",
        sa.Column("change_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("officer_id", IDENTIFIER, sa.ForeignKey("officers.officer_id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("recipient_key", sa.Text),
        sa.Column("changed_by", IDENTIFIER, nullable=False),
        sa.Column("agreed_by", IDENTIFIER),
        sa.Column("why", sa.Text, nullable=False),
        sa.CheckConstraint(
            "recipient_key IS NULL OR (agreed_by IS NOT NULL AND agreed_by <> changed_by)",
            name="officer_changes_two_people",
        ),
    )
    make_append_only(op.get_bind(), "officer_changes", key=("change_number",))
