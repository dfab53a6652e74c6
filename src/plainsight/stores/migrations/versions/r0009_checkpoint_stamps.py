"""Timestamps of an outside authority over checkpoints: it was in the log by then."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.append_only import make_append_only
from plainsight.stores.sql.columns import Instant

revision = "r0009"
down_revision = "r0008"


def upgrade() -> None:
    """Make the table, which only grows; a time is never changed."""
    op.create_table(
        "checkpoint_stamps",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    make_append_only(op.get_bind(), "checkpoint_stamps", key=("size",))
