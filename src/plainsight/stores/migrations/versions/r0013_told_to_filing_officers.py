"""What filing officers were told is to be filed: seen by them alone."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.casework.row_security import hide_notices
from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import IDENTIFIER, Instant

revision = "r0013"
down_revision = "r0012"


def upgrade() -> None:
    """Make the table, which only grows, and hide it."""
    op.create_table(
        "filing_notices",
        sa.Column("notice_key", IDENTIFIER, primary_key=True),
        sa.Column("told_at", Instant, nullable=False),
    )
    make_append_only(op.get_bind(), "filing_notices", key=("notice_key",))
    hide_notices(op.get_bind())
