"""The tables of people, credentials, sessions, machine tokens and webhooks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from plainsight.model.role import Role
from plainsight.stores.sql.columns import IDENTIFIER, Instant, JsonText
from plainsight.stores.sql.word_columns import SomeOf
from plainsight.stores.tables import METADATA

_ERASE = {"application": ("SELECT", "INSERT", "DELETE")}
_REVISE = {"application": ("SELECT", "INSERT", "UPDATE")}
_WORK = {"application": ("SELECT", "INSERT", "UPDATE", "DELETE")}

people = Table(
    "people",
    METADATA,
    Column("person_id", IDENTIFIER, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", IDENTIFIER, nullable=False, unique=True),
    Column("roles", SomeOf("people.roles", Role), nullable=False),
    Column("department", Text, nullable=False),
    Column("agency_id", IDENTIFIER, nullable=False),
    Column("locale", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("subject", IDENTIFIER, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("revised_at", Instant, nullable=False),
    Column("renewed_at", Instant),
    info=_REVISE,
)

passkeys = Table(
    "passkeys",
    METADATA,
    Column("credential_id", IDENTIFIER, primary_key=True),
    Column("person_id", IDENTIFIER, ForeignKey("people.person_id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", IDENTIFIER),
    Index("passkeys_person", "person_id"),
    info=_REVISE,
)

sessions = Table(
    "sessions",
    METADATA,
    Column("digest", IDENTIFIER, primary_key=True),
    Column("person_id", IDENTIFIER, ForeignKey("people.person_id"), nullable=False),
    Column("binding", IDENTIFIER, nullable=False),
    Column("method", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("credential_id", IDENTIFIER),
    Index("sessions_person", "person_id"),
    Index("sessions_seen", "seen_at"),
    info=_WORK,
)

enrolment_links = Table(
    "enrolment_links",
    METADATA,
    Column("digest", IDENTIFIER, primary_key=True),
    Column("person_id", IDENTIFIER, ForeignKey("people.person_id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("drawn_by", IDENTIFIER),  # empty in links from before it was kept
    Column("confirmed_by", IDENTIFIER),
    Index("enrolment_links_person", "person_id"),
    info=_WORK,
)

ceremonies = Table(
    "ceremonies",
    METADATA,
    Column("digest", IDENTIFIER, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ceremonies_expiry", "expires_at"),
    info=_ERASE,
)

api_tokens = Table(
    "api_tokens",
    METADATA,
    Column("token_id", IDENTIFIER, primary_key=True),
    Column("digest", IDENTIFIER, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("roles", SomeOf("api_tokens.roles", Role), nullable=False),
    Column("scopes", JsonText, nullable=False),
    Column("issued_by", IDENTIFIER, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("confirmed_by", IDENTIFIER),
    info=_REVISE,
)

kept_answers = Table(
    "kept_answers",
    METADATA,
    Column("token_id", IDENTIFIER, primary_key=True),
    Column("key", IDENTIFIER, primary_key=True),
    Column("request_digest", IDENTIFIER, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("kept_answers_at", "at"),
    info=_ERASE,
)

webhooks = Table(
    "webhooks",
    METADATA,
    Column("webhook_id", IDENTIFIER, primary_key=True),
    Column("url", Text, nullable=False),
    Column("tags", JsonText, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("created_by", IDENTIFIER, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_index", BigInteger, nullable=False),
    Column("attempt_count", Integer, nullable=False),
    Column("next_at", Instant),
    Column("problem", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    info=_REVISE,
)
