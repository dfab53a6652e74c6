"""Tokens with who confirmed them: without it, those in a person's role wait, earlier ones too.

The triggers also keep an account at the identity provider bound until two people agreed on a link.
"""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.columns import IDENTIFIER
from plainsight.stores.sql.laws import make_laws

revision = "r0018"
down_revision = "r0017"


def upgrade() -> None:
    """Add the column, then make the triggers; rows stay as they are."""
    op.add_column("api_tokens", sa.Column("confirmed_by", IDENTIFIER))
    make_laws(op.get_bind())
