"""Links with who drew and who confirmed them, passkeys taken away, sessions with their passkey."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.columns import IDENTIFIER, Instant
from plainsight.stores.sql.laws import make_laws

revision = "r0017"
down_revision = "r0016"


def upgrade() -> None:
    """Add the columns, then make the triggers; rows stay as they are."""
    op.add_column("people", sa.Column("renewed_at", Instant))
    op.add_column("passkeys", sa.Column("withdrawn_at", Instant))
    op.add_column("passkeys", sa.Column("withdrawn_by", IDENTIFIER))
    op.add_column("sessions", sa.Column("credential_id", IDENTIFIER))
    op.add_column("enrolment_links", sa.Column("drawn_by", IDENTIFIER))
    op.add_column("enrolment_links", sa.Column("confirmed_by", IDENTIFIER))
    make_laws(op.get_bind())
