"""Preservation on both databases: confirmed, extended, reviewed, ended by two people."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.respond import NOON, instruments

from plainsight.app.respond.approve_scope import grant_scope
from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.confirm_keeping import confirm_keeping
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.extend_hold import (
    ask_again,
    ask_reviews,
    confirm_hold,
    extend_hold,
    keep_hold,
)
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import lapse_holds, prepare_release_of_hold, release_hold
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import receive_and_verify
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import COUNSEL, CUSTODIAN, INTAKE, QUALITY
from plainsight.errors import BadValue, GuardUnmet, WrongRole
from plainsight.feeds.requests.document_reader import read_document
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

    with pytest.raises(GuardUnmet, match="never silently: asked"):
        prepare(COUNSEL, 300)  # asked once only
    for _ in range(5):  # in one minute: one attempt
        ask_again(desk.records, request_id, actor=CUSTODIAN, now=NOON + 100 * DAY)
    with pytest.raises(GuardUnmet, match="never silently: asked"):
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
    with pytest.raises(GuardUnmet, match="never silently: asked"):
        prepare(COUNSEL, 179)
    with pytest.raises(GuardUnmet, match="two roles agree"):
        prepare(replace(CUSTODIAN, role=Role.COUNSEL), 181)
    with pytest.raises(GuardUnmet, match="two roles agree"):
        prepare(QUALITY, 181)
    prepare(COUNSEL, 181)
    for day, refused in ((210, True), (211, False)):
        with pytest.raises(GuardUnmet, match="not before 2026-") if refused else nullcontext():
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
        with pytest.raises(GuardUnmet, match="not before 2026-") if refused else nullcontext():
            release_hold(
                desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN,
                second=COUNSEL, now=NOON + day * DAY,
            )  # fmt: skip


RENEWAL = b"""State Department of Justice. By this letter we renew our request of March for the
preservation of all records of the account named there, for another ninety days."""


def renewal(words: bytes = RENEWAL) -> AttachedDocument:
    return read_document("renewal.txt", words)


def test_a_preservation_is_renewed_once_by_a_letter_that_came_near_its_end(desk: DemoDesk) -> None:
    request_id = preserved(desk)

    def extend(day: int, letter: AttachedDocument | None, basis: str = "renewal") -> None:
        extend_hold(
            desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, basis=basis,
            letter=letter, now=NOON + day * DAY,
        )  # fmt: skip

    with pytest.raises(GuardUnmet, match="an extension is noted from 2026-05-12 on"):
        extend(4, renewal())
    # The daily round asks the agency from the first day of that window on: extended all the same.
    assert len(ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)) == 1
    with pytest.raises(GuardUnmet, match=r"needs the renewal as it was received.*--letter"):
        extend(62, None)
    with pytest.raises(GuardUnmet, match="hold basis is renewed"):
        extend(62, renewal(), basis=" \u200b")
    extend(62, renewal())
    with desk.records.read() as view:
        (hold,) = view.desk.holds.of_request(request_id)
        *_, move = view.desk.requests.moves(request_id)
    assert hold.floor_at == NOON + 180 * DAY
    assert (hold.state.value, hold.asked_count) == ("extended", 0)
    assert (move.number, move.object_digest) == ("T25", renewal().digest)
    with pytest.raises(GuardUnmet, match=r"allows one extension.*holds keep"):
        extend(160, renewal(RENEWAL + b" Once more."))


def test_one_letter_renews_nothing_twice(desk: DemoDesk) -> None:
    first = preserved(desk)
    letter = renewal()
    arguments = {"instruments": instruments(), "actor": CUSTODIAN, "basis": "r", "letter": letter}
    extend_hold(desk.records, first, now=NOON + 70 * DAY, **arguments)  # type: ignore[arg-type]
    second = preserved(desk)
    # The same words in another file are the same letter.
    arguments["letter"] = renewal(RENEWAL.replace(b"\n", b"  \n"))
    with pytest.raises(GuardUnmet, match=r"renewal\.txt came before"):
        extend_hold(desk.records, second, now=NOON + 70 * DAY, **arguments)  # type: ignore[arg-type]


def test_beyond_180_days_counsel_confirms_each_time_and_another_person_keeps(
    desk: DemoDesk,
) -> None:
    request_id = preserved(desk)

    def keep(day: int, who: Actor = CUSTODIAN) -> None:
        keep_hold(
            desk.records, request_id, instruments=instruments(), actor=who, now=NOON + day * DAY
        )

    def confirm(day: int, who: Actor = COUNSEL, words: str = "the commitment of 13 March") -> None:
        confirm_keeping(desk.records, request_id, words, actor=who, now=NOON + day * DAY)

    with pytest.raises(GuardUnmet, match="a hold under review"):
        confirm(3)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    with pytest.raises(GuardUnmet, match="counsel confirms that first: holds confirm-keeping"):
        keep(62)
    with pytest.raises(WrongRole):
        confirm(62, CUSTODIAN)
    with pytest.raises(BadValue):
        confirm(62, words=" ")
    confirm(62, replace(CUSTODIAN, role=Role.COUNSEL))  # one person in two roles is one person
    with pytest.raises(GuardUnmet, match="counsel confirms"):
        keep(62)
    confirm(63)
    keep(64)
    with desk.records.read() as view:
        assert view.desk.holds.of_request(request_id)[0].floor_at == NOON + 244 * DAY
        (*_, said) = view.desk.statements.of_request(
            request_id, kind=StatementKind.KEEPING_CONFIRMED
        )
    assert said.body == {"words": "the commitment of 13 March"}
    # At the next review the word of the last one counts no more.
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 220 * DAY)
    with pytest.raises(GuardUnmet, match="counsel confirms"):
        keep(221)


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


def test_the_hold_of_an_epoc_pr_ceases_on_the_day_its_end_is_agreed(desk: DemoDesk) -> None:
    """Regulation (EU) 2023/1543, art. 11: the obligation shall cease; no month of grace."""
    request_id = preserved(desk, "eu-epoc-pr")
    ended = NOON + 61 * DAY
    ask_reviews(desk.records, instruments=instruments(), now=ended)
    two = {"instruments": instruments(), "custodian": CUSTODIAN, "second": COUNSEL}
    prepare_release_of_hold(desk.records, request_id, now=ended, **two)  # type: ignore[arg-type]
    released = release_hold(desk.records, request_id, now=ended, **two)  # type: ignore[arg-type]
    assert released.state.holding.value == "released"
    with desk.records.read() as view:
        (hold,) = view.desk.holds.of_request(request_id)
    assert hold.released_at == ended


def test_a_freeze_order_holds_nothing_and_is_refused(desk: DemoDesk) -> None:
    received = receive_request(
        desk.records, demo_request("freeze-order"), instruments=instruments(), actor=INTAKE,
        now=NOON,
    )  # fmt: skip
    assert received.holds == ()
