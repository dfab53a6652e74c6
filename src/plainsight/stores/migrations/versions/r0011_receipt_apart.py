"""Who writes down a letter that came on paper has a duty, and neither approves nor releases it."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.respond.duty_guards import fill_from_custody, keep_apart
from plainsight.stores.sql.columns import IDENTIFIER

revision = "r0011"
down_revision = "r0010"

_APART = (
    ("received_by", "approver_id"),
    ("received_by", "second_approver_id"),
    ("received_by", "released_by"),
)
# Of the desk: what an officer sends through the portal is nobody's duty.
_TAKEN_BY = {"received_by": "m.number = 'T01' AND m.role = 'INT'"}


def upgrade() -> None:
    """Add the duty, fill it for what is under way, then refuse."""
    op.add_column("legal_requests", sa.Column("received_by", IDENTIFIER))
    fill_from_custody(op.get_bind(), _TAKEN_BY)
    keep_apart(op.get_bind(), _APART, begin="receipt_begin", change="receipt_apart")
