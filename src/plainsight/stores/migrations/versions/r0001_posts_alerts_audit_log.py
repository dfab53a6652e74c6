"""Posts, quarantine, alerts, policy versions and the audit log."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.append_only import create_functions, make_append_only, make_gap_free
from plainsight.stores.sql.columns import IDENTIFIER, ROW_NUMBER, Instant, JsonText

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    create_functions(op.get_bind())
    _posts()
    _alerts()
    _audit_log()
    _policy_versions()


def _posts() -> None:
    op.create_table(
        "batches",
        sa.Column("batch_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("batch_id", IDENTIFIER, nullable=False, unique=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kept_at", Instant, nullable=False),
    )
    op.create_table(
        "posts",
        sa.Column("post_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("surface", IDENTIFIER, nullable=False),
        sa.Column("post_id", IDENTIFIER, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("account_id", IDENTIFIER, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("posted_at", Instant, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_exact", sa.LargeBinary),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column(
            "batch_number", sa.BigInteger, sa.ForeignKey("batches.batch_number"), nullable=False
        ),
        sa.UniqueConstraint("surface", "post_id", "revision", name="posts_revision"),
        # The boundary, once more, where no code path can go around it.
        sa.CheckConstraint("visibility IN ('public', 'semi_public')", name="posts_visibility"),
    )
    op.create_index("posts_account", "posts", ["account_id"])
    op.create_index("posts_batch", "posts", ["batch_number"])
    op.create_table(
        "quarantine",
        sa.Column("quarantine_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("mend", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("kept_at", Instant, nullable=False),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("alert_id", IDENTIFIER, primary_key=True),
        sa.Column("campaign_key", IDENTIFIER, nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("score_permille", sa.Integer, nullable=False),
        sa.Column("typology_ids", JsonText, nullable=False),
        sa.Column("finding", JsonText, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("revised_at", Instant, nullable=False),
    )
    op.create_index(
        "alerts_queue",
        "alerts",
        ["state", sa.text("score_permille DESC"), "created_at", "alert_id"],
    )
    op.create_table(
        "alert_versions",
        sa.Column("alert_id", IDENTIFIER, sa.ForeignKey("alerts.alert_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("score_permille", sa.Integer, nullable=False),
        sa.Column("typology_ids", JsonText, nullable=False),
        sa.Column("finding", JsonText, nullable=False),
        sa.Column("revised_at", Instant, nullable=False),
    )
    make_append_only(op.get_bind(), "alert_versions", key=("alert_id", "version"))


def _audit_log() -> None:
    op.create_table(
        "entries",
        sa.Column("entry_index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tag", IDENTIFIER, nullable=False),
        sa.Column("subject", IDENTIFIER, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("canonical", sa.LargeBinary, nullable=False),
    )
    op.create_index("entries_subject", "entries", ["subject", "entry_index"])
    op.create_index("entries_tag", "entries", ["tag", "entry_index"])
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "openings",
        sa.Column(
            "entry_index",
            sa.BigInteger,
            sa.ForeignKey("entries.entry_index"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", IDENTIFIER, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )
    op.create_index("openings_value", "openings", ["value"])
    op.create_table(
        "checkpoints",
        sa.Column("checkpoint_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    connection = op.get_bind()
    make_append_only(connection, "entries", key=("entry_index",))
    make_gap_free(connection)
    make_append_only(connection, "log_nodes", key=("level", "position"))
    make_append_only(connection, "checkpoints", key=("checkpoint_number",))


def _policy_versions() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("policy_number", ROW_NUMBER, sa.Identity(), primary_key=True),
        sa.Column("policy_id", IDENTIFIER, nullable=False),
        sa.Column("version", IDENTIFIER, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kept_at", Instant, nullable=False),
        sa.UniqueConstraint("policy_id", "version", name="policy_versions_once"),
    )
    make_append_only(op.get_bind(), "policy_versions", key=("policy_id", "version"))
