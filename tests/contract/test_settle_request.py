"""After the answer: the user is told when allowed, an emergency is reviewed, then it closes."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.strategies.respond import NOON, Seal, instruments, opened

from plainsight.app.approve_scope import refuse_request
from plainsight.app.contest_request import begin_review, withdraw_request
from plainsight.app.disclose import acknowledge_package
from plainsight.app.erase_case import erase_case
from plainsight.app.extend_hold import confirm_hold
from plainsight.app.release_hold import lapse_holds
from plainsight.app.respond_demo import (
    COUNSEL,
    CUSTODIAN,
    INTAKE,
    OFFICER_ID,
    DemoDesk,
    demo_request,
    emergency_request,
    good_checks,
    produce,
    receive_and_verify,
)
from plainsight.app.respond_stored import Actor
from plainsight.app.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    settle_notice,
)
from plainsight.app.verify_requester import Checks
from plainsight.errors import GuardUnmet, IllegalMove
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import LegalRequest, NonDisclosureOrder
from plainsight.respond.reason import Reason
from plainsight.respond.states import Notice, Role

DAY = timedelta(days=1)
PROTECTION = Actor(actor_id="staff-dora", role=Role.PROTECTION_OFFICER)


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
        assert view.desk.reports.awaiting_review(released_before=NOON + DAY) == (request_id,)


def test_only_an_emergency_is_reviewed_afterwards(desk: DemoDesk, seal: Seal) -> None:
    request_id = answered(desk, seal, demo_request("us-subpoena", DataClass.PHONE))
    with pytest.raises(GuardUnmet, match="is emergency"):
        review_afterwards(desk.records, request_id, actor=PROTECTION, now=NOON + 2 * DAY)
