"""The words of the lifecycle: five regions and their states, roles, commands, circumstances."""

from dataclasses import dataclass
from enum import StrEnum

from plainsight.model.role import Role as EveryRole


class Authenticity(StrEnum):
    """Region A: is it really them?"""

    UNVERIFIED = "unverified"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    FRAUD_SUSPECTED = "fraud_suspected"  # until a second person clears it, if they do


class Holding(StrEnum):
    """Region B: are the records kept?"""

    NONE = "none"
    PROVISIONAL = "provisional"
    ACTIVE = "active"
    EXTENDED = "extended"
    PRODUCTION_LINKED = "production_linked"
    REVIEW_DUE = "review_due"
    RELEASE_PENDING = "release_pending"
    RELEASED = "released"


class Production(StrEnum):
    """Region C: from receipt to the last acknowledgement."""

    UNRECEIVED = "unreceived"
    RECEIVED = "received"
    TRIAGE = "triage"
    CLARIFY = "clarify"
    LEGAL_REVIEW = "legal_review"
    SCOPED = "scoped"
    APPROVED = "approved"
    COLLECTED = "collected"
    QA_PASSED = "qa_passed"
    PACKAGED = "packaged"
    RELEASED = "released"
    ACKED = "acked"
    CLOSED = "closed"
    REFUSED = "refused"
    PARTIAL = "partial"  # the reasoned refusal of a part is sent, the rest goes on
    NIL = "nil"
    WITHDRAWN = "withdrawn"
    CHALLENGED = "challenged"
    ROUTED = "routed"
    DUPLICATE = "duplicate"


class Notice(StrEnum):
    """Region D: is the user told?"""

    NOT_DUE = "not_due"
    BLOCKED_UNTIL = "blocked_until"
    DUE = "due"
    SENT = "sent"
    WAIVED = "waived"


class CrossBorder(StrEnum):
    """Region E: the part that another operator holds."""

    NONE = "none"
    GAP_RECORDED = "gap_recorded"
    REQUESTER_INFORMED = "requester_informed"
    MLA_REF_KNOWN = "mla_ref_known"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"


Region = type[Authenticity] | type[Holding] | type[Production] | type[Notice] | type[CrossBorder]
State = Authenticity | Holding | Production | Notice | CrossBorder


class Role(StrEnum):
    """Who may act (research: section 5). Database and platform administrators have no role."""

    REQUESTER = "REQ"
    INTAKE = "INT"
    VERIFIER = "VER"
    COUNSEL = "CNL"
    COLLECTOR = "COL"
    QUALITY = "QA"
    APPROVER = "APR"
    HOLD_CUSTODIAN = "HLD"
    CROSS_BORDER = "XB"
    PROTECTION_OFFICER = "DPO"
    SYSTEM = "SYS"

    @property
    def told(self) -> str:
        """The duty in words, with its code."""
        return EveryRole(self.value).told


