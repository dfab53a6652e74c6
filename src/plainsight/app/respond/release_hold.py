"""End holds (T29-T31): by the instrument's policy, with two people, never silently."""

from dataclasses import dataclass, replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.extend_hold import asked_at, facts_of, instrument_of, terms_of
from plainsight.app.respond.hold_trouble import tell_hold_trouble
from plainsight.app.respond.link_hold import cited_by, relying_on
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.place_hold import log_hold
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.stored import SYSTEM, Actor, StoredHold, StoredRequest
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.errors import GuardUnmet
from plainsight.respond.hold_terms import (
    HoldFacts,
    HoldVerdict,
    grace_of,
    may_lapse,
    may_release,
    reminders_due,
    waits_for_custodian,
)
from plainsight.respond.states import Circumstances, Command, Holding, Production, Role

SECOND_ROLES = (Role.COUNSEL, Role.PROTECTION_OFFICER)
_DONE = (Production.ACKED, Production.CLOSED)
_LAPSED_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the custodian knows that the records do not."""

    is_written_release: bool = False  # the agency released it in writing
    annex_v_received: bool = False  # EPOC-PR: a production request was issued


def prepare_release_of_hold(
    records: Records,
    request_id: str,
    *,
    instruments: Instruments,
    custodian: Actor,
    second: Actor,
    now: datetime,
    is_written_release: bool = False,
    annex_v_received: bool = False,
) -> HoldVerdict:
    """Judge whether the holds may end and, when they may, open the grace period (T29).

    The agency's release in writing needs no review before it (T29a).
    """
    with records.begin() as unit:
        return end_holds(
            unit,
            unit.desk.requests.lock(request_id),
            Command.PREPARE_RELEASE_OF_HOLD,
            Grounds(is_written_release=is_written_release, annex_v_received=annex_v_received),
            instruments=instruments,
            custodian=custodian,
            second=second,
            now=now,
        )[1]


def release_hold(
    records: Records,
    request_id: str,
    *,
    instruments: Instruments,
    custodian: Actor,
    second: Actor,
    now: datetime,
) -> StoredRequest:
    """End the holds (T30) once the grace period is over: unpinned, and normal retention resumes."""
    with records.begin() as unit:
        return end_holds(
            unit,
            unit.desk.requests.lock(request_id),
            Command.RELEASE_HOLD,
            Grounds(),
            instruments=instruments,
            custodian=custodian,
            second=second,
            now=now,
        )[0]


def end_holds(
    unit: UnitOfWork,
    stored: StoredRequest,
    command: Command,
    grounds: Grounds,
    *,
    instruments: Instruments,
    custodian: Actor,
    second: Actor,
    now: datetime,
) -> tuple[StoredRequest, HoldVerdict]:
    """Take one of the two steps that end a hold (T29, T30), with whom it took and why it may."""
    verdict = judge_end(unit, stored, command, grounds, instruments=instruments, now=now)
    agreed = circumstances_of(verdict, grounds, custodian=custodian, second=second)
    try:
        moved = move_request(unit, stored, command, actor=custodian, circumstances=agreed, now=now)
    except GuardUnmet as unmet:
        if unmet.guard != "release_terms_met":
            raise
        raise GuardUnmet(unmet.command, unmet.guard, unmet.number, says=verdict.says) from None
    for hold in unit.desk.holds.of_request(stored.request_id):
        if command is Command.RELEASE_HOLD:
            _end(unit, hold, now=now, by=custodian, agreed_by=second)
        else:
            pending = replace(hold, state=Holding.RELEASE_PENDING)
            unit.desk.holds.save(pending, at=now)
            log_hold(unit, pending, now=now, note=verdict.says)
    return moved, verdict


def judge_end(
    unit: UnitOfWork,
    stored: StoredRequest,
    command: Command,
    grounds: Grounds,
    *,
    instruments: Instruments,
    now: datetime,
) -> HoldVerdict:
    """Whether the instrument's policy lets this step be taken now, and why.

    No policy does while a production relies on the hold, a release in writing neither.
    """
    relying = relying_on(unit, stored)
    if relying:
        says = f"is relied on: {cited_by(relying)} the hold and is not done"
        return HoldVerdict(is_allowed=False, says=says)
    if command is Command.RELEASE_HOLD:
        return _grace_is_over(unit, stored, instruments, now)
    return _judge(unit, stored, instruments, grounds, now=now)


def circumstances_of(
    verdict: HoldVerdict, grounds: Grounds, *, custodian: Actor, second: Actor
) -> Circumstances:
    """What the lifecycle asks about an end: its terms, and two people of the roles it names."""
    return Circumstances(
        is_written_release=grounds.is_written_release,
        release_terms_met=verdict.is_allowed,
        two_roles_agree=second.role in SECOND_ROLES and second.actor_id != custodian.actor_id,
    )


def lapse_holds(
    records: Records, *, instruments: Instruments, now: datetime
) -> tuple[tuple[str, str], ...]:
    """The scheduler's round over provisional holds that nobody confirmed (T31).

    Returns (reference, why) for each that ended; every one is logged and counted. One that waits
    for the custodian is an alarm; one that fails is another, and keeps none of the others from
    ending.
    """
    ended, after = list[tuple[str, str]](), ""
    while True:
        with records.read() as view:
            page = view.desk.holds.active(after=after, count_max=_LAPSED_MAX)
        for hold in page:
            if hold.state is not Holding.PROVISIONAL:
                continue
            try:
                with records.begin() as unit:
                    told = _lapse(unit, hold, instruments, now)
            except Exception as problem:  # whatever it is, the others are owed their end
                with records.begin() as unit:
                    tell_hold_trouble(unit, hold, duty="lapse holds", problem=problem, now=now)
                continue
            if told is not None:
                ended.append(told)
        if len(page) < _LAPSED_MAX:
            return tuple(ended)
        after = page[-1].hold_id


def _lapse(
    unit: UnitOfWork, hold: StoredHold, instruments: Instruments, now: datetime
) -> tuple[str, str] | None:
    """End the provisional holds of a legal request, judged again under its lock."""
    stored = unit.desk.requests.lock(hold.request_id)
    if stored.state.holding is not Holding.PROVISIONAL:
        return None
    purpose = instrument_of(stored, instruments).purpose
    verdict = may_lapse(purpose, stored.state, facts_of(hold), now=now)
    if not verdict.is_allowed or relying_on(unit, stored):
        _remind(unit, stored, hold, now)
        return None
    move_request(
        unit,
        stored,
        Command.LAPSE_HOLD,
        actor=SYSTEM,
        circumstances=Circumstances(is_provisional_hold_lapsed=True),
        now=now,
    )
    for each in unit.desk.holds.of_request(stored.request_id):
        _end(unit, each, now=now, by=SYSTEM, agreed_by=None)
    return stored.reference, verdict.says


def _remind(unit: UnitOfWork, stored: StoredRequest, hold: StoredHold, now: datetime) -> None:
    """Tell the custodian of a hold that nobody confirmed and that nothing ends: twice, each once.

    Of an ordinary legal request no clock says so: its answer does not wait for the confirmation.
    """
    count = reminders_due(facts_of(hold), now=now)
    if not count or not waits_for_custodian(stored.state):
        return
    tell_alarm(
        unit,
        AlarmKind.HOLD_REVIEW,
        key=f"hold-unconfirmed/{stored.request_id}/{count}",
        subject=stored.request_id,
        says=f"nobody has confirmed the hold of {stored.reference}, placed on "
        f"{hold.placed_at.date()}: the custodian confirms it (holds confirm); it does not end "
        "by itself, and the legal request cannot be closed before",
        now=now,
    )


def _end(
    unit: UnitOfWork, hold: StoredHold, *, now: datetime, by: Actor, agreed_by: Actor | None
) -> None:
    ended = replace(hold, state=Holding.RELEASED, released_at=now)
    unit.desk.holds.save(ended, at=now, released_by=by, agreed_by=agreed_by)
    unit.desk.directory.unpin(hold.hold_id)
    roles = [by.role] if agreed_by is None else [by.role, agreed_by.role]
    note = "released" if agreed_by is not None else "lapsed: nobody confirmed it"
    log_hold(unit, ended, now=now, note=note, ended_by=roles)


def _grace_is_over(
    unit: UnitOfWork, stored: StoredRequest, instruments: Instruments, now: datetime
) -> HoldVerdict:
    agreed = [
        move.at
        for move in unit.desk.requests.moves(stored.request_id)
        if move.command == Command.PREPARE_RELEASE_OF_HOLD.value
    ]
    until = agreed[-1] + grace_of(terms_of(stored, instruments)) if agreed else now
    return HoldVerdict(is_allowed=now >= until, says=f"not before {until.date()}")


def _judge(
    unit: UnitOfWork,
    stored: StoredRequest,
    instruments: Instruments,
    grounds: Grounds,
    *,
    now: datetime,
) -> HoldVerdict:
    terms = terms_of(stored, instruments)
    asked = asked_at(unit, stored)
    verdict = HoldVerdict(is_allowed=False, says="there is no hold")
    for hold in unit.desk.holds.of_request(stored.request_id):
        facts: HoldFacts = replace(
            facts_of(hold),
            is_written_release=grounds.is_written_release,
            annex_v_received=grounds.annex_v_received,
            is_produced=stored.state.production in _DONE,
            asked_at=asked,
        )
        verdict = may_release(terms, facts, now=now)
        if not verdict.is_allowed:
            return verdict
    return verdict
