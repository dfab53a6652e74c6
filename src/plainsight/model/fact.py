"""Facts: what happened, told by the core, committed by `app` together with the change itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plainsight.model.time import require_utc

# What canonical JSON (RFC 8785) can hold without loss; no floats, so that every reader agrees.
JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class AuditTag(StrEnum):
    """Every kind of entry the audit log can hold, as `subject:act`."""

    POLICY_CHANGED = "policy:changed"
    POSTS_INGESTED = "posts:ingested"
    POSTS_REFUSED = "posts:refused"  # private or unlabelled: counted, never read
    RECORD_QUARANTINED = "record:quarantined"
    POSTS_SCANNED = "posts:scanned"
    CHAIN_INGESTED = "chain:ingested"
    TRANSFERS_INGESTED = "transfers:ingested"
    FLOWS_SEARCHED = "flows:searched"  # and their alerts raised, revised, absorbed, withdrawn
    ATTRIBUTIONS_UPDATED = "attributions:updated"
    ATTRIBUTIONS_FORGOTTEN = "attributions:forgotten"  # an edition taken by a slip, out again
    ADDRESSES_SCREENED = "addresses:screened"
    TRACE_REPORTED = "trace:reported"
    STATEMENT_MADE = "statement:made"  # it covers the entries before this one
    CHECKPOINT_COSIGNED = "checkpoint:cosigned"  # an outside witness saw that the log only grew
    LOG_RESTORED = "log:restored"  # all before it came out of a backup; nobody signs until the next
    LOG_RESUMED = "log:resumed"  # compared with a checkpoint from elsewhere, or entries are lost
    LOG_CONTINUED = "log:continued"  # its key is lost; it goes on under another name
    LOG_KEY_ROTATED = "log:key_rotated"  # its key gave way to another; both signed so
    VALUE_FORGOTTEN = "value:forgotten"  # no commitment opens to it again; to what, nothing says
    ALERT_RAISED = "alert:raised"
    ALERT_REVISED = "alert:revised"
    ALERT_TAKEN = "alert:taken"
    ALERT_RELEASED = "alert:released"  # given back to the queue
    ALERT_SNOOZED = "alert:snoozed"
    ALERT_SKIPPED = "alert:skipped"
    ALERT_ASSIGNED = "alert:assigned"
    ALERT_ESCALATED = "alert:escalated"  # a second look by another person was asked for
    ALERT_DECIDED = "alert:decided"
    ALERT_REOPENED = "alert:reopened"
    ALERT_VIEWED = "alert:viewed"
    ALERTS_SEARCHED = "alerts:searched"
    CONTACTS_UNMASKED = "contacts:unmasked"
    WORKLOAD_CHANGED = "workload:changed"
    RESTRICTION_PROPOSED = "restriction:proposed"
    RESTRICTION_APPROVED = "restriction:approved"
    RESTRICTION_REFUSED = "restriction:refused"
    RESTRICTION_LIFTED = "restriction:lifted"
    APPEAL_RECEIVED = "appeal:received"
    APPEAL_TAKEN = "appeal:taken"
    APPEAL_RELEASED = "appeal:released"  # given back, undecided
    APPEAL_DECIDED = "appeal:decided"
    APPEAL_WITHDRAWN = "appeal:withdrawn"
    CASE_OPENED = "case:opened"
    CASE_CHANGED = "case:changed"
    CASE_MERGED = "case:merged"
    CASE_SPLIT = "case:split"
    CASE_CLOSED = "case:closed"
    CASE_VIEWED = "case:viewed"
    REPORT_DRAFTED = "report:drafted"
    REPORT_PROPOSED = "report:proposed"
    REPORT_RETURNED = "report:returned"
    REPORT_APPROVED = "report:approved"
    REPORT_FILED = "report:filed"
    REPORT_ACKNOWLEDGED = "report:acknowledged"
    REPORT_VIEWED = "report:viewed"
    REPORT_SHARED = "report:shared"  # one more person was given a need to know
    GOLDEN_PLANTED = "golden:planted"  # which alerts they are stands in commitments only
    REVIEWER_ALARMED = "reviewer:alarmed"
    TYPOLOGY_ALARMED = "typology:alarmed"
    ROLLOUT_CHANGED = "rollout:changed"
    LABELS_EXPORTED = "labels:exported"
    TERM_PROPOSED = "term:proposed"
    TERM_APPROVED = "term:approved"
    TERM_REJECTED = "term:rejected"
    REQUEST_RECEIVED = "request:received"
    REQUEST_UNREADABLE = "request:unreadable"  # refused with field and mend, and counted
    REQUEST_MOVED = "request:moved"  # one step of the lifecycle; its number stands in the body
    REQUEST_STATED = "request:stated"  # something was said or written on a legal request
    REQUEST_OPENED = "request:opened"  # a person looked at one
    DOCUMENT_READ = "request:document_read"  # a person read a document that came with one
    REQUEST_FROZEN = "request:frozen"  # its requester's mailbox or account is suspected
    REQUESTER_JUDGED = "requester:judged"  # gates and signs of fraud as they were weighed
    HOLD_PLACED = "hold:placed"
    HOLD_CHANGED = "hold:changed"
    HOLDS_CHECKED = "holds:checked"
    HOLD_CORRUPTED = "hold:corrupted"
    CLOCK_ALARMED = "clock:alarmed"
    CLOCK_BREACHED = "clock:breached"
    CLOCK_ANSWERED = "clock:answered"
    CLOCK_OWED_AGAIN = "clock:owed_again"  # its answer was taken back
    SCOPE_GRANTED = "scope:granted"
    RECORDS_COLLECTED = "records:collected"
    PACKAGE_PREPARED = "package:prepared"
    PACKAGE_FETCHED = "package:fetched"
    PACKAGE_RELEASED = "package:released"
    PACKAGE_TAKEN_BACK = "package:taken_back"  # by two people, before anybody fetched it
    ACCOUNT_DELETED = "account:deleted"
    ACCOUNT_CLOSED = "account:closed"  # its holder deleted it; a hold keeps the records
    RECORDS_EXPIRED = "records:expired"  # the retention job
    GAP_RECORDED = "gap:recorded"
    GAP_FOLLOWED = "gap:followed"  # informed, treaty reference known, answered or given up
    AGENCY_REGISTERED = "agency:registered"  # or revised: its number, its domain, compromised
    OFFICER_ENROLLED = "officer:enrolled"
    OFFICER_KEY_CHANGED = "officer:key_changed"  # by two people, after a call
    OFFICER_WITHDRAWN = "officer:withdrawn"  # nothing is sealed to them any more
    REPORT_REVISED = "report:revised"  # a person changed the narrative of a draft
    REPORT_DROPPED = "report:dropped"  # a decision not to file
    PERSON_INVITED = "person:invited"
    PERSON_CHANGED = "person:changed"  # roles, department, or no longer active
    PERSON_LINK_DRAWN = "person:link_drawn"  # by whom, and whether a second person must confirm it
    PERSON_LINK_CONFIRMED = "person:link_confirmed"
    PERSON_LINK_REFUSED = "person:link_refused"  # by its person, or by who administers
    CREDENTIAL_ADDED = "credential:added"
    CREDENTIAL_WITHDRAWN = "credential:withdrawn"  # by its person, an administrator, or a new link
    SESSION_BEGUN = "session:begun"
    SIGN_IN_REFUSED = "sign_in:refused"
    TOKEN_ISSUED = "token:issued"
    TOKEN_CONFIRMED = "token:confirmed"  # by a second person: it acts in a person's role
    TOKEN_REVOKED = "token:revoked"
    WEBHOOK_CHANGED = "webhook:changed"
    DIGEST_MADE = "digest:made"  # an agency's own oversight got the list of its requests
    ALARM_TOLD = "alarm:told"
    ROSTER_CHANGED = "roster:changed"
    CASE_ERASED = "case:erased"
    HONEY_TOUCHED = "honey:touched"  # somebody opened a legal request that does not exist


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One happening. `personal` values enter the log only as salted commitments."""

    tag: AuditTag
    subject: str  # id of what it is about
    at: datetime
    body: Mapping[str, JsonValue] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_utc(at=self.at)
