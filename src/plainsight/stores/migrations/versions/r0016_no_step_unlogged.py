"""The database commits no step of a report, restriction, case or request that the log misses."""

from alembic import op

from plainsight.stores.sql.logged_steps import make_logged_steps

revision = "r0016"
down_revision = "r0015"


def upgrade() -> None:
    """Make the triggers; rows stay as they are."""
    make_logged_steps(op.get_bind())
