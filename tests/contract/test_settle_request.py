"""After the answer: the user is told when allowed, an emergency is reviewed, then it closes."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.strategies.respond import NOON, Seal, instruments, opened

from plainsight.app.casework.erase_case import erase_case
from plainsight.app.respond.approve_scope import approve_scope, grant_scope, refuse_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.contest_request import begin_review, withdraw_request
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.extend_hold import confirm_hold
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.release_package import acknowledge_package, release_package
from plainsight.app.respond.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    settle_notice,
    take_back_waiver,
    waive_notice,
)
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.verify_requester import Checks
from plainsight.demo.accounts import PRESERVED
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, emergency_request, good_checks
from plainsight.demo.staff import (
    APPROVER,
    COLLECTOR,
    COUNSEL,
    CUSTODIAN,
    INTAKE,
    QUALITY,
    SECOND_APPROVER,
)
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, SamePerson, WrongRole
from plainsight.prove.entry import parse_entry
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import LegalRequest, NonDisclosureOrder
from plainsight.respond.reason import Reason
from plainsight.respond.states import Notice, Role

DAY = timedelta(days=1)
PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)
OTHER_COUNSEL = Actor(actor_id="staff-gail", role=Role.COUNSEL, department="legal")


def answered(desk: DemoDesk, seal: Seal, request: LegalRequest) -> str:
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    _, package = produce(desk, request_id, now=NOON + timedelta(hours=1))
    nonce = json.loads(opened(package.sealed, seal)["bag/data/acknowledge.json"])["nonce"]
    officer = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
    acknowledge_package(desk.records, request_id, nonce, actor=officer, now=NOON + DAY)
    confirm_hold(
        desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON + DAY
    )
    return request_id


def test_an_emergency_closes_only_after_its_review_and_its_notice(
    desk: DemoDesk, seal: Seal
) -> None:
    request_id = answered(desk, seal, emergency_request())
    told = {"instruments": instruments(), "actor": INTAKE}
    with pytest.raises(GuardUnmet, match="is settled"):
        close_request(desk.records, request_id, actor=INTAKE, now=NOON + 2 * DAY)
    review_afterwards(desk.records, request_id, actor=PROTECTION, now=NOON + 3 * DAY)
    with pytest.raises(IllegalMove):  # blocked for ninety days
        send_notice(desk.records, request_id, now=NOON + 4 * DAY, **told)  # type: ignore[arg-type]
    with pytest.raises(GuardUnmet, match="is settled"):
        close_request(desk.records, request_id, actor=INTAKE, now=NOON + 4 * DAY)
    send_notice(desk.records, request_id, now=NOON + 91 * DAY, **told)  # type: ignore[arg-type]
    closed = close_request(desk.records, request_id, actor=INTAKE, now=NOON + 92 * DAY)
    assert closed.state.production.value == "closed"
    assert closed.state.holding.value == "active"  # the hold goes on by its own policy


def test_an_order_blocks_notice_until_its_day_and_not_longer(desk: DemoDesk, seal: Seal) -> None:
    request = replace(
        demo_request("us-subpoena", DataClass.PHONE),
        non_disclosure_order=NonDisclosureOrder(reference="NDO 7", until=date(2026, 6, 1)),
    )
    request_id = answered(desk, seal, request)

    def stands(days: int) -> Notice:
        return settle_notice(
            desk.records, request_id, instruments=instruments(), now=NOON + days * DAY
        ).notice

    assert stands(2) is Notice.BLOCKED_UNTIL
    assert stands(79) is Notice.BLOCKED_UNTIL
    assert stands(81) is Notice.DUE
    with desk.records.read() as view:
        assert view.desk.requests.get(request_id).state.notice is Notice.DUE


def test_the_user_is_not_told_of_an_unverified_or_a_forged_request(desk: DemoDesk) -> None:
    denied = replace(good_checks(NOON), agency_denies=True)
    for checks in (Checks(), denied):
        request = demo_request("us-subpoena", DataClass.PHONE)
        judged = receive_and_verify(desk, request, checks=checks, now=NOON)
        with pytest.raises(IllegalMove, match="notice is not_due"):
            send_notice(
                desk.records,
                judged.stored.request_id,
                instruments=instruments(),
                actor=INTAKE,
                now=NOON + DAY,
            )


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_an_emergency_that_was_refused_or_taken_back_is_reviewed_closed_and_erased(
    desk: DemoDesk, end: str
) -> None:
    denied = replace(good_checks(NOON), agency_denies=True)
    judged = receive_and_verify(desk, emergency_request(), checks=denied, now=NOON)
    request_id = judged.stored.request_id
    if end == "refused":
        refuse_request(
            desk.records,
            request_id,
            [Reason.AUTHENTICITY_NOT_ESTABLISHED],
            actor=COUNSEL,
            now=NOON + DAY,
        )
    else:
        officer = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
        withdraw_request(
            desk.records, request_id, authenticated_by="call back", actor=officer, now=NOON + DAY
        )
    lapse_holds(desk.records, instruments=instruments(), now=NOON + 40 * DAY)
    with pytest.raises(GuardUnmet, match="is settled"):
        close_request(desk.records, request_id, actor=INTAKE, now=NOON + 40 * DAY)
    review_afterwards(desk.records, request_id, actor=PROTECTION, now=NOON + 40 * DAY)
    closed = close_request(desk.records, request_id, actor=INTAKE, now=NOON + 40 * DAY)
    assert closed.state.production.value == "closed"
    assert erase_case(desk.records, request_id, actor=PROTECTION, now=NOON + 41 * DAY) > 0


def test_a_review_before_the_release_does_not_stand_for_the_one_after_it(desk: DemoDesk) -> None:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    with desk.records.begin() as unit:
        begin_review(unit, unit.desk.requests.lock(request_id), NOON)
    review_afterwards(desk.records, request_id, actor=PROTECTION, now=NOON)
    released, _ = produce(desk, request_id, now=NOON + timedelta(hours=1))
    assert released.reviewed_at is None
    with desk.records.read() as view:
        assert view.desk.reports.awaiting_review(released_before=NOON + DAY) == ((request_id, 1),)


def packaged(desk: DemoDesk, request: LegalRequest) -> str:
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id, key = judged.stored.request_id, desk.seals.signer.key
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    approved = approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    if approved.two_departments:
        approve_scope(desk.records, request_id, actor=SECOND_APPROVER, now=NOON)
    collect_records(desk.records, request_id, key=key, actor=COLLECTOR, now=NOON)
    pass_quality(desk.records, request_id, key=key, actor=QUALITY, now=NOON)
    package_disclosure(
        desk.records, request_id, instruments=desk.instruments, officer_id=OFFICER_ID,
        seals=desk.seals, now=NOON,
    )  # fmt: skip
    return request_id


def release(desk: DemoDesk, request_id: str, days: int = 0) -> StoredRequest:
    return release_package(desk.records, request_id, actor=APPROVER, now=NOON + days * DAY)


def waive(
    desk: DemoDesk, request_id: str, words: str = "gone", *, by: Actor = COUNSEL, days: int = 0
) -> StoredRequest:
    now = NOON + days * DAY
    return waive_notice(
        desk.records, request_id, words, instruments=desk.instruments, actor=by, now=now
    )


def take_back(
    desk: DemoDesk, request_id: str, words: str = "read", *, by: Actor = COUNSEL
) -> StoredRequest:
    return take_back_waiver(
        desk.records, request_id, words, instruments=desk.instruments, actor=by, now=NOON
    )


@pytest.mark.parametrize("way", ["told", "waived"])
def test_nothing_leaves_before_the_user_was_told_or_counsel_said_why_not(
    desk: DemoDesk, way: str
) -> None:
    request_id = packaged(desk, demo_request("us-subpoena", DataClass.PHONE))
    with pytest.raises(GuardUnmet, match="notice is settled"):
        release(desk, request_id)
    if way == "told":
        send_notice(desk.records, request_id, instruments=desk.instruments, actor=INTAKE, now=NOON)
    else:
        with pytest.raises(BadValue, match="say what is meant"):
            waive(desk, request_id, " ")
        with pytest.raises(WrongRole):
            waive(desk, request_id, by=INTAKE)
        for person in (APPROVER, COLLECTOR, QUALITY):
            with pytest.raises(SamePerson, match=f"waiver of notice .* {person.actor_id} did"):
                waive(desk, request_id, by=replace(person, role=COUNSEL.role))
        waive(desk, request_id, "nobody reads it")
    assert release(desk, request_id).state.production.value == "released"


def test_notice_is_waived_only_once_a_disclosure_is_approved(desk: DemoDesk) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    with pytest.raises(GuardUnmet, match="once a disclosure is approved"):
        waive(desk, request_id)
    grant_scope(
        desk.records, request_id, instruments=desk.instruments, signer=desk.seals.signer,
        actor=COUNSEL, now=NOON,
    )  # fmt: skip
    with pytest.raises(GuardUnmet, match="once a disclosure is approved"):
        waive(desk, request_id)
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    assert waive(desk, request_id).state.notice.value == "waived"


def test_an_emergencys_notice_is_waived_when_it_is_due_and_not_before(
    desk: DemoDesk, seal: Seal
) -> None:
    request_id = packaged(desk, emergency_request())
    with pytest.raises(GuardUnmet, match="notice is due"):
        waive(desk, request_id)
    release(desk, request_id)
    with pytest.raises(IllegalMove, match="notice is blocked_until"):
        waive(desk, request_id, days=1)
    assert waive(desk, request_id, days=91).state.notice is Notice.WAIVED


@pytest.mark.parametrize("then", ["approves anew", "collects", "checks", "releases"])
def test_whoever_waived_notice_takes_no_part_in_the_disclosure_afterwards(
    desk: DemoDesk, then: str
) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id, key = judged.stored.request_id, desk.seals.signer.key
    granted = {"instruments": desk.instruments, "signer": desk.seals.signer, "actor": COUNSEL}
    grant_scope(desk.records, request_id, now=NOON, **granted)  # type: ignore[arg-type]
    approve_scope(desk.records, request_id, actor=APPROVER, now=NOON)
    waive(desk, request_id, by=OTHER_COUNSEL)

    def hands(step: str, usual: Actor) -> Actor:
        return replace(OTHER_COUNSEL, role=usual.role) if then == step else usual

    with pytest.raises(SamePerson, match=f"waiver of notice .* {OTHER_COUNSEL.actor_id} did"):  # noqa: PT012 - whichever step it is
        if then == "approves anew":
            grant_scope(desk.records, request_id, now=NOON, **granted)  # type: ignore[arg-type]
            approve_scope(
                desk.records, request_id, actor=hands("approves anew", APPROVER), now=NOON
            )
        collect_records(
            desk.records, request_id, key=key, actor=hands("collects", COLLECTOR), now=NOON
        )
        pass_quality(desk.records, request_id, key=key, actor=hands("checks", QUALITY), now=NOON)
        package_disclosure(
            desk.records, request_id, instruments=desk.instruments, officer_id=OFFICER_ID,
            seals=desk.seals, now=NOON,
        )  # fmt: skip
        release_package(desk.records, request_id, actor=hands("releases", APPROVER), now=NOON)


def test_a_wrong_waiver_is_taken_back_before_the_release_and_both_stay_on_record(
    desk: DemoDesk,
) -> None:
    request_id = packaged(desk, demo_request("us-subpoena", DataClass.PHONE))
    waive(desk, request_id)
    with pytest.raises(BadValue, match="say what is meant"):
        take_back(desk, request_id, " ")
    with pytest.raises(WrongRole):
        take_back(desk, request_id, by=APPROVER)
    due = take_back(desk, request_id, "it is read", by=OTHER_COUNSEL)
    assert due.state.notice is Notice.DUE
    assert due.duties.notice_waived_by is None
    with pytest.raises(GuardUnmet, match=r"tell-user.*waive-notice"):
        release(desk, request_id)
    with desk.records.read() as view:
        said = [each.kind.value for each in view.desk.statements.of_request(request_id)]
        moved = [move.number for move in view.desk.requests.moves(request_id)]
        entries = [parse_entry(each.canonical) for each in view.audit.entries()]
    assert said[-2:] == ["notice_waived", "waiver_taken_back"]
    assert moved[-3:] == ["T32d", "T32e", "T32b"]
    assert [e.body["number"] for e in entries if e.tag == "request:moved"][-3:] == moved[-3:]
    send_notice(desk.records, request_id, instruments=desk.instruments, actor=INTAKE, now=NOON)
    release(desk, request_id)


def test_no_waiver_is_taken_back_after_the_release_or_where_the_instrument_gives_no_notice(
    desk: DemoDesk,
) -> None:
    request_id = packaged(desk, demo_request("us-subpoena", DataClass.PHONE))
    waive(desk, request_id)
    release(desk, request_id)
    with pytest.raises(IllegalMove, match="production is released"):
        take_back(desk, request_id)
    silent = demo_request("us-preservation-2703f", account_id=PRESERVED)
    judged = receive_and_verify(desk, silent, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    settle_notice(desk.records, request_id, instruments=desk.instruments, now=NOON)
    with pytest.raises(GuardUnmet, match="instrument gives the user no notice"):
        take_back(desk, request_id)


def test_an_order_that_forbids_notice_lets_the_package_leave_while_it_lasts(desk: DemoDesk) -> None:
    request = replace(
        demo_request("us-subpoena", DataClass.PHONE),
        non_disclosure_order=NonDisclosureOrder(reference="NDO 7", until=date(2026, 3, 20)),
    )
    request_id = packaged(desk, request)
    with pytest.raises(GuardUnmet, match="notice is settled"):
        release(desk, request_id, days=8)
    assert release(desk, request_id, days=6).state.notice is Notice.BLOCKED_UNTIL


def test_a_nil_certificate_waits_for_no_notice(desk: DemoDesk) -> None:
    nobody = demo_request("us-subpoena", DataClass.PHONE, account_id="wx-unknown")
    assert release(desk, packaged(desk, nobody)).state.production.value == "released"


def test_only_an_emergency_is_reviewed_afterwards(desk: DemoDesk, seal: Seal) -> None:
    request_id = answered(desk, seal, demo_request("us-subpoena", DataClass.PHONE))
    with pytest.raises(GuardUnmet, match="is emergency"):
        review_afterwards(desk.records, request_id, actor=PROTECTION, now=NOON + 2 * DAY)
