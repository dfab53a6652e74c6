"""Who suspected fraud, and who looked again: two people, and only so is a suspicion cleared."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.columns import IDENTIFIER
from plainsight.stores.sql.laws import make_laws

revision = "r0019"
down_revision = "r0018"


def upgrade() -> None:
    """Add the columns, then make the triggers; rows stay as they are.

    Who noted a suspicion before this stands in the custody record, where the second look reads it.
    """
    op.add_column("legal_requests", sa.Column("suspected_by", IDENTIFIER))
    op.add_column("legal_requests", sa.Column("looked_again_by", IDENTIFIER))
    make_laws(op.get_bind())
