"""The lifecycle of a legal request: one table. The diagram in the docs is generated from it.

Five regions move together. A row names its region's states before and after, who may ask, the
states that other regions must be in, the circumstances that must hold, and what else moves.
An illegal move raises and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from plainsight.errors import GuardUnmet, IllegalMove, WrongRole
from plainsight.respond.states import (
    REGION_NAMES,
    Authenticity,
    Circumstances,
    Command,
    CrossBorder,
    Holding,
    Notice,
    Production,
    Region,
    RequestState,
    Role,
    State,
)

_A, _H, _P, _N, _X = Authenticity, Holding, Production, Notice, CrossBorder
_R, _C = Role, Command

_Needs = Mapping[Region, frozenset[State]]
_SURE: _Needs = {_A: frozenset({_A.VERIFIED})}  # invariant I1: nothing leaves without it
_NOT_FRAUD: _Needs = {_A: frozenset(_A) - {_A.FRAUD_SUSPECTED}}
_BEFORE_RELEASE = frozenset(
    {
        _P.RECEIVED, _P.TRIAGE, _P.CLARIFY, _P.LEGAL_REVIEW, _P.PARTIAL, _P.SCOPED, _P.APPROVED,
        _P.COLLECTED, _P.NIL, _P.QA_PASSED, _P.PACKAGED, _P.CHALLENGED, _P.ROUTED,
    }
)  # fmt: skip
_UNDER_REVIEW = (_P.LEGAL_REVIEW, _P.PARTIAL, _P.CHALLENGED, _P.ROUTED)
# A token lasts 72 hours and the package needs it: until then, counsel can judge the scope again.
_UNDER_SCOPE = (_P.SCOPED, _P.APPROVED, _P.COLLECTED, _P.NIL, _P.QA_PASSED)
_HELD = (_H.ACTIVE, _H.EXTENDED)
_SECOND_LOOK = ("has_look_reason", "awaits_second_look", "looker_is_not_suspecter")


@dataclass(frozen=True, slots=True)
class Row:
    """One move. `also` are the couplings: what other regions do in the same step."""

    number: str  # as numbered in spec/legal-request.md
    command: Command
    before: tuple[State, ...]
    after: State
    roles: tuple[Role, ...]
    guards: tuple[str, ...] = ()
    needs: _Needs = field(default_factory=dict)
    also: tuple[tuple[State, State], ...] = ()


TABLE: tuple[Row, ...] = (
    Row("T01", _C.RECEIVE, (_P.UNRECEIVED,), _P.RECEIVED, (_R.REQUESTER, _R.INTAKE),
        ("is_parsed",)),
    Row("T02", _C.PLACE_HOLD, (_H.NONE,), _H.PROVISIONAL, (_R.SYSTEM,),
        ("has_identified_accounts",), {_P: frozenset(_P) - {_P.UNRECEIVED, _P.CLOSED}}),
    Row("T03", _C.START_VERIFYING, (_A.UNVERIFIED,), _A.VERIFYING, (_R.INTAKE,),
        needs={_P: frozenset(_P) - {_P.UNRECEIVED}}),
    Row("T04", _C.VERIFY_REQUESTER, (_A.VERIFYING,), _A.VERIFIED, (_R.VERIFIER,),
        ("gates_passed", "verifier_is_not_intake")),
    Row("T05", _C.SUSPECT_FRAUD, (_A.VERIFYING, _A.VERIFIED), _A.FRAUD_SUSPECTED, (_R.VERIFIER,),
        ("fraud_is_contradicted",), {_P: _BEFORE_RELEASE | {_P.REFUSED}}),
    # One click is not the last word: a second person looks, and either way says why.
    Row("T05a", _C.CONFIRM_FRAUD, (_A.FRAUD_SUSPECTED,), _A.FRAUD_SUSPECTED,
        (_R.VERIFIER, _R.COUNSEL), _SECOND_LOOK),
    Row("T05b", _C.CLEAR_FRAUD, (_A.FRAUD_SUSPECTED,), _A.VERIFYING, (_R.VERIFIER, _R.COUNSEL),
        _SECOND_LOOK, {_P: _BEFORE_RELEASE | {_P.REFUSED}}),
    Row("T06", _C.TRIAGE, (_P.RECEIVED,), _P.TRIAGE, (_R.INTAKE,)),
    Row("T07", _C.MARK_DUPLICATE, (_P.TRIAGE,), _P.DUPLICATE, (_R.INTAKE,),
        ("is_duplicate",)),
    # What was no duplicate after all was owed from its receipt on, and is worked like any other.
    Row("T07a", _C.UNMARK_DUPLICATE, (_P.DUPLICATE,), _P.TRIAGE, (_R.INTAKE,)),
    Row("T08", _C.ASK_CLARIFICATION, (_P.TRIAGE,), _P.CLARIFY, (_R.INTAKE, _R.COUNSEL),
        ("has_reason_code",)),
    Row("T09", _C.CLARIFY, (_P.CLARIFY,), _P.TRIAGE, (_R.REQUESTER,)),
    Row("T10", _C.BEGIN_REVIEW, (_P.TRIAGE,), _P.LEGAL_REVIEW, (_R.SYSTEM,), needs=_SURE),
    Row("T11", _C.GRANT_SCOPE, (*_UNDER_REVIEW, *_UNDER_SCOPE), _P.SCOPED, (_R.COUNSEL,),
        ("has_investigation_reference", "has_scope_token"), _SURE),
    Row("T12", _C.REFUSE, (*_UNDER_REVIEW, *_UNDER_SCOPE, _P.PACKAGED), _P.REFUSED, (_R.COUNSEL,),
        ("has_reason_code",)),
    Row("T12a", _C.REFUSE, (_P.TRIAGE, _P.CLARIFY), _P.REFUSED, (_R.COUNSEL,),
        ("has_reason_code", "is_unverified_reason")),
    Row("T12b", _C.REFUSE_PART, (_P.LEGAL_REVIEW,), _P.PARTIAL, (_R.COUNSEL,),
        ("has_reason_code",), _SURE),
    Row("T13", _C.CHALLENGE, (_P.LEGAL_REVIEW,), _P.CHALLENGED, (_R.COUNSEL,),
        ("has_court_reference",)),
    Row("T14", _C.ROUTE, (_P.LEGAL_REVIEW,), _P.ROUTED, (_R.CROSS_BORDER,),
        ("held_by_other_entity",), also=((_X.NONE, _X.GAP_RECORDED),)),
    Row("T14a", _C.INFORM_REQUESTER, (_X.GAP_RECORDED,), _X.REQUESTER_INFORMED,
        (_R.CROSS_BORDER, _R.SYSTEM)),
    Row("T14b", _C.NOTE_MLA_REFERENCE, (_X.REQUESTER_INFORMED,), _X.MLA_REF_KNOWN,
        (_R.CROSS_BORDER,)),
    Row("T14c", _C.NOTE_MLA_ANSWER, (_X.MLA_REF_KNOWN,), _X.ANSWERED, (_R.CROSS_BORDER,)),
    Row("T14d", _C.NOTE_NO_ANSWER, (_X.REQUESTER_INFORMED, _X.MLA_REF_KNOWN), _X.NO_ANSWER,
        (_R.CROSS_BORDER,)),
    Row("T14e", _C.RECORD_GAP, (_X.NONE,), _X.GAP_RECORDED, (_R.CROSS_BORDER, _R.SYSTEM),
        ("held_by_other_entity",)),
    Row("T15", _C.APPROVE, (_P.SCOPED,), _P.APPROVED, (_R.APPROVER,),
        ("approvals_suffice", "approver_is_not_collector"), _SURE),
    Row("T16", _C.COLLECT, (_P.APPROVED,), _P.COLLECTED, (_R.COLLECTOR,),
        ("is_scope_token_current",), _SURE),
    Row("T17", _C.CERTIFY_NIL, (_P.COLLECTED,), _P.NIL, (_R.QUALITY,), ("has_no_records",),
        _NOT_FRAUD),
    Row("T18", _C.PASS_QUALITY, (_P.COLLECTED,), _P.QA_PASSED, (_R.QUALITY,),
        ("has_records", "is_within_scope"), _NOT_FRAUD),
    Row("T18a", _C.SEND_BACK, (_P.COLLECTED,), _P.APPROVED, (_R.QUALITY,)),
    Row("T19", _C.PACKAGE, (_P.QA_PASSED, _P.NIL), _P.PACKAGED, (_R.SYSTEM,),
        ("is_signed_and_stamped",), _SURE),
    Row("T20", _C.RELEASE, (_P.PACKAGED,), _P.RELEASED, (_R.APPROVER,),
        ("recipient_is_of_agency", "has_investigation_reference", "notice_is_settled"), _SURE),
    # Of what nobody fetched nothing was disclosed: counsel judges anew whether and what may leave,
    # and of that the user is told; whoever was told or is not to be, stays so.
    Row("T20a", _C.TAKE_BACK_PACKAGE, (_P.RELEASED,), _P.LEGAL_REVIEW, (_R.APPROVER,),
        ("is_unfetched", "two_roles_agree"),
        also=((_N.BLOCKED_UNTIL, _N.NOT_DUE), (_N.DUE, _N.NOT_DUE))),
    Row("T21", _C.ACKNOWLEDGE, (_P.RELEASED,), _P.ACKED, (_R.REQUESTER,), ("nonce_fits",)),
    Row("T22", _C.CLOSE,
        (_P.ACKED, _P.REFUSED, _P.NIL, _P.ROUTED, _P.DUPLICATE, _P.WITHDRAWN, _P.LEGAL_REVIEW),
        _P.CLOSED, (_R.INTAKE,), ("is_settled", "is_answered")),
    Row("T23", _C.WITHDRAW, tuple(sorted(_BEFORE_RELEASE)), _P.WITHDRAWN, (_R.REQUESTER,),
        ("is_withdrawal_authenticated",)),
    Row("T24", _C.CONFIRM_HOLD, (_H.PROVISIONAL,), _H.ACTIVE, (_R.HOLD_CUSTODIAN,), needs=_SURE),
    # From a review too: an extension is possible near the end alone, when the agency is asked.
    Row("T25", _C.EXTEND_HOLD, (*_HELD, _H.REVIEW_DUE), _H.EXTENDED, (_R.HOLD_CUSTODIAN,),
        ("hold_basis_is_renewed",), _SURE),
    # From a review and a grace period too: a hold that is needed goes no further towards its end.
    Row("T26", _C.LINK_HOLD, (*_HELD, _H.REVIEW_DUE, _H.RELEASE_PENDING), _H.PRODUCTION_LINKED,
        (_R.SYSTEM,), ("is_hold_cited",)),
    Row("T27", _C.ASK_REVIEW, (*_HELD, _H.PRODUCTION_LINKED), _H.REVIEW_DUE, (_R.SYSTEM,),
        ("is_review_near",)),
    # Asked again: time and person of each attempt stand in the custody record.
    Row("T27a", _C.ASK_REVIEW, (_H.REVIEW_DUE,), _H.REVIEW_DUE, (_R.HOLD_CUSTODIAN,)),
    Row("T28", _C.KEEP_HOLD, (_H.REVIEW_DUE,), _H.EXTENDED, (_R.HOLD_CUSTODIAN,),
        ("agency_says_open",)),
    Row("T29", _C.PREPARE_RELEASE_OF_HOLD, (_H.REVIEW_DUE,), _H.RELEASE_PENDING,
        (_R.HOLD_CUSTODIAN,), ("release_terms_met", "two_roles_agree")),
    # A hold that a production relies on waits for its review: another matter may need it.
    Row("T29a", _C.PREPARE_RELEASE_OF_HOLD, _HELD, _H.RELEASE_PENDING, (_R.HOLD_CUSTODIAN,),
        ("is_written_release", "release_terms_met", "two_roles_agree")),
    # What the grace period waits for.
    Row("T29b", _C.OBJECT_TO_RELEASE, (_H.RELEASE_PENDING,), _H.EXTENDED, (_R.HOLD_CUSTODIAN,),
        ("is_objection_in_writing",)),
    Row("T30", _C.RELEASE_HOLD, (_H.RELEASE_PENDING,), _H.RELEASED, (_R.HOLD_CUSTODIAN,),
        ("release_terms_met", "two_roles_agree")),
    Row("T31", _C.LAPSE_HOLD, (_H.PROVISIONAL,), _H.RELEASED, (_R.SYSTEM,),
        ("is_provisional_hold_lapsed",)),
    Row("T32", _C.UNBLOCK_NOTICE, (_N.BLOCKED_UNTIL,), _N.DUE, (_R.SYSTEM,),
        ("notice_ban_ended",)),
    Row("T32a", _C.BLOCK_NOTICE, (_N.NOT_DUE, _N.DUE), _N.BLOCKED_UNTIL, (_R.SYSTEM, _R.COUNSEL),
        ("notice_is_forbidden",)),
    Row("T32b", _C.MAKE_NOTICE_DUE, (_N.NOT_DUE,), _N.DUE, (_R.SYSTEM,), ("notice_ban_ended",)),
    Row("T32c", _C.SEND_NOTICE, (_N.DUE,), _N.SENT, (_R.INTAKE, _R.SYSTEM),
        ("notice_ban_ended",)),
    Row("T32d", _C.WAIVE_NOTICE, (_N.NOT_DUE, _N.DUE), _N.WAIVED, (_R.COUNSEL, _R.SYSTEM),
        ("has_waiver_reason", "would_be_told")),
    Row("T32e", _C.TAKE_BACK_WAIVER, (_N.WAIVED,), _N.NOT_DUE, (_R.COUNSEL,),
        ("was_waived_by_counsel",), {_P: _BEFORE_RELEASE}),
    Row("T33", _C.REVIEW_AFTERWARDS, (_P.RELEASED,), _P.RELEASED, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    # Wherever one can be closed: an emergency that was refused or taken back is looked at as well.
    Row("T33a", _C.REVIEW_AFTERWARDS, (_P.ACKED,), _P.ACKED, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    Row("T33b", _C.REVIEW_AFTERWARDS, (_P.REFUSED,), _P.REFUSED, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    Row("T33c", _C.REVIEW_AFTERWARDS, (_P.WITHDRAWN,), _P.WITHDRAWN, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    Row("T33d", _C.REVIEW_AFTERWARDS, (_P.DUPLICATE,), _P.DUPLICATE, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    Row("T33e", _C.REVIEW_AFTERWARDS, (_P.ROUTED,), _P.ROUTED, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    Row("T33f", _C.REVIEW_AFTERWARDS, (_P.NIL,), _P.NIL, (_R.PROTECTION_OFFICER,),
        ("is_emergency",)),
    Row("T33g", _C.REVIEW_AFTERWARDS, (_P.LEGAL_REVIEW,), _P.LEGAL_REVIEW,
        (_R.PROTECTION_OFFICER,), ("is_emergency",)),
)  # fmt: skip

# What to do about a circumstance whose name does not say it.
_MENDS = {
    "is_duplicate": "needs an earlier one of the same officer and matter with the same document, "
    "neither refused, withdrawn nor suspected, that asks for as much; else go on with it",
    "awaits_second_look": "comes once: a second person confirmed this suspicion already",
    "looker_is_not_suspecter": "needs somebody else than who noted the contradiction",
    "has_look_reason": "needs a reason in words: whom you called, and what they said",
    "notice_is_settled": "needs that notice is settled: tell the user (requests tell-user), or let "
    "counsel waive it with reasons (requests waive-notice)",
    "recipient_is_of_agency": "needs an officer of the agency with the key it was sealed to; where "
    "that key was changed or withdrawn since, refuse it and let the officer send it again",
    "approvals_suffice": "needs a second approver, of another department than the first",
    "would_be_told": "comes once a disclosure is approved and notice is due (requests notice says "
    "when); until then the user is not told anyway",
    "is_objection_in_writing": "needs the objection as it was received: holds object --letter FILE",
    "is_unfetched": "comes before it was fetched or handed over: what left is disclosed",
    "was_waived_by_counsel": "takes back what counsel waived; here the instrument gives the user "
    "no notice, or leaves it to the issuer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step taken: which row, from where, to where."""

    number: str
    command: Command
    role: Role
    before: RequestState
    after: RequestState


