"""Everything that waits for a second person, and which of it this person may answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from plainsight.app.casework.appeal_restriction import first_deciders
from plainsight.app.ports import Reading, Records
from plainsight.app.respond import end_hold, propose_taking_back
from plainsight.app.respond.desk_stored import Statement
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.separate_duties import has_part
from plainsight.app.respond.stored import StoredRequest
from plainsight.casework.access import Act, may
from plainsight.casework.appeal import Appeal, AppealStand
from plainsight.casework.candidate import CandidateStand
from plainsight.casework.filing import FilingStand
from plainsight.casework.restriction import Force
from plainsight.casework.rollout import RolloutStand, overtaken
from plainsight.model.person_id import folded
from plainsight.model.role import Role, Staff
from plainsight.respond.clock import ResponseClock
from plainsight.respond.states import Production
from plainsight.respond.states import Role as DeskRole

OF_A_KIND_MAX = 100
_LATEST = datetime.max.replace(tzinfo=UTC)


class AwaitedKind(StrEnum):
    """What is to be answered."""

    SCOPE = "scope"  # approval of a legal request's scope
    QUALITY = "quality"  # a look at what was collected
    PACKAGE = "package"
    RELEASE = "release"
    HOLD_END = "hold_end"  # a yes or no to ending a legal request's holds
    TAKING_BACK = "taking_back"  # the same to taking a released package back
    REPORT = "report"  # approval of a report
    FILING = "filing"
    RESTRICTION = "restriction"
    APPEAL = "appeal"
    ROLLOUT = "rollout"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One thing that waits."""

    kind: AwaitedKind
    ref: str  # reference or id
    about: str  # account, phrase, typology, form: what the kind is of
    asked_by: str | None  # whose step it waits behind; None for an account's holder
    asked_at: datetime
    is_answerable: bool  # by whoever asked for the list
    due_at: datetime | None = None
    clock: ResponseClock | None = None
    is_emergency: bool = False
    given_by: str | None = None  # the first of two approvals
    given_count: tuple[int, int] = (0, 1)  # approvals given, and needed


_OF_PRODUCTION = {
    Production.SCOPED: (AwaitedKind.SCOPE, DeskRole.APPROVER),
    Production.COLLECTED: (AwaitedKind.QUALITY, DeskRole.QUALITY),
    Production.QA_PASSED: (AwaitedKind.PACKAGE, DeskRole.APPROVER),
    Production.NIL: (AwaitedKind.PACKAGE, DeskRole.APPROVER),
    Production.PACKAGED: (AwaitedKind.RELEASE, DeskRole.APPROVER),
}
# What counsel or the protection officer answers, and where it waits.
_PROPOSED: Mapping[AwaitedKind, Callable[..., Iterator[tuple[StoredRequest, Statement]]]] = {
    AwaitedKind.HOLD_END: end_hold.waiting_proposals,
    AwaitedKind.TAKING_BACK: propose_taking_back.waiting_proposals,
}
_DESK = frozenset(Role(role.value) for role in DeskRole) - {Role.REQUESTER, Role.SYSTEM}


def list_awaiting(records: Records, *, actor: Staff) -> tuple[Awaited, ...]:
    """Return what waits, what is due first on top.

    What this person may not answer is left out, except that the desk sees every legal request that
    waits. Nobody is offered what they asked for themselves; reports only who may know of them sees.
    """
    with records.read() as reading:
        found = [
            *_requests(reading, actor),
            *_proposals(reading, actor),
            *_reports(reading, actor),
            *_restrictions(reading, actor),
            *_appeals(reading, actor),
            *_learning(reading, actor),
        ]
    return tuple(sorted(found, key=lambda each: (each.due_at or _LATEST, each.asked_at)))


def count_desk_awaiting(reading: Reading, actor: Staff) -> int:
    """How many legal requests wait for this person."""
    waiting = [is_answerable for _, _, is_answerable in _waiting(reading, actor)]
    return sum(waiting) + sum(each.is_answerable for each in _proposals(reading, actor))


def _waiting(reading: Reading, actor: Staff) -> Iterator[tuple[StoredRequest, AwaitedKind, bool]]:
    if not actor.has_any(_DESK):
        return
    for stored in reading.desk.requests.awaiting(tuple(_OF_PRODUCTION), count_max=OF_A_KIND_MAX):
        kind, role = _OF_PRODUCTION[stored.state.production]
        is_theirs = actor.has_any({Role(role.value)}) and _has_no_part(stored, kind, actor)
        yield stored, kind, is_theirs


def _requests(reading: Reading, actor: Staff) -> Iterator[Awaited]:
    for stored, kind, is_answerable in _waiting(reading, actor):
        last = reading.desk.requests.moves(stored.request_id)[-1]
        clock = min(
            (
                clock
                for clock in reading.desk.clocks.of_request(stored.request_id)
                if clock.answered_at is None
            ),
            key=lambda clock: clock.due_at,
            default=None,
        )
        yield Awaited(
            kind=kind,
            ref=stored.reference,
            about="",
            asked_by=last.actor_id,
            asked_at=last.at,
            is_answerable=is_answerable,
            due_at=None if clock is None else clock.due_at,
            clock=clock,
            is_emergency=stored.request.is_emergency,
            given_by=stored.duties.approver_id if kind is AwaitedKind.SCOPE else None,
            given_count=(
                0 if stored.duties.approver_id is None else 1,
                2 if stored.two_departments else 1,
            ),
        )


