"""What answering law enforcement asks of the world: the desk's records, the platform, the seals.

Reached through `unit.desk`, inside the unit of work that also appends the log's entries.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from plainsight.model.fact import JsonValue
from plainsight.respond.clock import ResponseClock
from plainsight.respond.data_class import DataClass
from plainsight.respond.entitlement import Scope
from plainsight.respond.instrument import ClockKind, Instrument
from plainsight.respond.legal_request import Identifier, LegalRequest
from plainsight.respond.lifecycle import Move
from plainsight.respond.states import Holding, RequestState, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFile:
    """An instrument and the policy file it was read from, kept so that a clock explains itself."""

    instrument: Instrument
    text: str
    digest: str  # SHA-256 of `text`, hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person of the desk, or the scheduler."""

    actor_id: str
    role: Role
    department: str = ""


SYSTEM = Actor(actor_id="SYS", role=Role.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency of the registry; the number was found independently of any legal request."""

    agency_id: str
    name: str
    country: str
    email_domain: str
    call_back_number: str
    number_source: str  # where the number was found, and when
    is_compromised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An enrolled officer and the key that packages for this officer are encrypted to."""

    officer_id: str
    agency_id: str
    email: str
    recipient_key: str  # age1...
    enrolled_at: datetime
    vouched_by: str = ""  # the agency's administrator


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Who did what on one legal request: the database refuses one person in two of them."""

    intake_id: str | None = None
    verifier_id: str | None = None
    collector_id: str | None = None
    quality_id: str | None = None
    approver_id: str | None = None
    approver_department: str | None = None
    second_approver_id: str | None = None
    second_approver_department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRequest:
    """A legal request as it lies in the records."""

    request_id: str
    reference: str  # LER-2026-000123, what both sides call it
    request: LegalRequest = field(repr=False)
    state: RequestState
    instrument_version: str
    two_departments: bool
    received_at: datetime
    duplicate_of: str | None = None
    duties: Duties = field(default_factory=Duties)
    token_id: str | None = None
    recipient_key: str | None = None
    notice_until: datetime | None = None
    answered_at: datetime | None = None
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMove:
    """One line of the custody record."""

    request_id: str
    number: str
    command: str
    role: str
    actor_id: str
    at: datetime
    object_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """An attached document, kept by its hash and never written again."""

    digest: str  # SHA-256, hex
    fingerprint: str  # of its normalised text; the same words in another file are the same order
    request_id: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What a hold covers, as the directory saw it under its lock."""

    record_count: int
    through_number: int  # records after this one are not covered: past data only
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHold:
    """One account kept for one legal request."""

    hold_id: str
    request_id: str
    account_id: str
    data_classes: tuple[DataClass, ...]
    pinned: Pinned
    state: Holding
    instrument_id: str
    instrument_version: str
    placed_at: datetime
    floor_at: datetime
    extension_count: int = 0
    confirmed_at: datetime | None = None
    asked_count: int = 0  # times the agency was asked whether its case is open
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClock:
    """A clock that nobody has answered yet."""

    request_id: str
    reference: str
    clock: ResponseClock
    alarmed_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCounts:
    """The board in numbers."""

    running: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """A scope token as it was signed."""

    token_id: str
    request_id: str
    body: bytes
    signature: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDisclosure:
    """What left, to whom."""

    disclosure_id: str
    request_id: str
    officer_id: str
    package_digest: str
    nonce_digest: str
    counts: Mapping[str, JsonValue]
    released_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryRecord:
    """One record of an account; `fields` maps names of FIELDS to values."""

    record_number: int
    account_id: str
    data_class: DataClass
    at: datetime
    fields: Mapping[str, JsonValue] = field(repr=False)


class Requests(Protocol):
    """Legal requests and all that hangs on one."""

    def add(self, stored: StoredRequest) -> StoredRequest:
        """Store a new one under its own key; returns it with its reference."""

    def get(self, request_id: str) -> StoredRequest:
        """Return one by id or reference. Raises UnknownId."""

    def lock(self, request_id: str) -> StoredRequest:
        """Return one by id or reference, locked until the unit ends. Raises UnknownId."""

    def save(self, stored: StoredRequest, *, at: datetime) -> None:
        """Write the mutable part. Raises SamePerson or GuardUnmet when the database refuses."""

    def newest(self, *, count_max: int = 50) -> tuple[StoredRequest, ...]:
        """Return the latest first."""

    def add_move(
        self, request_id: str, move: Move, *, actor: Actor, at: datetime, object_digest: str
    ) -> None:
        """Append to the custody record."""

    def moves(self, request_id: str) -> tuple[StoredMove, ...]:
        """Return the custody record, oldest first."""

    def keep_document(self, document: StoredDocument, *, at: datetime) -> str | None:
        """Store a document; the id of the legal request that brought it before, if any."""

    def document_owner(self, digest: str, fingerprint: str) -> str | None:
        """Return the legal request that brought this document before (I11), if any."""

    def add_token(self, token: StoredToken) -> None:
        """Store a scope token."""

    def token(self, token_id: str) -> StoredToken:
        """Return one. Raises UnknownId."""

    def keep_collected(self, request_id: str, content: bytes, *, at: datetime) -> None:
        """Keep what the extractor gave, sealed under the case's key, until it is packaged."""

    def collected(self, request_id: str) -> bytes:
        """Return it. Raises UnknownId."""

    def destroy_collected(self, request_id: str) -> None:
        """Delete the working copy."""

    def erase_key(self, request_id: str) -> None:
        """Forget the case's key: request, documents and copies can never be read again."""

    def add_disclosure(self, disclosure: StoredDisclosure) -> None:
        """Store what left."""

    def disclosures(self, request_id: str) -> tuple[StoredDisclosure, ...]:
        """Return what left for a legal request."""


class Holds(Protocol):
    """Holds, never deleted."""

    def add(self, hold: StoredHold) -> None:
        """Store one whose records the directory has pinned."""

    def get(self, hold_id: str) -> StoredHold:
        """Return one. Raises UnknownId."""

    def lock(self, hold_id: str) -> StoredHold:
        """Return one, locked until the unit ends. Raises UnknownId."""

    def of_request(self, request_id: str) -> tuple[StoredHold, ...]:
        """Return the holds of a legal request."""

    def save(
        self, hold: StoredHold, *, at: datetime, released_by: str = "", agreed_by: str = ""
    ) -> None:
        """Write the mutable part."""

    def active(self, *, after: str = "", count_max: int = 1_000) -> tuple[StoredHold, ...]:
        """Return holds not released, by id, a page at a time."""

    def due(self, *, before: datetime, count_max: int = 1_000) -> tuple[StoredHold, ...]:
        """Return holds not released whose floor date lies before an instant."""

    def add_check(self, hold_id: str, *, at: datetime, digest: str, is_intact: bool) -> None:
        """Append the result of a verification."""

    def count(self, *, state: Holding | None = None) -> int:
        """Count holds, in one state or in all."""


class Clocks(Protocol):
    """Response clocks: append-only, with a working table of the open ones."""

    def start(self, request_id: str, clocks: Sequence[ResponseClock]) -> None:
        """Store clocks as running."""

    def answer(
        self, request_id: str, kinds: Sequence[ClockKind], *, at: datetime, by: str
    ) -> tuple[ResponseClock, ...]:
        """End the open clocks of these kinds; returns them answered."""

    def of_request(self, request_id: str) -> tuple[ResponseClock, ...]:
        """Return every clock of a legal request, answered or not."""

    def board(self, *, count_max: int = 50) -> tuple[OpenClock, ...]:
        """Return the open clocks, the one due first on top."""

    def counts(self, *, now: datetime) -> ClockCounts:
        """Count open clocks."""

    def to_alarm(self, *, now: datetime, count_max: int = 1_000) -> tuple[OpenClock, ...]:
        """Return open clocks whose next alarm has come."""

    def set_alarm(self, waiting: OpenClock, *, percent: int) -> None:
        """Remember the highest alarm told; it never falls."""


class Registry(Protocol):
    """Agencies and enrolled officers."""

    def put_agency(self, agency: Agency) -> None:
        """Store or revise an agency."""

    def agency(self, agency_id: str) -> Agency | None:
        """Return one."""

    def enrol(self, officer: Officer) -> None:
        """Store an officer."""

    def officer(self, officer_id: str) -> Officer:
        """Return one. Raises UnknownId."""

    def officer_by_email(self, email: str) -> Officer | None:
        """Return the officer with this address."""


class AccountDirectory(Protocol):
    """The platform's side: accounts, records, deletion. No method lists or browses accounts."""

    def resolve(self, identifier: Identifier) -> str | None:
        """Return the account that an identifier names."""

    def survey(self, account_id: str, classes: Sequence[DataClass]) -> Pinned:
        """Take the lock that deletion takes, and see what a hold would cover. Raises UnknownId."""

    def pin(self, hold_id: str, account_id: str) -> None:
        """Bind a stored hold to the account: from here the records stay as they are."""

    def unpin(self, hold_id: str) -> None:
        """Let go. Refused by the database unless the hold is released."""

    def is_held(self, account_id: str) -> bool:
        """Whether any hold pins an account: the check that each deletion makes."""

    def digest(self, hold: StoredHold) -> str:
        """Compute again the digest over what a hold covers."""

    def collect(self, scope: Scope) -> Iterator[DirectoryRecord]:
        """Yield what a scope grants, and nothing else."""

    def delete_account(self, account_id: str, *, at: datetime) -> bool:
        """Delete, under the account's lock; False when a hold covers it: then it is closed only."""

    def expire_records(self, *, before: datetime, count_max: int = 1_000) -> int:
        """Delete old records that no hold covers, and count them."""

    def add_account(self, account_id: str, identifiers: Sequence[Identifier]) -> None:
        """Open an account: the platform's own doing."""

    def add_records(self, records: Sequence[DirectoryRecord]) -> None:
        """Store records: the platform's own doing."""


class Desk(Protocol):
    """Everything of the response desk, inside one unit of work."""

    @property
    def requests(self) -> Requests:
        """Legal requests."""

    @property
    def holds(self) -> Holds:
        """Holds."""

    @property
    def clocks(self) -> Clocks:
        """Clocks."""

    @property
    def registry(self) -> Registry:
        """Agencies and officers."""

    @property
    def directory(self) -> AccountDirectory:
        """The platform's accounts."""


class Timestamper(Protocol):
    """A timestamp authority (RFC 3161)."""

    def stamp(self, content: bytes) -> bytes:
        """Return a DER TimeStampResp over SHA-256 of `content`. Raises NoTimestamp."""


class Sealer(Protocol):
    """Encrypts to a recipient."""

    def seal(self, content: bytes, *, recipient_key: str) -> bytes:
        """Return ciphertext that only the recipient opens. Raises BadValue for a wrong key."""
