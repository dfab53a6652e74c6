"""A hold that an open production cites does not end, whatever step it stands at; both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract.test_desk_steps import asked
from tests.contract.test_respond_preservation import preserved
from tests.strategies.desk_alarms import kinds
from tests.strategies.respond import NOON, erase_one, instruments

from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.extend_hold import ask_again, ask_reviews
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds, prepare_release_of_hold, release_hold
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_requester import start_verifying, verify_requester
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import COUNSEL, CUSTODIAN, INTAKE, VERIFIER
from plainsight.errors import GuardUnmet, IllegalMove
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Authenticity, Holding, Role

DAY = timedelta(days=1)
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)


def citing(desk: DemoDesk, kept: str) -> LegalRequest:
    with desk.records.read() as view:
        (hold,) = view.desk.holds.of_request(kept)
    return replace(demo_request("us-subpoena", DataClass.PHONE), cites_hold=f" {hold.hold_id} ")


def prepare(desk: DemoDesk, kept: str, day: int, *, is_written: bool = False) -> None:
    prepare_release_of_hold(
        desk.records, kept, instruments=instruments(), custodian=CUSTODIAN, second=COUNSEL,
        now=NOON + day * DAY, is_written_release=is_written,
    )  # fmt: skip


def holding(desk: DemoDesk, kept: str) -> Holding:
    with desk.records.read() as view:
        (hold,) = view.desk.holds.of_request(kept)
        assert view.desk.requests.get(kept).state.holding is hold.state
    return hold.state


def alarms(desk: DemoDesk) -> int:
    return kinds(desk).count(AlarmKind.HOLD_REVIEW)


def release(desk: DemoDesk, kept: str, day: int) -> Holding:
    return release_hold(
        desk.records, kept, instruments=instruments(), custodian=CUSTODIAN, second=COUNSEL,
        now=NOON + day * DAY,
    ).state.holding  # fmt: skip


def withdraw(desk: DemoDesk, request_id: str, day: int) -> None:
    at = NOON + day * DAY
    withdraw_request(desk.records, request_id, authenticated_by="key", actor=OFFICER, now=at)


def test_a_hold_under_review_does_not_end_while_an_open_production_cites_it(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    subpoena = asked(desk, citing(desk, kept), now=NOON + 65 * DAY)
    assert holding(desk, kept) is Holding.PRODUCTION_LINKED
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 66 * DAY)
    assert holding(desk, kept) is Holding.PRODUCTION_LINKED
    with pytest.raises(GuardUnmet, match="a hold under review"):
        ask_again(desk.records, kept, actor=CUSTODIAN, now=NOON + 76 * DAY)
    withdraw(desk, subpoena, 184)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 185 * DAY)
    assert holding(desk, kept) is Holding.REVIEW_DUE
    for day in range(195, 300, 20):
        ask_again(desk.records, kept, actor=CUSTODIAN, now=NOON + day * DAY)
    with pytest.raises(GuardUnmet, match="never silently: asked 7 of 6 times, over 119 of 120"):
        prepare(desk, kept, 304)  # from the first attempt after the production, not from day 61
    prepare(desk, kept, 305)


def test_no_attempt_to_reach_an_agency_counts_while_its_open_production_cites_the_hold(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    receive_request(
        desk.records, citing(desk, kept), instruments=instruments(), actor=INTAKE,
        now=NOON + 65 * DAY,
    )  # fmt: skip
    with pytest.raises(GuardUnmet, match="is not silent: LER-2026-000002 cites the hold"):
        ask_again(desk.records, kept, actor=CUSTODIAN, now=NOON + 76 * DAY)
    told = alarms(desk)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 87 * DAY)
    assert alarms(desk) == told


def test_the_agency_is_asked_anew_by_an_alarm_once_the_production_is_over(desk: DemoDesk) -> None:
    kept = preserved(desk)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    subpoena = asked(desk, citing(desk, kept), now=NOON + 62 * DAY)
    withdraw(desk, subpoena, 63)
    told = alarms(desk)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 64 * DAY)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 65 * DAY)
    assert alarms(desk) == told + 1


def test_what_cites_a_hold_in_its_grace_period_keeps_it_from_being_released(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    prepare(desk, kept, 1, is_written=True)
    received = receive_request(
        desk.records, citing(desk, kept), instruments=instruments(), actor=INTAKE,
        now=NOON + 3 * DAY,
    )  # fmt: skip
    with pytest.raises(GuardUnmet, match="relied on: LER-2026-000002 cites the hold"):
        release(desk, kept, 32)
    withdraw(desk, received.stored.request_id, 33)
    assert release(desk, kept, 34) is Holding.RELEASED


def test_a_verified_production_takes_the_hold_it_cites_out_of_its_grace_period(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    prepare(desk, kept, 1, is_written=True)
    asked(desk, citing(desk, kept), now=NOON + 3 * DAY)
    assert holding(desk, kept) is Holding.PRODUCTION_LINKED
    with pytest.raises(IllegalMove):
        release(desk, kept, 32)


def test_a_production_that_nobody_verified_yet_keeps_a_hold_and_a_suspected_one_does_not(
    desk: DemoDesk,
) -> None:
    kept = preserved(desk)
    received = receive_request(
        desk.records, citing(desk, kept), instruments=instruments(), actor=INTAKE, now=NOON + DAY
    )
    with pytest.raises(GuardUnmet, match="relied on"):
        prepare(desk, kept, 2, is_written=True)
    subpoena = received.stored.request_id
    start_verifying(desk.records, subpoena, actor=INTAKE, now=NOON + 2 * DAY)
    denied = replace(good_checks(NOON + 2 * DAY), agency_denies=True)
    verify_requester(desk.records, subpoena, denied, actor=VERIFIER, now=NOON + 2 * DAY)
    prepare(desk, kept, 2, is_written=True)


def test_a_provisional_hold_that_an_open_production_cites_does_not_lapse(desk: DemoDesk) -> None:
    request = demo_request("us-preservation-2703f")
    kept = receive_request(
        desk.records, request, instruments=instruments(), actor=INTAKE, now=NOON
    ).stored.request_id
    subpoena = asked(desk, citing(desk, kept), now=NOON + DAY)
    assert lapse_holds(desk.records, instruments=instruments(), now=NOON + 91 * DAY) == ()
    withdraw(desk, subpoena, 92)
    ended = lapse_holds(desk.records, instruments=instruments(), now=NOON + 93 * DAY)
    assert "LER-2026-000001" in [reference for reference, _ in ended]


def test_whoever_cites_a_case_that_was_erased_is_verified_and_linked_to_nothing(
    desk: DemoDesk,
) -> None:
    erased = erase_one(desk.records)
    with desk.records.read() as view:
        reference = view.desk.requests.get(erased).reference
    request = replace(demo_request("us-subpoena", DataClass.PHONE), cites_hold=reference)
    production = asked(desk, request, now=NOON + DAY)
    with desk.records.read() as view:
        assert view.desk.requests.get(production).state.authenticity is Authenticity.VERIFIED
