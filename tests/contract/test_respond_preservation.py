"""Preservation on both databases: confirmed, extended, reviewed, ended by two people."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.respond import NOON, instruments

from plainsight.app.approve_scope import (
    grant_scope,
)
from plainsight.app.extend_hold import ask_again, ask_reviews, confirm_hold, extend_hold
from plainsight.app.receive_request import receive_request
from plainsight.app.release_hold import lapse_holds, prepare_release_of_hold, release_hold
from plainsight.app.respond_stored import Actor
from plainsight.app.verify_holds import verify_holds
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import COUNSEL, CUSTODIAN, INTAKE, QUALITY
from plainsight.errors import (
    GuardUnmet,
)
from plainsight.respond.legal_request import AuthorityKind
from plainsight.respond.states import Role

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def preserved(desk: DemoDesk, instrument: str = "us-preservation-2703f") -> str:
    request = demo_request(instrument)
    if instrument == "eu-epoc-pr":
        authority = replace(request.issuing_authority, kind=AuthorityKind.JUDGE, country="DE")
        request = replace(request, issuing_authority=authority)
    judged = receive_and_verify(desk, request, checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    confirm_hold(
        desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON + HOUR
    )
    return request_id


def test_a_preservation_discloses_nothing_and_its_confirmation_is_the_answer(
    desk: DemoDesk,
) -> None:
    request_id = preserved(desk)
    with desk.records.read() as view:
        (answered,) = view.desk.clocks.of_request(request_id)
        assert answered.answered_at == NOON + HOUR
    with pytest.raises(GuardUnmet, match="PROCESS_LEVEL_INSUFFICIENT"):
        grant_scope(
            desk.records, request_id, instruments=instruments(), signer=desk.seals.signer,
            actor=COUNSEL, now=NOON,
        )  # fmt: skip


def test_a_commitment_hold_never_ends_silently_and_needs_two_people(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    years = NOON + 2_000 * DAY
    assert lapse_holds(desk.records, instruments=instruments(), now=years) == ()
    assert len(ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)) == 1

    def prepare(second: Actor, when: int) -> None:
        prepare_release_of_hold(
            desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN,
            second=second, now=NOON + when * DAY,
        )  # fmt: skip

    with pytest.raises(GuardUnmet, match="release terms met"):
        prepare(COUNSEL, 300)  # asked once only
    for _ in range(5):  # in one minute: one attempt
        ask_again(desk.records, request_id, actor=CUSTODIAN, now=NOON + 100 * DAY)
    with pytest.raises(GuardUnmet, match="release terms met"):
        prepare(COUNSEL, 300)
    for attempt in range(2, 6):
        day = 80 + 20 * attempt
        asked = ask_again(desk.records, request_id, actor=CUSTODIAN, now=NOON + day * DAY)
        assert asked == attempt + 1
    with desk.records.read() as view:
        told = [m for m in view.desk.requests.moves(request_id) if m.number.startswith("T27")]
    assert [(m.actor_id, (m.at - NOON).days) for m in told] == [
        ("SYS", 61), *[(CUSTODIAN.actor_id, day) for day in (100,) * 5],
        *[(CUSTODIAN.actor_id, day) for day in (120, 140, 160, 180)],
    ]  # fmt: skip
    with pytest.raises(GuardUnmet, match="release terms met"):
        prepare(COUNSEL, 179)
    with pytest.raises(GuardUnmet, match="two roles agree"):
        prepare(replace(CUSTODIAN, role=Role.COUNSEL), 181)
    with pytest.raises(GuardUnmet, match="two roles agree"):
        prepare(QUALITY, 181)
    prepare(COUNSEL, 181)
    for day, refused in ((210, True), (211, False)):
        with pytest.raises(GuardUnmet, match="release terms") if refused else nullcontext():
            release_hold(
                desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN,
                second=COUNSEL, now=NOON + day * DAY,
            )  # fmt: skip
    assert verify_holds(desk.records, now=NOON + 212 * DAY).checked_count == 0


def test_a_release_in_writing_waits_for_no_review_and_needs_two_people(desk: DemoDesk) -> None:
    request_id = preserved(desk)

    def prepare(second: Actor, *, is_written: bool) -> None:
        prepare_release_of_hold(
            desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN,
            second=second, now=NOON + DAY, is_written_release=is_written,
        )  # fmt: skip

    with pytest.raises(GuardUnmet, match="is written release"):
        prepare(COUNSEL, is_written=False)
    with pytest.raises(GuardUnmet, match="two roles agree"):
        prepare(QUALITY, is_written=True)
    prepare(COUNSEL, is_written=True)
    for day, refused in ((30, True), (31, False)):
        with pytest.raises(GuardUnmet, match="release terms") if refused else nullcontext():
            release_hold(
                desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN,
                second=COUNSEL, now=NOON + day * DAY,
            )  # fmt: skip


def test_an_epoc_pr_is_extended_once_and_ends_at_ninety_days(desk: DemoDesk) -> None:
    request_id = preserved(desk, "eu-epoc-pr")
    arguments = {"instruments": instruments(), "actor": CUSTODIAN, "basis": "Annex VI"}
    extend_hold(desk.records, request_id, now=NOON + 50 * DAY, **arguments)  # type: ignore[arg-type]
    with pytest.raises(GuardUnmet):
        extend_hold(desk.records, request_id, now=NOON + 80 * DAY, **arguments)  # type: ignore[arg-type]
    assert ask_reviews(desk.records, instruments=instruments(), now=NOON + 89 * DAY) == ()
    assert ask_reviews(desk.records, instruments=instruments(), now=NOON + 91 * DAY) != ()
    verdict = prepare_release_of_hold(
        desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN,
        second=COUNSEL, now=NOON + 91 * DAY,
    )  # fmt: skip
    assert "shall cease" in verdict.says


def test_a_freeze_order_holds_nothing_and_is_refused(desk: DemoDesk) -> None:
    received = receive_request(
        desk.records, demo_request("freeze-order"), instruments=instruments(), actor=INTAKE,
        now=NOON,
    )  # fmt: skip
    assert received.holds == ()
