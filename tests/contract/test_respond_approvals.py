"""Two people of two departments approve, and each leaves a line of custody and an entry."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.contract.test_respond_invariants import DAY
from tests.strategies.respond import NOON

from plainsight.app.respond.approve_scope import approve_scope, grant_scope, triage_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_requester import start_verifying, verify_requester
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, INTAKE, SECOND_APPROVER, VERIFIER
from plainsight.errors import BadValue, GuardUnmet, SamePerson, WrongRole
from plainsight.prove.entry import parse_entry
from plainsight.respond.data_class import DataClass
from plainsight.respond.states import Role


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


def subpoena_scoped(desk: DemoDesk) -> str:
    request = demo_request("us-subpoena", DataClass.PHONE)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    grant_scope(
        desk.records, judged.stored.request_id, instruments=desk.instruments,
        signer=desk.seals.signer, actor=COUNSEL, now=NOON,
    )  # fmt: skip
    return judged.stored.request_id


@pytest.mark.parametrize("scoped", [subpoena_scoped, emergency_scoped])
@pytest.mark.parametrize(
    ("greedy", "did"), [(INTAKE, "pick-up"), (VERIFIER, "verification"), (COUNSEL, "scope")]
)
def test_who_took_in_verified_or_scoped_does_not_approve(
    desk: DemoDesk, scoped: Callable[[DemoDesk], str], greedy: Actor, did: str
) -> None:
    request_id = scoped(desk)
    own = replace(greedy, role=Role.APPROVER)
    with pytest.raises(SamePerson, match=f"^approval and {did} .*{greedy.actor_id} did the {did}"):
        approve_scope(desk.records, request_id, actor=own, now=NOON)
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).duties.approver_id is None


def received_by(desk: DemoDesk, writer: Actor) -> str:
    """A subpoena that `writer` handed in and others worked as far as its scope."""
    request = demo_request("us-subpoena", DataClass.PHONE)
    request_id = receive_request(
        desk.records, request, instruments=desk.instruments, actor=writer, now=NOON
    ).stored.request_id
    start_verifying(desk.records, request_id, actor=INTAKE, now=NOON)
    triage_request(desk.records, request_id, actor=INTAKE, now=NOON)
    verify_requester(desk.records, request_id, good_checks(NOON), actor=VERIFIER, now=NOON)
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    return request_id


def test_who_wrote_a_letter_down_does_not_approve_it(desk: DemoDesk) -> None:
    request_id = received_by(desk, Actor(actor_id="staff-wanda", role=Role.INTAKE))
    own = replace(APPROVER, actor_id="staff-wanda")
    with pytest.raises(SamePerson, match=r"approval and receipt .* staff-wanda did the receipt"):
        approve_scope(desk.records, request_id, actor=own, now=NOON)


def test_an_officer_who_asks_through_the_portal_has_no_duty_at_the_desk(desk: DemoDesk) -> None:
    request_id = received_by(desk, Actor(actor_id="officer-reyes", role=Role.REQUESTER))
    done = approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    assert done.duties.received_by is None


@pytest.mark.parametrize("greedy", [INTAKE, VERIFIER, COUNSEL])
def test_nor_as_the_second_of_two(desk: DemoDesk, greedy: Actor) -> None:
    request_id = emergency_scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    own = replace(greedy, role=Role.APPROVER, department="safety")
    with pytest.raises(SamePerson, match=f"second approval .*{greedy.actor_id} did"):
        approve_scope(desk.records, request_id, actor=own, now=NOON)


def test_a_second_approval_by_the_same_person_is_called_that(desk: DemoDesk) -> None:
    request_id = emergency_scoped(desk)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    for department in (APPROVER.department, "safety"):
        again = replace(APPROVER, department=department)
        with pytest.raises(SamePerson, match=f"{APPROVER.actor_id} did the approval"):
            approve_scope(desk.records, request_id, actor=again, now=NOON)


def test_counsel_neither_collects_nor_checks_what_the_scope_allows(desk: DemoDesk) -> None:
    request_id, key = subpoena_scoped(desk), desk.seals.signer.key
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    own = replace(COUNSEL, role=Role.COLLECTOR)
    with pytest.raises(SamePerson, match=f"{COUNSEL.actor_id} did the scope"):
        collect_records(desk.records, request_id, key=key, actor=own, now=NOON)
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON)
    own = replace(COUNSEL, role=Role.QUALITY)
    with pytest.raises(SamePerson, match=f"{COUNSEL.actor_id} did the scope"):
        pass_quality(desk.records, request_id, key=key, actor=own, now=NOON)


def test_whoever_collected_grants_no_scope_anew(desk: DemoDesk) -> None:
    request_id, key = subpoena_scoped(desk), desk.seals.signer.key
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON)
    with pytest.raises(SamePerson, match=f"{COLLECTOR.actor_id} did the collection"):
        grant_scope(
            desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
            actor=replace(COLLECTOR, role=Role.COUNSEL), now=NOON,
        )  # fmt: skip


def test_a_small_desk_has_one_person_pick_up_verify_and_scope_what_is_no_emergency(
    desk: DemoDesk,
) -> None:
    eve = "staff-eve"
    request = demo_request("us-subpoena", DataClass.PHONE)
    received = receive_request(
        desk.records, request, instruments=desk.instruments,
        actor=Actor(actor_id=eve, role=Role.INTAKE), now=NOON,
    )  # fmt: skip
    request_id = received.stored.request_id
    intake = Actor(actor_id=eve, role=Role.INTAKE)
    start_verifying(desk.records, request_id, actor=intake, now=NOON)
    triage_request(desk.records, request_id, actor=intake, now=NOON)
    verifier = Actor(actor_id=eve, role=Role.VERIFIER)
    verify_requester(desk.records, request_id, good_checks(NOON), actor=verifier, now=NOON)
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=Actor(actor_id=eve, role=Role.COUNSEL), now=NOON,
    )  # fmt: skip
    with pytest.raises(SamePerson):
        approve_scope(
            desk.records, request_id, actor=Actor(actor_id=eve, role=Role.APPROVER), now=NOON
        )
    done = approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    assert done.state.production.value == "approved"
