"""A hold leaves its grace period: by an objection in writing, or for a production that cites it."""

from alembic import op

from plainsight.stores.sql.laws import make_laws

revision = "r0021"
down_revision = "r0020"


def upgrade() -> None:
    """Make the triggers anew; rows stay as they are."""
    make_laws(op.get_bind())