def _proposals(reading: Reading, actor: Staff) -> Iterator[Awaited]:
    if not actor.has_any(_DESK):
        return
    is_second = actor.has_any({Role(role.value) for role in SECOND_ROLES})
    for kind, waiting in _PROPOSED.items():
        for stored, proposal in waiting(reading, count_max=OF_A_KIND_MAX):
            yield Awaited(
                kind=kind,
                ref=stored.reference,
                about="",
                asked_by=proposal.actor_id,
                asked_at=proposal.at,
                is_answerable=is_second and actor.staff_id != proposal.actor_id,
            )


def _has_no_part(stored: StoredRequest, kind: AwaitedKind, actor: Staff) -> bool:
    """Whether the duties so far leave this one to the person (I2, I3)."""
    duties = stored.duties
    match kind:
        case AwaitedKind.SCOPE:
            own, first = folded(actor.department), folded(duties.approver_department or "")
            is_department_fit = not stored.two_departments or (bool(own) and own != first)
            return not has_part(duties, actor.staff_id, "second_approver_id") and is_department_fit
        case AwaitedKind.QUALITY:
            return not has_part(duties, actor.staff_id, "quality_id")
        case AwaitedKind.RELEASE:
            return not has_part(duties, actor.staff_id, "released_by")
        case _:
            return True


def _reports(reading: Reading, actor: Staff) -> Iterator[Awaited]:
    for stand, kind, act in (
        (FilingStand.PROPOSED, AwaitedKind.REPORT, Act.APPROVE_REPORT),
        (FilingStand.APPROVED, AwaitedKind.FILING, Act.FILE_REPORT),
    ):
        if not may(actor, act):
            continue
        for report in reading.casework.reports.newest(
            viewer=actor, stand=stand, count_max=OF_A_KIND_MAX
        ):
            asked = (report.proposed_by, report.drafted_by)
            if kind is AwaitedKind.REPORT and actor.staff_id in asked:
                continue
            is_proposal = kind is AwaitedKind.REPORT
            at = report.proposed_at if is_proposal else report.approved_at
            yield Awaited(
                kind=kind,
                ref=report.report_id,
                about=report.form,
                asked_by=report.proposed_by if is_proposal else report.approved_by,
                asked_at=at or report.drafted_at,
                is_answerable=True,
                due_at=report.due_at,
            )


def _restrictions(reading: Reading, actor: Staff) -> Iterator[Awaited]:
    if not may(actor, Act.APPROVE_RESTRICTION):
        return
    for each in reading.casework.restrictions.newest(force=Force.PROPOSED, count_max=OF_A_KIND_MAX):
        if each.proposed_by != actor.staff_id:
            yield Awaited(
                kind=AwaitedKind.RESTRICTION,
                ref=each.restriction_id,
                about=each.account_id,
                asked_by=each.proposed_by,
                asked_at=each.proposed_at,
                is_answerable=True,
            )


def _appeals(reading: Reading, actor: Staff) -> Iterator[Awaited]:
    if not may(actor, Act.DECIDE_APPEAL):
        return
    for stand in (AppealStand.TAKEN, AppealStand.RECEIVED):
        for appeal in reading.casework.appeals.in_turn(stand=stand, count_max=OF_A_KIND_MAX):
            if _is_theirs(reading, appeal, actor):
                yield Awaited(
                    kind=AwaitedKind.APPEAL,
                    ref=appeal.appeal_id,
                    about=appeal.account_id,
                    asked_by=None,
                    asked_at=appeal.received_at,
                    is_answerable=True,
                )


def _is_theirs(reading: Reading, appeal: Appeal, actor: Staff) -> bool:
    if appeal.stand is AppealStand.TAKEN:
        return appeal.holder_id == actor.staff_id
    return actor.staff_id not in first_deciders(reading, appeal)


def _learning(reading: Reading, actor: Staff) -> Iterator[Awaited]:
    if may(actor, Act.APPROVE_ROLLOUT):
        steps = reading.casework.learning.rollouts()
        late = overtaken(steps)
        for step in steps:
            waits = step.stand is RolloutStand.PROPOSED and step.rollout_id not in late
            if waits and step.proposed_by != actor.staff_id:
                yield Awaited(
                    kind=AwaitedKind.ROLLOUT,
                    ref=step.rollout_id,
                    about=f"{step.typology_id} v{step.version}",
                    asked_by=step.proposed_by,
                    asked_at=step.proposed_at,
                    is_answerable=True,
                )
    if may(actor, Act.APPROVE_TERM):
        for each in reading.casework.learning.candidates(stand=CandidateStand.PROPOSED):
            if each.proposed_by != actor.staff_id:
                yield Awaited(
                    kind=AwaitedKind.TERM,
                    ref=each.candidate_id,
                    about=each.term,
                    asked_by=each.proposed_by,
                    asked_at=each.proposed_at,
                    is_answerable=True,
                )
