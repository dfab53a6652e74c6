"""What waits for a second person: who is asked about it, and who never is, on both databases."""

from dataclasses import replace
from datetime import timedelta

from tests.strategies.casework import (
    ANN,
    BEN,
    DAY,
    FIL,
    HOUR,
    NOON,
    QUI,
    QUO,
    SOL,
    SUE,
    SUP,
    decided,
    drafted,
    filed_on,
    policy,
    post_campaign,
    raised,
)

from plainsight.app.casework.appeal_restriction import receive_appeal, take_appeal
from plainsight.app.casework.learn_from_decisions import propose_term
from plainsight.app.casework.restrict_account import answer_restriction, propose_restriction
from plainsight.app.casework.roll_out import propose_rollout
from plainsight.app.casework.work_case import open_case
from plainsight.app.list_awaiting import Awaited, AwaitedKind, list_awaiting
from plainsight.app.respond.approve_scope import approve_scope, grant_scope
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.stored import Actor
from plainsight.casework.decision import Outcome
from plainsight.casework.filing import FilingCommand
from plainsight.casework.mining import Mined
from plainsight.casework.restriction import Measure
from plainsight.casework.rollout import Stage
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, QUALITY, SECOND_APPROVER
from plainsight.model.role import Role, Staff, make_staff
from plainsight.stores.records import SqlRecords

BOTH = make_staff("bo", Role.ANALYST, Role.FILING_OFFICER)


def awaiting(records: SqlRecords, staff: Staff) -> list[tuple[AwaitedKind, str]]:
    return [
        (each.kind, each.ref) for each in list_awaiting(records, actor=staff) if each.is_answerable
    ]


def kinds(records: SqlRecords, staff: Staff) -> list[AwaitedKind]:
    return [kind for kind, _ in awaiting(records, staff)]


def test_a_report_waits_for_a_filing_officer_who_did_not_write_it(records: SqlRecords) -> None:
    case = open_case(records, "A broker", actor=BOTH, now=NOON)
    report = drafted(records, case.case_id, by=BOTH)
    assert awaiting(records, FIL) == []
    filed_on(records, report.report_id, FilingCommand.PROPOSE, by=BOTH)
    assert awaiting(records, FIL) == [(AwaitedKind.REPORT, report.report_id)]
    for nobody in (BOTH, ANN, SOL, SUP):
        assert awaiting(records, nobody) == []
    (waiting,) = list_awaiting(records, actor=FIL)
    assert (waiting.asked_by, waiting.asked_at, waiting.due_at) == ("bo", NOON, NOON + 30 * DAY)
    filed_on(records, report.report_id, FilingCommand.APPROVE, by=FIL)
    assert kinds(records, FIL) == kinds(records, BOTH) == [AwaitedKind.FILING]
    filed_on(records, report.report_id, FilingCommand.FILE, by=FIL)
    assert awaiting(records, FIL) == []


def test_a_restriction_and_its_appeal_wait_for_others_each_time(records: SqlRecords) -> None:
    (alert,) = raised(records, post_campaign(records, "k"))
    decided(records, alert, Outcome.CONFIRMED)
    proposed = propose_restriction(
        records,
        "acc-1",
        Measure.POST_REMOVED,
        reason_ids=["recruits_mules"],
        subject="group-1/post-k",
        alert_id=alert,
        actor=SOL,
        policy=policy(),
        now=NOON,
    )
    assert kinds(records, SUE) == [AwaitedKind.RESTRICTION]
    assert kinds(records, SOL) == kinds(records, ANN) == []
    answer_restriction(
        records, proposed.restriction_id, is_approved=True, actor=SUE, now=NOON + HOUR
    )
    appeal = receive_appeal(
        records,
        proposed.restriction_id,
        account_id="acc-1",
        text="I sell telephones",
        actor=SUP,
        now=NOON + DAY,
    )
    third = make_staff("tia", Role.SENIOR_ANALYST)
    assert awaiting(records, third) == [(AwaitedKind.APPEAL, appeal.appeal_id)]
    assert awaiting(records, SOL) == awaiting(records, SUE) == [], "both had a part in it"
    take_appeal(records, appeal.appeal_id, actor=third, now=NOON + DAY)
    fourth = make_staff("uma", Role.SENIOR_ANALYST)
    assert kinds(records, third) == [AwaitedKind.APPEAL]
    assert kinds(records, fourth) == [], "it is in another's hands"


