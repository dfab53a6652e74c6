"""One step of a legal request: the lifecycle decides, state, custody and log change together."""

from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.respond.check_clocks import tell_breaches
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.honey_case import alarm_on_honey
from plainsight.app.respond.known_person import require_own_role
from plainsight.app.respond.separate_duties import require_apart
from plainsight.app.respond.stored import Actor, Duties, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.respond.clock import ANSWERS, ResponseKind, is_due_on, standing
from plainsight.respond.instrument import ClockKind
from plainsight.respond.lifecycle import Move, advance
from plainsight.respond.states import Circumstances, Command, Role

NOTHING_TO_SHOW = Circumstances()  # of a step that rests on none
# The duty that a step fills; which two are never one person's: `separate_duties`. Who approves is
# written by `approve_scope`, for they may be two.
_DUTY_OF = {
    Command.RECEIVE: "received_by",
    Command.GRANT_SCOPE: "counsel_id",
    Command.START_VERIFYING: "intake_id",
    Command.VERIFY_REQUESTER: "verifier_id",
    Command.SUSPECT_FRAUD: "suspected_by",
    Command.CONFIRM_FRAUD: "looked_again_by",
    Command.CLEAR_FRAUD: "looked_again_by",
    Command.COLLECT: "collector_id",
    Command.PASS_QUALITY: "quality_id",
    Command.CERTIFY_NIL: "quality_id",
    Command.WAIVE_NOTICE: "notice_waived_by",
    Command.RELEASE: "released_by",
}


def move_request(
    unit: UnitOfWork,
    stored: StoredRequest,
    command: Command,
    *,
    actor: Actor,
    now: datetime,
    circumstances: Circumstances = NOTHING_TO_SHOW,
    object_digest: str = "",
) -> StoredRequest:
    """Take one step and save it. Raises IllegalMove, WrongRole, NotAllowed, GuardUnmet or
    SamePerson.

    `object_digest` is the SHA-256 of what the step was about, for the custody record.
    """
    require_own_role(unit, actor, act=command.value)
    alarm_on_honey(unit, stored, actor=actor, now=now)
    move = advance(stored.state, command, role=actor.role, circumstances=circumstances)
    moved = replace(stored, state=move.after, duties=_filled(stored.duties, command, actor))
    _require_apart(moved.duties, command)
    _write(unit, moved, move, actor=actor, now=now, object_digest=object_digest)
    return moved


def move_saying(
    unit: UnitOfWork,
    stored: StoredRequest,
    command: Command,
    kind: StatementKind,
    body: dict[str, JsonValue],
    *,
    actor: Actor,
    now: datetime,
    circumstances: Circumstances = NOTHING_TO_SHOW,
) -> StoredRequest:
    """Take one step, and write down what its actor says with it."""
    moved = move_request(unit, stored, command, actor=actor, now=now, circumstances=circumstances)
    write_statement(unit, moved, kind, actor=actor, now=now, body=body)
    return moved


def note_first_approval(
    unit: UnitOfWork,
    stored: StoredRequest,
    *,
    actor: Actor,
    circumstances: Circumstances,
    now: datetime,
) -> StoredRequest:
    """Write the first of two approvals (T15a): judged as the step itself is, and moving nothing.

    Raises IllegalMove, WrongRole, GuardUnmet or SamePerson.
    """
    require_own_role(unit, actor, act=Command.APPROVE.value)
    alarm_on_honey(unit, stored, actor=actor, now=now)
    whole = advance(stored.state, Command.APPROVE, role=actor.role, circumstances=circumstances)
    _require_apart(stored.duties, Command.APPROVE)
    # Its own number: whoever counts T15 counts decisions, and this is half of one.
    half = replace(whole, number="T15a", after=whole.before)
    _write(unit, stored, half, actor=actor, now=now)
    return stored


def _write(
    unit: UnitOfWork,
    moved: StoredRequest,
    move: Move,
    *,
    actor: Actor,
    now: datetime,
    object_digest: str = "",
) -> None:
    """State, custody and log in one transaction."""
    unit.desk.requests.save(moved, at=now)
    unit.desk.requests.add_move(
        moved.request_id, move, actor=actor, at=now, object_digest=object_digest
    )
    unit.record(
        Fact(
            tag=AuditTag.REQUEST_MOVED,
            subject=moved.request_id,
            at=now,
            body={
                "number": move.number,
                "command": move.command.value,
                "role": actor.role.value,
                "object": object_digest,
            },
            personal={"actor_id": actor.actor_id},
        )
    )


def answer_clocks(
    unit: UnitOfWork, stored: StoredRequest, kind: ResponseKind | ClockKind, *, now: datetime
) -> StoredRequest:
    """End the clocks that a response ends. What is no answer leaves every clock running."""
    if isinstance(kind, ResponseKind) and kind not in ANSWERS:
        return stored
    ended = (
        [ClockKind.PICK_UP, ClockKind.DECISION, ClockKind.RESPONSE]
        if isinstance(kind, ResponseKind)
        else [kind]
    )
    tell_breaches(unit, stored.request_id, ended, now=now)
    answered = unit.desk.clocks.answer(stored.request_id, ended, at=now, by=kind.value)
    for clock in answered:
        unit.record(
            Fact(
                tag=AuditTag.CLOCK_ANSWERED,
                subject=stored.request_id,
                at=now,
                body={
                    "kind": clock.kind.value,
                    "by": kind.value,
                    "standing": standing(clock, now=now).value,
                    "took_seconds": int((now - clock.started_at).total_seconds()),
                    "allowed_seconds": int(clock.allowance.total_seconds()),
                    "is_emergency": stored.request.is_emergency,
                    "by_return_date": is_due_on(
                        replace(clock, started_at=stored.received_at), stored.request.return_on
                    ),
                    "policy": f"{clock.deadline_id} {clock.deadline_version}",
                },
            )
        )
    if not isinstance(kind, ResponseKind) or stored.answered_at is not None:
        return stored
    settled = replace(stored, answered_at=now)
    unit.desk.requests.save(settled, at=now)
    return settled


def _require_apart(duties: Duties, command: Command) -> None:
    """After the table has spoken: whose step it is comes before who did another."""
    if command is Command.APPROVE:
        is_second = duties.second_approver_id is not None
        require_apart(duties, "second_approver_id" if is_second else "approver_id")
    elif command in _DUTY_OF:
        require_apart(duties, _DUTY_OF[command])


def _filled(duties: Duties, command: Command, actor: Actor) -> Duties:
    duty = _DUTY_OF.get(command)
    # What policy decides, or an officer sends, is nobody's duty here.
    if duty is None or actor.role in (Role.SYSTEM, Role.REQUESTER):
        return duties
    if command is Command.SUSPECT_FRAUD:
        duties = replace(duties, looked_again_by=None)  # a look is of one suspicion
    return replace(duties, **{duty: actor.actor_id})
