"""Who suspected fraud, and who looked again: two people, and only so is a suspicion cleared."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.columns import IDENTIFIER
from plainsight.stores.laws import make_laws

revision = "r0018"
down_revision = "r0017"


def upgrade() -> None:
    """Add the columns, fill in who suspected, then make the triggers."""
    op.add_column("legal_requests", sa.Column("suspected_by", IDENTIFIER))
    op.add_column("legal_requests", sa.Column("looked_again_by", IDENTIFIER))
    # Suspicions of before this release are looked at again as well, by somebody else.
    op.execute(
        """
        UPDATE legal_requests SET suspected_by = (
            SELECT m.actor_id FROM request_moves m
            WHERE m.request_id = legal_requests.request_id AND m.number = 'T05'
            ORDER BY m.move_number DESC LIMIT 1
        ) WHERE authenticity = 'fraud_suspected'
        """
    )
    make_laws(op.get_bind())
