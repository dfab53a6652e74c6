"""Threats from inside the house: approvers who look away, and floods that tire them."""

from datetime import timedelta

from tests.strategies.desk_alarms import asked, kinds
from tests.strategies.respond import NOON, instruments

from plainsight.app.respond.approval_habits import approval_habits
from plainsight.app.respond.approve_scope import approve_scope, grant_scope
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COUNSEL, INTAKE, SECOND_APPROVER
from plainsight.respond.states import Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CURIOUS = Actor(actor_id="staff-nora", role=Role.QUALITY)
PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)


def test_rubber_stamps_and_fixed_pairs_show_and_some_are_looked_at_again(desk: DemoDesk) -> None:
    for minute in (1, 30):
        request_id = asked(desk)
        grant_scope(
            desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
            actor=COUNSEL, now=NOON,
        )  # fmt: skip
        approve_scope(
            desk.records, request_id, actor=APPROVER, now=NOON + timedelta(minutes=minute)
        )
    found = approval_habits(desk.records, since=NOON, until=NOON + DAY, seed="a root")
    assert found.approval_count == 2
    assert len(found.too_fast) == 1
    assert found.median_seconds_by_approver == {APPROVER.actor_id: 930.0}
    assert found.fixed_pairs == ()
    drawn = [
        len(approval_habits(desk.records, since=NOON, until=NOON + DAY, seed=str(n)).to_recheck)
        for n in range(200)
    ]
    assert 2 <= sum(drawn) <= 45  # 5 % of 400


def test_of_two_approvers_the_first_may_be_the_one_who_did_not_read(desk: DemoDesk) -> None:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON + timedelta(seconds=3))
    approve_scope(desk.records, request_id, actor=SECOND_APPROVER, now=NOON + 2 * HOUR)
    found = approval_habits(desk.records, since=NOON, until=NOON + DAY, seed="a root")
    assert found.too_fast == (request_id,)
    assert found.median_seconds_by_approver == {
        APPROVER.actor_id: 3.0,
        SECOND_APPROVER.actor_id: 7_200.0,
    }


def test_two_who_always_approve_together_are_named(desk: DemoDesk) -> None:
    for _ in range(10):
        judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
        request_id = judged.stored.request_id
        grant_scope(
            desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
            actor=COUNSEL, now=NOON,
        )  # fmt: skip
        for who in (APPROVER, SECOND_APPROVER):
            approve_scope(desk.records, request_id, actor=who, now=NOON + HOUR)
    found = approval_habits(desk.records, since=NOON, until=NOON + DAY, seed="a root")
    assert found.fixed_pairs == ((APPROVER.actor_id, SECOND_APPROVER.actor_id),)


def test_a_flood_of_emergencies_is_all_received_and_told(desk: DemoDesk) -> None:
    for second in range(12):
        receipt = receive_request(
            desk.records, emergency_request(), instruments=instruments(), actor=INTAKE,
            now=NOON + timedelta(seconds=second),
        )  # fmt: skip
        assert receipt.holds
    assert kinds(desk).count(AlarmKind.FLOOD) == 1
