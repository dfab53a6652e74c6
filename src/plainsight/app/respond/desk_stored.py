"""What the response desk writes down beside a legal request: what was said, found and alarmed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plainsight.app.respond.stored import StoredRequest
from plainsight.model.fact import JsonValue
from plainsight.respond.clock import ResponseClock
from plainsight.respond.gap import GapCounts
from plainsight.respond.states import Role


class StatementKind(StrEnum):
    """What was said or established about a legal request; never edited, only added to."""

    JUDGEMENT = "judgement"  # gates and signs of fraud, each with its sentence
    CALL_BACK = "call_back"
    DIAL_BACK = "dial_back"  # the desk phoned the agency's own published number
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION = "clarification"
    DOCUMENTS = "documents"  # which came, and what was said with them
    FRAUD_CONFIRMED = "fraud_confirmed"  # a second person: why the contradiction stands
    FRAUD_CLEARED = "fraud_cleared"  # a second person: why it does not
    REFUSAL = "refusal"
    DUPLICATE_UNDONE = "duplicate_undone"  # intake: why it is none, and is worked after all
    PART_REFUSED = "part_refused"
    CHALLENGE = "challenge"
    ROUTING = "routing"
    REQUESTER_INFORMED = "requester_informed"
    MLA_REFERENCE = "mla_reference"
    MLA_ANSWER = "mla_answer"
    NO_MLA_ANSWER = "no_mla_answer"
    SENT_BACK = "sent_back"
    PACKAGE_TAKEN_BACK = "package_taken_back"  # why what was released is not to be fetched
    TAKING_BACK_PROPOSED = "taking_back_proposed"  # approver: why it should not be fetched
    TAKING_BACK_REFUSED = "taking_back_refused"  # counsel or protection officer: why it may
    WITHDRAWAL = "withdrawal"
    NOTICE_WAIVED = "notice_waived"  # counsel: why the user is not told
    WAIVER_TAKEN_BACK = "waiver_taken_back"  # counsel: why the user is told after all
    KEEPING_CONFIRMED = "keeping_confirmed"  # counsel: why a hold is kept longer than the law says
    HOLD_END_PROPOSED = "hold_end_proposed"  # custodian: on what ground a hold may end
    HOLD_END_AGREED = "hold_end_agreed"  # counsel or protection officer: it may
    HOLD_END_REFUSED = "hold_end_refused"  # counsel or protection officer: why it may not
    REVIEW = "review"  # the look at an emergency afterwards
    FREEZE_LIFTED = "freeze_lifted"  # counsel: this one is genuine after all
    RECEIPT_STAMP = "receipt_stamp"  # RFC 3161 token over the receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing said, sealed under the case's key."""

    request_id: str
    kind: StatementKind
    actor_id: str
    role: Role
    at: datetime
    body: Mapping[str, JsonValue] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPackage:
    """A sealed package that waits to leave, or to be fetched by its officer."""

    request_id: str
    officer_id: str
    sealed: bytes = field(repr=False)
    digest: str  # SHA-256 of `sealed`
    nonce_digest: str
    line_count: int
    not_produced_count: int
    built_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredGap:
    """The gap of one production or routing letter, as counts; it names nobody."""

    request_id: str
    agency_id: str
    country: str
    offence: str
    counts: GapCounts
    opened_at: datetime
    produced_at: datetime | None = None  # None: a routing letter, no production
    informed_at: datetime | None = None
    mla_known_at: datetime | None = None
    answered_at: datetime | None = None
    unanswered_at: datetime | None = None  # given up


class BoardView(StrEnum):
    """Which legal requests the board shows."""

    OPEN = "open"
    EMERGENCIES = "emergencies"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """One page of the board, what is due first on top."""

    requests: tuple[StoredRequest, ...]
    due: Mapping[str, ResponseClock]  # by request id: the open clock that is due first
    total: int  # of the whole view


class AlarmKind(StrEnum):
    """What somebody of the desk has to look at."""

    CLOCK = "clock"
    BREACH = "breach"
    HOLD_MISSING = "hold_missing"  # the platform did not answer at receipt
    HONEY = "honey"  # somebody opened a case that does not exist
    REVIEW_OVERDUE = "review_overdue"
    HOLD_REVIEW = "hold_review"  # its agency is to be asked, or its custodian to confirm it
    NOTICE_DUE = "notice_due"  # the user is to be told, or counsel waives it
    NOTICE_OVERDUE = "notice_overdue"
    DUTY_FAILED = "duty_failed"  # a round that the installation owes every day did not end
    HOLD_CORRUPTED = "hold_corrupted"
    ROSTER_GAP = "roster_gap"
    HOST_CLOCK = "host_clock"  # the host's clock and the timestamp authority's differ
    FRAUD = "fraud"
    REPEAT_TARGET = "repeat_target"
    FLOOD = "flood"  # one agency fills the emergency queue


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAlarm:
    """One alarm, told once; `alarm_key` is what it may not be told of twice."""

    alarm_key: str
    kind: AlarmKind
    subject: str
    says: str
    at: datetime


class TraitKind(StrEnum):
    """What legal requests are compared by: digests, deleted with the case's key."""

    REQUESTER = "requester"
    TARGET = "target"
    TEMPLATE = "template"  # the text without names and numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One approval: when the scope was there to be read, and when each of one or two approved."""

    request_id: str
    scoped_at: datetime
    approved_at_by: dict[str, datetime]  # person -> instant, in the order of the instants


@dataclass(frozen=True, slots=True, kw_only=True)
class PreservationCount:
    """Preservations of one agency, and how many no process ever followed."""

    agency_id: str
    preserved_count: int
    followed_count: int

    @property
    def unfollowed_count(self) -> int:
        """Kept without suspicion ever shown (the privacy measure)."""
        return self.preserved_count - self.followed_count
