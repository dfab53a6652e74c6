"""People, passkeys, sessions, enrolment links, machine tokens, kept answers and webhooks."""

import sqlalchemy as sa
from alembic import op

from plainsight.stores.sql.columns import IDENTIFIER, Instant, JsonText

revision = "r0005"
down_revision = "r0002"


def upgrade() -> None:
    """Make the tables."""
    _people()
    _sign_ins()
    _machines()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", IDENTIFIER, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", IDENTIFIER, nullable=False, unique=True),
        sa.Column("roles", JsonText, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("agency_id", IDENTIFIER, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("subject", IDENTIFIER, unique=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("revised_at", Instant, nullable=False),
    )
    op.create_table(
        "passkeys",
        sa.Column("credential_id", IDENTIFIER, primary_key=True),
        _person(),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
    )
    op.create_index("passkeys_person", "passkeys", ["person_id"])


def _sign_ins() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", IDENTIFIER, primary_key=True),
        _person(),
        sa.Column("binding", IDENTIFIER, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
    )
    op.create_index("sessions_person", "sessions", ["person_id"])
    op.create_index("sessions_seen", "sessions", ["seen_at"])
    op.create_table(
        "enrolment_links",
        sa.Column("digest", IDENTIFIER, primary_key=True),
        _person(),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
    )
    op.create_index("enrolment_links_person", "enrolment_links", ["person_id"])
    op.create_table(
        "ceremonies",
        sa.Column("digest", IDENTIFIER, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", JsonText, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
    )
    op.create_index("ceremonies_expiry", "ceremonies", ["expires_at"])


def _machines() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_id", IDENTIFIER, primary_key=True),
        sa.Column("digest", IDENTIFIER, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", JsonText, nullable=False),
        sa.Column("scopes", JsonText, nullable=False),
        sa.Column("issued_by", IDENTIFIER, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant),
    )
    op.create_table(
        "kept_answers",
        sa.Column("token_id", IDENTIFIER, primary_key=True),
        sa.Column("key", IDENTIFIER, primary_key=True),
        sa.Column("request_digest", IDENTIFIER, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("kept_answers_at", "kept_answers", ["at"])
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", IDENTIFIER, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("tags", JsonText, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("created_by", IDENTIFIER, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("next_index", sa.BigInteger, nullable=False),
        sa.Column("attempt_count", sa.Integer, nullable=False),
        sa.Column("next_at", Instant),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
    )


def _person() -> sa.Column[str]:
    return sa.Column("person_id", IDENTIFIER, sa.ForeignKey("people.person_id"), nullable=False)
