"""Who looked at a suspicion a second time neither approves nor releases: they vouched for it.

And the review of an emergency goes with the package that is taken back.
"""

from alembic import op

from plainsight.stores.postgres_rows import close_search_path
from plainsight.stores.respond.duty_guards import keep_apart
from plainsight.stores.sql.laws import make_laws

revision = "r0022"
down_revision = "r0021"

_APART = (
    ("looked_again_by", "approver_id"),
    ("looked_again_by", "second_approver_id"),
    ("looked_again_by", "released_by"),
)


def upgrade() -> None:
    """Refuse it from now on; what was approved before stands."""
    connection = op.get_bind()
    make_laws(connection)
    keep_apart(connection, _APART, begin="second_look_begin", change="second_look_apart")
    if connection.dialect.name == "postgresql":
        close_search_path(connection)
