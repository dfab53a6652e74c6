"""From triage to approval: review, refusal, scope token, two approvers (T06-T15)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.contest_request import begin_review
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.freeze_requester import require_not_frozen
from plainsight.app.respond.move_request import (
    answer_clocks,
    move_request,
    move_saying,
    note_first_approval,
)
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.stored import Actor, Duties, StoredRequest, StoredToken
from plainsight.errors import BadValue, GuardUnmet
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.person_id import folded, seen
from plainsight.prove.canonical import canonical_bytes
from plainsight.prove.note import Signer
from plainsight.respond.clock import ResponseKind
from plainsight.respond.entitlement import ScopeVerdict, Verdict, scope_of
from plainsight.respond.instrument import ClockKind, Condition
from plainsight.respond.reason import Reason
from plainsight.respond.scope_token import ScopeToken, make_token, token_json
from plainsight.respond.states import Authenticity, Circumstances, Command

_UNVERIFIED_REASONS = (Reason.AUTHENTICITY_NOT_ESTABLISHED, Reason.INCOMPLETE, Reason.NO_CASE_REF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """A legal request under its scope token, and what stays outside."""

    stored: StoredRequest
    verdict: ScopeVerdict
    token: ScopeToken


def triage_request(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Pick it up (T06). A document that came before changes nothing: a person judges that."""
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        return move_request(unit, stored, Command.TRIAGE, actor=actor, now=now)


def refuse_request(
    records: Records,
    request_id: str,
    reasons: Sequence[Reason],
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
) -> StoredRequest:
    """A reasoned no (T12): it is a response, and the hold stays as its instrument says.

    Possible until the package leaves; what was collected or built is destroyed.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if stored.state.authenticity is Authenticity.VERIFIED:
            stored = begin_review(unit, stored, now)
        stored = move_saying(
            unit,
            stored,
            Command.REFUSE,
            StatementKind.REFUSAL,
            {"reasons": [each.value for each in reasons], "words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(
                has_reason_code=bool(reasons),
                is_unverified_reason=bool(reasons)
                and all(reason in _UNVERIFIED_REASONS for reason in reasons),
            ),
        )
        unit.desk.requests.destroy_collected(stored.request_id)
        unit.desk.packages.destroy(stored.request_id)
        return answer_clocks(unit, stored, ResponseKind.REFUSAL, now=now)


def grant_scope(
    records: Records,
    request_id: str,
    *,
    instruments: Instruments,
    signer: Signer,
    actor: Actor,
    now: datetime,
    confirmed: Collection[Condition] = (),
) -> Scoped:
    """Judge what it entitles to and sign a scope token over it (T10, T11).

    Granted again, as a token ends after 72 hours, it is approved and collected again as well: the
    approvals were of another scope. The database still keeps the collector from approving.

    Raises SamePerson for whoever collected or checked under the scope before; GuardUnmet when
    nothing is granted (then refuse it with the verdict's reasons), or while fraud is suspected in
    another legal request of the same requester.
    """
    with records.begin() as unit:
        stored = begin_review(unit, unit.desk.requests.lock(request_id), now)
        require_not_frozen(unit, stored, now=now)
        instrument = instruments[stored.request.instrument_id].instrument
        verdict = scope_of(stored.request, instrument, now=now, confirmed=confirmed)
        if verdict.verdict is Verdict.REFUSED:
            raise _nothing_granted(verdict)
        token = make_token(
            verdict,
            token_id=unit.new_id("st"),
            request_id=stored.request_id,
            granted_by=actor.actor_id,
            now=now,
            confirmed=confirmed,
        )
        body = canonical_bytes(token_json(token), field="scope token")
        unit.desk.requests.add_token(
            StoredToken(
                token_id=token.token_id,
                request_id=stored.request_id,
                body=body,
                signature=signer.sign(body),
                expires_at=token.expires_at,
            )
        )
        unit.desk.requests.destroy_collected(stored.request_id)
        stored = move_request(
            unit,
            replace(stored, token_id=token.token_id, duties=_unapproved(stored.duties)),
            Command.GRANT_SCOPE,
            actor=actor,
            circumstances=Circumstances(
                has_investigation_reference=bool(seen(stored.request.investigation_reference)),
                has_scope_token=True,
            ),
            now=now,
        )
        _log_scope(unit, stored, verdict, token, now)
    return Scoped(stored=stored, verdict=verdict, token=token)


def approve_scope(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """One approval; the step is taken (T15) when as many as needed have been given (I3).

    The first of two is written (T15a) and moves nothing. Raises IllegalMove, WrongRole, GuardUnmet;
    SamePerson for whoever has another duty here or approved it first (I2); BadValue where two are
    needed and no department is named.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        is_first_of_two = stored.two_departments and stored.duties.approver_id is None
        department = folded(actor.department)
        if stored.two_departments and not department:
            raise BadValue(
                "department", actor.department, "name yours: two approvers are of different ones"
            )
        # One person's second approval is refused as that, whatever department they name.
        is_again = actor.actor_id == stored.duties.approver_id
        stored = replace(stored, duties=_approved_by(stored.duties, actor, department))
        duties = stored.duties
        circumstances = Circumstances(
            approvals_suffice=is_first_of_two
            or is_again
            or not stored.two_departments
            or folded(duties.approver_department or "") != department,
            approver_is_not_collector=actor.actor_id != duties.collector_id,
        )
        if is_first_of_two:
            return note_first_approval(
                unit, stored, actor=actor, circumstances=circumstances, now=now
            )
        stored = move_request(
            unit, stored, Command.APPROVE, actor=actor, circumstances=circumstances, now=now
        )
        return answer_clocks(unit, stored, ClockKind.DECISION, now=now)


def _nothing_granted(verdict: ScopeVerdict) -> GuardUnmet:
    if not verdict.not_produced:
        says = "grants nothing: no data is asked for; refuse it with INCOMPLETE, or ask back"
        return GuardUnmet("grant_scope", Reason.INCOMPLETE.value, "T11", says=says)
    first = verdict.not_produced[0]
    return GuardUnmet(
        "grant_scope",
        first.reason.value,
        "T11",
        says=f"grants nothing: {first.says}; refuse it with {first.reason.value}",
    )


def _approved_by(duties: Duties, actor: Actor, department: str) -> Duties:
    if duties.approver_id is None:
        return replace(duties, approver_id=actor.actor_id, approver_department=department)
    return replace(duties, second_approver_id=actor.actor_id, second_approver_department=department)


def _unapproved(duties: Duties) -> Duties:
    return replace(
        duties,
        approver_id=None,
        approver_department=None,
        second_approver_id=None,
        second_approver_department=None,
    )


def _log_scope(
    unit: UnitOfWork, stored: StoredRequest, verdict: ScopeVerdict, token: ScopeToken, now: datetime
) -> None:
    unit.record(
        Fact(
            tag=AuditTag.SCOPE_GRANTED,
            subject=stored.request_id,
            at=now,
            body={
                "token": token.token_id,
                "policy": f"{verdict.policy_id} {verdict.policy_version}",
                "classes": [granted.data_class.value for granted in verdict.scope.classes],
                "refused": [each.reason.value for each in verdict.not_produced],
                "confirmed": [each.value for each in token.confirmed],
            },
        )
    )
