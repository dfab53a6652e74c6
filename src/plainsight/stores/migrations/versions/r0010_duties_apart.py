"""Who scoped, waived notice or released has a duty; who approves or releases has no other."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.respond.duty_guards import fill_from_custody, keep_apart
from plainsight.stores.sql.columns import IDENTIFIER

revision = "r0010"
down_revision = "r0009"

_APART = (
    ("intake_id", "approver_id"),
    ("intake_id", "second_approver_id"),
    ("verifier_id", "approver_id"),
    ("verifier_id", "second_approver_id"),
    ("counsel_id", "approver_id"),
    ("counsel_id", "second_approver_id"),
    ("counsel_id", "collector_id"),
    ("counsel_id", "quality_id"),
    ("notice_waived_by", "approver_id"),
    ("notice_waived_by", "second_approver_id"),
    ("notice_waived_by", "collector_id"),
    ("notice_waived_by", "quality_id"),
    ("intake_id", "released_by"),
    ("verifier_id", "released_by"),
    ("counsel_id", "released_by"),
    ("collector_id", "released_by"),
    ("quality_id", "released_by"),
    ("notice_waived_by", "released_by"),
)
# The new duties, and the step of the custody record that says who has had each.
_TAKEN_BY = {
    "counsel_id": "m.number = 'T11'",
    # Of counsel: what the system waived, the instrument gives nobody.
    "notice_waived_by": "m.number = 'T32d' AND m.role = 'CNL' AND notice = 'waived'",
    "released_by": "m.number = 'T20'",
}


def upgrade() -> None:
    """Add the duties, fill them for what is under way, then refuse."""
    for duty in _TAKEN_BY:
        op.add_column("legal_requests", sa.Column(duty, IDENTIFIER))
    fill_from_custody(op.get_bind(), _TAKEN_BY)
    keep_apart(op.get_bind(), _APART, begin="begin", change="apart")
