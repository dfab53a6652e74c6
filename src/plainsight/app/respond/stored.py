"""What lies in the response desk's records, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plainsight.model.fact import JsonValue
from plainsight.respond.clock import ResponseClock
from plainsight.respond.data_class import DataClass
from plainsight.respond.instrument import Instrument
from plainsight.respond.legal_request import LegalRequest
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
    enrolled_at: datetime  # with this key
    vouched_by: str = ""  # the agency's administrator
    withdrawn_at: datetime | None = None  # nothing is sealed to this officer any more


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerChange:
    """One change of an enrolled officer: another key, or none."""

    officer_id: str
    at: datetime
    recipient_key: str | None = None  # None: withdrawn
    changed_by: str
    agreed_by: str | None = None  # the second person, of a key
    why: str  # whom of the agency we called, or what happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Who did what on one legal request; which two are never one person's: `separate_duties`."""

    received_by: str | None = None  # of the desk: who wrote down what came on paper
    intake_id: str | None = None
    verifier_id: str | None = None
    suspected_by: str | None = None  # who noted the contradiction last
    looked_again_by: str | None = None  # who confirmed or cleared it
    counsel_id: str | None = None  # who granted the scope
    collector_id: str | None = None
    quality_id: str | None = None
    approver_id: str | None = None
    approver_department: str | None = None
    second_approver_id: str | None = None
    second_approver_department: str | None = None
    notice_waived_by: str | None = None  # of counsel; None where the instrument gives no notice
    released_by: str | None = None


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
    is_erased: bool = False  # its case's key is gone: `request` says nothing about people


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
class KeptDocument:
    """A document as it lies there, unopened."""

    digest: str  # SHA-256, hex
    media_type: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What a hold covers, as the directory saw it under its lock."""

    record_count: int
    through_number: int  # records after this one are not covered: past data only
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedHold:
    """A hold as the platform has it: its id, and since when."""

    hold_id: str
    placed_at: datetime


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