_ROWS: dict[tuple[Command, State], Row] = {
    (row.command, state): row for row in TABLE for state in row.before
}
_REGIONS: dict[Command, str] = {row.command: REGION_NAMES[type(row.after)] for row in TABLE}


def advance(
    state: RequestState, command: Command, *, role: Role, circumstances: Circumstances
) -> Move:
    """Take one step.

    Raises IllegalMove when no row leads from here, WrongRole when the row is another's to ask,
    GuardUnmet naming the first circumstance that does not hold. `state` is never changed.
    """
    region = _REGIONS[command]
    row = _ROWS.get((command, getattr(state, region)))
    if row is None:
        raise IllegalMove(command.value, region, str(getattr(state, region)))
    for other, allowed in row.needs.items():
        found = getattr(state, REGION_NAMES[other])
        if found not in allowed:
            raise IllegalMove(command.value, REGION_NAMES[other], str(found))
    if role not in row.roles:
        raise WrongRole(command.value, role.told, tuple(each.told for each in row.roles))
    for guard in row.guards:
        if not _holds(guard, circumstances):
            raise GuardUnmet(command.value, guard, row.number, says=_MENDS.get(guard, ""))
    changed = {region: row.after}
    for before, after in row.also:
        name = REGION_NAMES[type(before)]
        if getattr(state, name) is before:
            changed[name] = after
    return Move(
        number=row.number,
        command=command,
        role=role,
        before=state,
        after=replace(state, **changed),  # type: ignore[arg-type]
    )


def commands_from(state: RequestState) -> tuple[Command, ...]:
    """The commands that some role could give here, whatever the circumstances."""
    return tuple(
        dict.fromkeys(
            row.command
            for row in TABLE
            if getattr(state, REGION_NAMES[type(row.after)]) in row.before
            and all(getattr(state, REGION_NAMES[o]) in ok for o, ok in row.needs.items())
        )
    )


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/concepts/respond.md."""
    lines = ["stateDiagram-v2"]
    for region, name in REGION_NAMES.items():
        lines.append(f"    state {name} {{")
        for row in TABLE:
            if type(row.after) is not region:
                continue
            roles = "/".join(each.value for each in row.roles)
            lines.extend(
                f"        {name}_{before.value} --> {name}_{row.after.value}: "
                f"{row.number} {row.command.value} ({roles})"
                for before in row.before
            )
        lines.append("    }")
    return "\n".join(lines) + "\n"


def _holds(guard: str, circumstances: Circumstances) -> bool:
    if guard == "has_no_records":
        return not circumstances.has_records
    return bool(getattr(circumstances, guard))
