"""Two people of two departments approve, and each leaves a line of custody and an entry."""

from dataclasses import replace

import pytest
from tests.contract.test_respond_invariants import DAY
from tests.strategies.respond import NOON

from plainsight.app.approve_scope import (
    approve_scope,
    grant_scope,
)
from plainsight.app.respond_demo import (
    APPROVER,
    COUNSEL,
    INTAKE,
    SECOND_APPROVER,
    DemoDesk,
    demo_request,
    emergency_request,
    good_checks,
    receive_and_verify,
)
from plainsight.errors import (
    BadValue,
    GuardUnmet,
    SamePerson,
    WrongRole,
)
from plainsight.prove.entry import parse_entry
from plainsight.respond.data_class import DataClass


def emergency_scoped(desk: DemoDesk) -> str:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    return request_id


def test_the_first_of_two_approvals_has_its_line_of_custody_and_its_entry(desk: DemoDesk) -> None:
    request_id = emergency_scoped(desk)
    with desk.records.read() as view:
        size = view.audit.size()
    for given_by in (APPROVER, SECOND_APPROVER):
        approve_scope(desk.records, request_id, actor=given_by, now=NOON)
    with desk.records.read() as view:
        approvals = view.desk.requests.moves(request_id)[-2:]
        entries = [parse_entry(each.canonical) for each in view.audit.entries()][size:]
        counted = view.desk.reports.approvals(since=NOON - DAY, until=NOON + DAY)
    assert [(each.number, each.command, each.actor_id) for each in approvals] == [
        ("T15a", "approve", APPROVER.actor_id),
        ("T15", "approve", SECOND_APPROVER.actor_id),
    ]
    moved = [each.body["number"] for each in entries if each.tag == "request:moved"]
    assert moved == ["T15a", "T15"]
    assert len(counted) == 1  # one decision, that two people made


def test_nobody_but_an_approver_gives_the_first_of_two_approvals(desk: DemoDesk) -> None:
    request_id = emergency_scoped(desk)
    with pytest.raises(WrongRole):
        approve_scope(desk.records, request_id, actor=INTAKE, now=NOON)
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).duties.approver_id is None


def test_a_department_is_one_however_it_is_written_and_no_department_is_none(
    desk: DemoDesk,
) -> None:
    request_id = emergency_scoped(desk)
    nowhere = replace(APPROVER, department=" \u200b")
    with pytest.raises(BadValue, match="department"):
        approve_scope(desk.records, request_id, actor=nowhere, now=NOON)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    neighbour = replace(SECOND_APPROVER, department=" Legal")
    with pytest.raises(GuardUnmet):
        approve_scope(desk.records, request_id, actor=neighbour, now=NOON)


def test_an_emergency_needs_two_departments(desk: DemoDesk) -> None:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    assert (
        approve_scope(desk.records, request_id, actor=APPROVER, now=NOON).state.production.value
        == "scoped"
    )
    with pytest.raises((GuardUnmet, SamePerson)):
        approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    neighbour = replace(SECOND_APPROVER, department=APPROVER.department)
    with pytest.raises(GuardUnmet):
        approve_scope(desk.records, request_id, actor=neighbour, now=NOON)
    done = approve_scope(desk.records, request_id, actor=SECOND_APPROVER, now=NOON)
    assert done.state.production.value == "approved"


def test_an_only_approval_is_not_of_whoever_granted_the_scope(desk: DemoDesk) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    both = replace(APPROVER, actor_id=COUNSEL.actor_id)
    with pytest.raises(SamePerson, match="counsel who granted the scope"):
        approve_scope(desk.records, request_id, actor=both, now=NOON)
    done = approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    assert done.state.production.value == "approved"


def test_of_two_approvals_one_may_be_of_whoever_granted_the_scope_and_never_both(
    desk: DemoDesk,
) -> None:
    request_id = emergency_scoped(desk)
    both = replace(APPROVER, actor_id=COUNSEL.actor_id)
    approve_scope(desk.records, request_id, actor=both, now=NOON)
    elsewhere = replace(both, department=SECOND_APPROVER.department)
    with pytest.raises(SamePerson, match="second_approver_id"):
        approve_scope(desk.records, request_id, actor=elsewhere, now=NOON)
    done = approve_scope(desk.records, request_id, actor=SECOND_APPROVER, now=NOON)
    assert done.state.production.value == "approved"
