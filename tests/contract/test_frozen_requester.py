"""One stolen mailbox, several legal requests: what a suspicion stops, from when, for how long."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.strategies.desk_alarms import asked
from tests.strategies.respond import NOON

from plainsight.app.respond.freeze_requester import lift_freeze
from plainsight.app.respond.release_package import fetch_package
from plainsight.app.respond.stored import Actor, Officer
from plainsight.app.respond.verify_requester import verify_requester
from plainsight.demo.agency import AGENCY, OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import COUNSEL, VERIFIER
from plainsight.errors import GuardUnmet, WrongRecipient
from plainsight.respond.data_class import DataClass
from plainsight.respond.states import Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)


def _ask(desk: DemoDesk, reference: str, now: datetime) -> str:
    request = replace(
        demo_request("us-subpoena", DataClass.PHONE), investigation_reference=reference
    )
    return receive_and_verify(desk, request, checks=good_checks(now), now=now).stored.request_id


def _suspect(desk: DemoDesk, request_id: str, now: datetime) -> None:
    checks = replace(good_checks(now), agency_denies=True)
    verify_requester(desk.records, request_id, checks, actor=VERIFIER, now=now)


def test_a_fraud_found_after_a_month_freezes_for_a_month_from_then(desk: DemoDesk) -> None:
    stolen = asked(desk)
    found = NOON + 31 * DAY
    second = _ask(desk, "NH-2", found)
    _suspect(desk, stolen, found)
    with pytest.raises(GuardUnmet, match="suspected fraud"):
        produce(desk, second, now=found + 2 * HOUR)
    third = _ask(desk, "NH-3", found + 29 * DAY)
    with pytest.raises(GuardUnmet, match="suspected fraud"):
        produce(desk, third, now=found + 29 * DAY)
    late = _ask(desk, "NH-4", found + 31 * DAY)
    assert produce(desk, late, now=found + 31 * DAY)


def test_a_freeze_is_lifted_only_once_there_is_one_and_only_that_one(desk: DemoDesk) -> None:
    genuine = asked(desk)

    def lift(now: datetime) -> None:
        lift_freeze(desk.records, genuine, "the chief came in", actor=COUNSEL, now=now)

    with pytest.raises(GuardUnmet, match="lifts nothing"):
        lift(NOON + HOUR)
    _suspect(desk, _ask(desk, "NH-2", NOON + HOUR), NOON + 2 * HOUR)
    lift(NOON + 3 * HOUR)
    with pytest.raises(GuardUnmet, match="lifts nothing"):
        lift(NOON + 3 * HOUR)
    _suspect(desk, _ask(desk, "NH-3", NOON + 3 * HOUR), NOON + 4 * HOUR)
    with pytest.raises(GuardUnmet, match="suspected fraud"):
        produce(desk, genuine, now=NOON + 5 * HOUR)
    lift(NOON + 5 * HOUR)
    assert produce(desk, genuine, now=NOON + 6 * HOUR)


def test_what_was_released_is_not_fetched_while_its_requester_is_frozen(desk: DemoDesk) -> None:
    genuine = asked(desk)
    produce(desk, genuine, now=NOON + HOUR)
    _suspect(desk, _ask(desk, "NH-2", NOON + 2 * HOUR), NOON + 3 * HOUR)
    with pytest.raises(GuardUnmet, match="call the desk") as refused:
        fetch_package(desk.records, genuine, actor=OFFICER, now=NOON + 4 * HOUR)
    assert "fraud" not in str(refused.value)  # the thief may be the one who reads it
    lift_freeze(desk.records, genuine, "they came in", actor=COUNSEL, now=NOON + 5 * HOUR)
    assert fetch_package(desk.records, genuine, actor=OFFICER, now=NOON + 6 * HOUR)


def test_a_suspicion_of_the_officer_whom_it_is_sealed_to_freezes_what_a_colleague_asked(
    desk: DemoDesk,
) -> None:
    colleague = "b.ortiz@doj.example.gov"
    with desk.records.begin() as unit:
        unit.desk.registry.enrol(
            Officer(
                officer_id="officer-ortiz", agency_id=AGENCY.agency_id, email=colleague,
                recipient_key=desk.recipient_key, enrolled_at=NOON - 40 * DAY,
            )
        )  # fmt: skip
    requester = replace(demo_request("us-subpoena").requester, email=colleague)
    genuine, waiting = asked(desk, requester=requester), asked(desk, requester=requester)
    produce(desk, genuine, now=NOON + HOUR)  # sealed to Reyes, whose mailbox it is not
    _suspect(desk, _ask(desk, "NH-2", NOON + 2 * HOUR), NOON + 3 * HOUR)
    with pytest.raises(GuardUnmet, match="call the desk"):
        fetch_package(desk.records, genuine, actor=OFFICER, now=NOON + 4 * HOUR)
    with pytest.raises(WrongRecipient, match="suspected fraud") as refused:
        produce(desk, waiting, now=NOON + 4 * HOUR)
    assert "colleague" in str(refused.value)
    other = asked(desk, requester=requester)
    assert produce(desk, other, now=NOON + 4 * HOUR, officer_id="officer-ortiz")
    lift_freeze(desk.records, genuine, "they came in", actor=COUNSEL, now=NOON + 5 * HOUR)
    assert fetch_package(desk.records, genuine, actor=OFFICER, now=NOON + 6 * HOUR)