def test_a_step_of_a_roll_out_and_a_term_wait_for_whoever_did_not_ask(records: SqlRecords) -> None:
    step = propose_rollout(records, "T04", 2, Stage.SHADOW, actor=QUI, now=NOON)
    mined = Mined(phrase="秒押", confirmed_count=4, benign_count=0, z=2.4, collisions=())
    term = propose_term(
        records,
        mined,
        language="zh",
        sense_id="launder.crew",
        senses={"launder.crew"},
        actor=ANN,
        now=NOON + HOUR,
    )
    both = [(AwaitedKind.ROLLOUT, step.rollout_id), (AwaitedKind.TERM, term.candidate_id)]
    assert awaiting(records, QUO) == awaiting(records, SOL) == both
    assert awaiting(records, QUI) == both[1:]
    assert awaiting(records, BEN) == []


def desk_person(actor: Actor) -> Staff:
    """The person behind one of the desk's duties."""
    return Staff(
        staff_id=actor.actor_id,
        roles=frozenset({Role(actor.role.value)}),
        department=actor.department,
    )


def test_each_duty_of_a_production_is_asked_of_another_person(desk: DemoDesk) -> None:
    at = desk.started_at
    stored = receive_and_verify(desk, emergency_request(), checks=good_checks(at), now=at).stored
    at += timedelta(hours=1)
    key = desk.seals.signer.key
    scoped = grant_scope(
        desk.records,
        stored.request_id,
        instruments=desk.instruments,
        signer=desk.seals.signer,
        actor=COUNSEL,
        now=at,
    )
    assert scoped.stored.two_departments
    first, second = desk_person(APPROVER), desk_person(SECOND_APPROVER)
    same_room = replace(first, staff_id="colleague")

    def waits(staff: Staff) -> Awaited:
        (one,) = list_awaiting(desk.records, actor=staff)
        return one

    assert waits(first).kind is AwaitedKind.SCOPE
    assert waits(first).asked_by == COUNSEL.actor_id
    assert waits(first).is_answerable
    assert waits(first).clock is not None
    assert not waits(desk_person(COLLECTOR)).is_answerable, "the desk sees what waits for others"
    approve_scope(desk.records, stored.request_id, actor=APPROVER, now=at)
    assert not waits(first).is_answerable
    assert not waits(same_room).is_answerable, "the second approval is another department's"
    assert waits(second).is_answerable
    assert (waits(second).given_by, waits(second).given_count) == (APPROVER.actor_id, (1, 2))
    approve_scope(desk.records, stored.request_id, actor=SECOND_APPROVER, now=at)
    assert list_awaiting(desk.records, actor=second) == ()
    collect_records(desk.records, stored.request_id, key=key, actor=COLLECTOR, now=at)
    assert waits(desk_person(QUALITY)).is_answerable
    both = replace(desk_person(QUALITY), staff_id=COLLECTOR.actor_id)
    assert not waits(both).is_answerable, "who collected does not check it"
    pass_quality(
        desk.records, stored.request_id, key=key, actor=QUALITY, now=at + timedelta(minutes=1)
    )
    assert waits(first).kind is AwaitedKind.PACKAGE
    package_disclosure(
        desk.records, stored.request_id, instruments=desk.instruments, officer_id=OFFICER_ID,
        seals=desk.seals, now=at + timedelta(minutes=1),
    )  # fmt: skip
    assert waits(first).kind is AwaitedKind.RELEASE
    assert waits(first).is_answerable
    collector = replace(first, staff_id=COLLECTOR.actor_id)
    assert not waits(collector).is_answerable, "who collected does not release"
    assert list_awaiting(desk.records, actor=ANN) == ()
