"""The database refuses every step that no lifecycle knows, and keeps what two people agreed on."""

from alembic import op

from plainsight.stores.sql.laws import make_laws

revision = "r0015"
down_revision = "r0014"


def upgrade() -> None:
    """Make the triggers; rows stay as they are, and are held to them from their next step on."""
    make_laws(op.get_bind())
