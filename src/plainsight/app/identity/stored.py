"""People, their credentials and sessions, and the machines with tokens, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.model.fact import JsonValue
from plainsight.model.role import Role

BOOTSTRAP = "bootstrap"  # who invites the first administrator: the host itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in. An officer's id is the officer's id in the registry, too."""

    person_id: str
    name: str
    email: str  # lower case
    roles: tuple[Role, ...]
    created_at: datetime
    department: str = ""
    agency_id: str = ""  # of an officer
    locale: str = "en"
    is_active: bool = True
    subject: str | None = None  # "issuer subject" at the identity provider, once bound
    renewed_at: datetime | None = None  # a new link took the place of an earlier way to sign in


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One WebAuthn credential; the private half never leaves its authenticator."""

    credential_id: str  # base64url
    person_id: str
    public_key: bytes = field(repr=False)  # COSE
    sign_count: int
    label: str
    created_at: datetime
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None  # the row stays: it says that its person could sign in
    withdrawn_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """One signed-in browser; `digest` is SHA-256 of the token in its cookie."""

    digest: str
    person_id: str
    binding: str  # digest of what the browser says of itself
    method: str  # "passkey", "oidc", "demo"
    started_at: datetime
    seen_at: datetime
    credential_id: str | None = None  # of the passkey that it began with


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentLink:
    """A link by which a person gets a credential: once, and not for long."""

    digest: str  # SHA-256 of the token in the link
    person_id: str
    expires_at: datetime
    drawn_by: str
    confirmed_by: str | None = None  # a second person's id, where one is needed
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """A sign-in or registration under way: its challenge can be answered once."""

    digest: str  # SHA-256 of the challenge or state
    kind: str  # "passkey-create", "passkey-get", "oidc"
    payload: Mapping[str, JsonValue]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A machine's token: shown once, kept as a digest."""

    token_id: str
    digest: str
    name: str  # of the machine
    roles: tuple[Role, ...]
    scopes: tuple[str, ...]
    issued_by: str
    created_at: datetime
    expires_at: datetime
    confirmed_by: str | None = None  # a second person's id, where one is needed
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What was answered to a call with an idempotency key, to be answered again."""

    token_id: str
    key: str
    request_digest: str  # of method, path and body
    status: int
    body: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where entries of the audit log are sent on, in their order, at least once."""

    webhook_id: str
    url: str
    tags: tuple[str, ...]
    secret: bytes = field(repr=False)  # of the signature
    created_by: str
    created_at: datetime
    next_index: int  # the first entry not looked at yet
    attempt_count: int = 0  # at the entry that waits
    next_at: datetime | None = None  # not before
    problem: str = ""  # of the last attempt
    is_active: bool = True
