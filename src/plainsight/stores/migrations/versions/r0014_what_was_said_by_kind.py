"""What was said about legal requests is found by its kind: proposals that wait for an answer."""

from alembic import op

revision = "r0014"
down_revision = "r0013"


def upgrade() -> None:
    """Index what is looked for each time somebody asks what waits."""
    op.create_index("request_statements_kind", "request_statements", ["kind", "statement_number"])