class Command(StrEnum):
    """What can be asked of a legal request; one for each numbered move."""

    RECEIVE = "receive"
    PLACE_HOLD = "place_hold"
    START_VERIFYING = "start_verifying"
    VERIFY_REQUESTER = "verify_requester"
    SUSPECT_FRAUD = "suspect_fraud"
    CONFIRM_FRAUD = "confirm_fraud"
    CLEAR_FRAUD = "clear_fraud"
    TRIAGE = "triage"
    MARK_DUPLICATE = "mark_duplicate"
    UNMARK_DUPLICATE = "unmark_duplicate"
    ASK_CLARIFICATION = "ask_clarification"
    CLARIFY = "clarify"
    BEGIN_REVIEW = "begin_review"
    GRANT_SCOPE = "grant_scope"
    REFUSE = "refuse"
    REFUSE_PART = "refuse_part"
    CHALLENGE = "challenge"
    ROUTE = "route"
    APPROVE = "approve"
    COLLECT = "collect"
    CERTIFY_NIL = "certify_nil"
    PASS_QUALITY = "pass_quality"  # noqa: S105 - a word, not a password
    SEND_BACK = "send_back"
    PACKAGE = "package"
    RELEASE = "release"
    TAKE_BACK_PACKAGE = "take_back_package"
    ACKNOWLEDGE = "acknowledge"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    CONFIRM_HOLD = "confirm_hold"
    EXTEND_HOLD = "extend_hold"
    LINK_HOLD = "link_hold"
    ASK_REVIEW = "ask_review"
    KEEP_HOLD = "keep_hold"
    PREPARE_RELEASE_OF_HOLD = "prepare_release_of_hold"
    OBJECT_TO_RELEASE = "object_to_release"
    RELEASE_HOLD = "release_hold"
    LAPSE_HOLD = "lapse_hold"
    BLOCK_NOTICE = "block_notice"
    UNBLOCK_NOTICE = "unblock_notice"
    MAKE_NOTICE_DUE = "make_notice_due"
    SEND_NOTICE = "send_notice"
    WAIVE_NOTICE = "waive_notice"
    TAKE_BACK_WAIVER = "take_back_waiver"
    RECORD_GAP = "record_gap"
    INFORM_REQUESTER = "inform_requester"
    NOTE_MLA_REFERENCE = "note_mla_reference"
    NOTE_MLA_ANSWER = "note_mla_answer"
    NOTE_NO_ANSWER = "note_no_answer"
    REVIEW_AFTERWARDS = "review_afterwards"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestState:
    """Where a legal request stands, in all five regions at once."""

    authenticity: Authenticity = Authenticity.UNVERIFIED
    holding: Holding = Holding.NONE
    production: Production = Production.UNRECEIVED
    notice: Notice = Notice.NOT_DUE
    cross_border: CrossBorder = CrossBorder.NONE


REGION_NAMES: dict[Region, str] = {
    Authenticity: "authenticity",
    Holding: "holding",
    Production: "production",
    Notice: "notice",
    CrossBorder: "cross_border",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known about a legal request besides its state; every guard is one of these."""

    is_parsed: bool = False
    has_identified_accounts: bool = False
    gates_passed: bool = False
    verifier_is_not_intake: bool = False  # of weight in an emergency only
    fraud_is_contradicted: bool = False  # a positive contradiction, not a gate not yet met
    awaits_second_look: bool = False  # nobody confirmed the suspicion yet
    looker_is_not_suspecter: bool = False
    has_look_reason: bool = False
    is_duplicate: bool = False
    has_reason_code: bool = False
    is_unverified_reason: bool = False  # AUTHENTICITY_NOT_ESTABLISHED or INCOMPLETE alone
    has_investigation_reference: bool = False
    has_scope_token: bool = False
    is_scope_token_current: bool = False
    has_court_reference: bool = False
    held_by_other_entity: bool = False
    approvals_suffice: bool = False
    approver_is_not_collector: bool = False
    has_records: bool = False
    is_within_scope: bool = False
    is_signed_and_stamped: bool = False
    recipient_is_of_agency: bool = False
    is_unfetched: bool = False  # what was released lies there as it was
    nonce_fits: bool = False
    is_withdrawal_authenticated: bool = False
    is_preservation: bool = False
    hold_basis_is_renewed: bool = False
    is_hold_cited: bool = False
    is_review_near: bool = False
    agency_says_open: bool = False
    is_written_release: bool = False  # the agency said in writing that it needs the hold no longer
    is_objection_in_writing: bool = False
    release_terms_met: bool = False
    two_roles_agree: bool = False
    is_provisional_hold_lapsed: bool = False
    notice_is_forbidden: bool = False
    notice_ban_ended: bool = False
    has_waiver_reason: bool = False
    would_be_told: bool = False  # there is a notice to waive: a policy gives none, or one is due
    was_waived_by_counsel: bool = False  # not by the instrument, which gives no notice
    notice_is_settled: bool = False  # told, waived, forbidden now, or due after the event only
    is_emergency: bool = False
    is_settled: bool = False  # nothing open in the hold and notice regions, or delegated
    is_answered: bool = False  # a response was sent
