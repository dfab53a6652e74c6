"""An answer that is taken back is owed again: a wrong duplicate, a package nobody fetched."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from tests.contract.test_duplicates import RESCANNED, marked, sent, stands
from tests.contract.test_turned_back import brought_to
from tests.strategies.desk_alarms import asked
from tests.strategies.respond import NOON

from plainsight.app.respond.approve_scope import refuse_request
from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.desk_stored import AlarmKind, StatementKind
from plainsight.app.respond.mark_duplicate import is_answered_by, unmark_duplicate
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.release_package import (
    acknowledge_package,
    fetch_package,
    release_package,
)
from plainsight.app.respond.settle_notices import settle_notices
from plainsight.app.respond.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    settle_notice,
)
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.take_back_package import take_back_package
from plainsight.app.respond.verify_requester import verify_requester
from plainsight.app.respond.watch_desk import list_alarms, watch_desk
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce, receive_and_verify
from plainsight.demo.legal_requests import emergency_request, good_checks
from plainsight.demo.staff import APPROVER, COUNSEL, INTAKE, QUALITY, VERIFIER
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, UnknownId, WrongRole
from plainsight.model.fact import AuditTag
from plainsight.prove.entry import Entry, parse_entry
from plainsight.respond.clock import ResponseClock, standing
from plainsight.respond.instrument import ClockKind
from plainsight.respond.reason import Reason
from plainsight.respond.states import Notice, Production, Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRIVACY = Actor(actor_id="dora", role=Role.PROTECTION_OFFICER)
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)
WORDS = "it was sealed with the records of another account"


def answers(desk: DemoDesk, request_id: str) -> list[ResponseClock]:
    with desk.records.read() as view:
        clocks = view.desk.clocks.of_request(request_id)
    return [each for each in clocks if each.kind is ClockKind.RESPONSE]


def told(desk: DemoDesk, request_id: str, tag: AuditTag) -> Iterator[Entry]:
    with desk.records.read() as view:
        for entry in view.audit.about(request_id, tag=tag):
            yield parse_entry(entry.canonical)


def unmarked(desk: DemoDesk, request_id: str, words: str = "two orders, one scan") -> None:
    unmark_duplicate(desk.records, request_id, words, actor=INTAKE, now=NOON + 10 * DAY)


def taken_back(desk: DemoDesk, request_id: str, at: datetime, *, by: Actor = APPROVER) -> None:
    take_back_package(desk.records, request_id, WORDS, actor=by, second=COUNSEL, now=at)


def test_what_was_no_duplicate_is_owed_from_its_first_receipt_on(desk: DemoDesk) -> None:
    sent(desk, hours=0)
    again = sent(desk, hours=30, document=RESCANNED)
    marked(desk, again)  # on the ninth day of the ten
    with pytest.raises(BadValue, match="say what is meant"):
        unmarked(desk, again, " ")
    unmarked(desk, again)
    assert stands(desk, again).state.production is Production.TRIAGE
    assert stands(desk, again).answered_at is None
    first, owed = answers(desk, again)
    assert first.answered_at == NOON + 9 * DAY
    assert (owed.started_at, owed.due_at, owed.answered_at) == (
        first.started_at, first.due_at, None,
    )  # fmt: skip
    (entry,) = (
        each for each in told(desk, again, AuditTag.CLOCK_OWED_AGAIN)
        if each.body["kind"] == ClockKind.RESPONSE
    )  # fmt: skip
    assert entry.body["due_at"] == first.due_at.isoformat()
    with desk.records.read() as view:
        said = view.desk.statements.of_request(again, kind=StatementKind.DUPLICATE_UNDONE)
    assert [each.body["words"] for each in said] == ["two orders, one scan"]


def test_what_was_no_duplicate_and_lost_its_hold_meanwhile_is_an_alarm(desk: DemoDesk) -> None:
    sent(desk, hours=0)
    again = sent(desk, hours=30, document=RESCANNED)
    marked(desk, again)
    unmarked(desk, again)
    assert AlarmKind.HOLD_MISSING not in {each.kind for each in list_alarms(desk.records)}
    marked(desk, again)
    lapse_holds(desk.records, instruments=desk.instruments, now=NOON + 400 * DAY)
    late = NOON + 401 * DAY
    unmark_duplicate(desk.records, again, "two orders", actor=INTAKE, now=late)
    (told_of,) = [e for e in list_alarms(desk.records) if e.kind is AlarmKind.HOLD_MISSING]
    assert "nothing is held for it" in told_of.says
    assert told_of.subject == again


def test_a_clock_that_ran_out_while_it_was_a_duplicate_is_a_breach(desk: DemoDesk) -> None:
    sent(desk, hours=0)
    again = sent(desk, hours=30, document=RESCANNED)
    marked(desk, again)
    unmark_duplicate(desk.records, again, "none", actor=INTAKE, now=NOON + 30 * DAY)
    check_clocks(desk.records, now=NOON + 30 * DAY)
    kinds = {each.body["kind"] for each in told(desk, again, AuditTag.CLOCK_BREACHED)}
    assert ClockKind.RESPONSE in kinds


def test_what_was_no_duplicate_is_worked_and_answered_like_any_other(desk: DemoDesk) -> None:
    sent(desk, hours=0)
    again = sent(desk, hours=30, document=RESCANNED)
    marked(desk, again)
    unmarked(desk, again)
    marked(desk, again, "a duplicate after all")
    unmarked(desk, again)
    now = NOON + 10 * DAY + HOUR
    verify_requester(desk.records, again, good_checks(now), actor=VERIFIER, now=now)
    produce(desk, again, now=now)
    assert [each.run_number for each in answers(desk, again)] == [1, 2, 3]
    assert stands(desk, again).answered_at == now


def test_a_package_that_nobody_fetched_is_taken_back_by_two_people_with_words(
    desk: DemoDesk,
) -> None:
    request_id = asked(desk)
    with pytest.raises(IllegalMove):
        taken_back(desk, request_id, NOON + HOUR)
    produce(desk, request_id, now=NOON + HOUR)
    with pytest.raises(BadValue, match="say what is meant"):
        take_back_package(desk.records, request_id, "", actor=APPROVER, second=COUNSEL, now=NOON)
    with pytest.raises(WrongRole):
        taken_back(desk, request_id, NOON + DAY, by=QUALITY)
    for second in (QUALITY, replace(APPROVER, role=Role.COUNSEL)):
        with pytest.raises(GuardUnmet, match="two roles agree"):
            take_back_package(
                desk.records, request_id, WORDS, actor=APPROVER, second=second, now=NOON + DAY
            )
    taken_back(desk, request_id, NOON + DAY)
    assert stands(desk, request_id).state.production is Production.LEGAL_REVIEW
    with pytest.raises(UnknownId):
        fetch_package(desk.records, request_id, actor=OFFICER, now=NOON + DAY)
    with desk.records.read() as view:
        assert view.desk.requests.disclosures(request_id) == ()
        (said,) = view.desk.statements.of_request(request_id, kind=StatementKind.PACKAGE_TAKEN_BACK)
        assert said.body == {"words": WORDS, "agreed_by": COUNSEL.actor_id}
        stored = view.desk.requests.get(request_id)
        assert not is_answered_by(view, stored, replace(stored, state=replace(
            stored.state, production=Production.CLOSED
        )))  # fmt: skip
    (entry,) = told(desk, request_id, AuditTag.PACKAGE_TAKEN_BACK)
    assert entry.body["lines"] == 1
    assert stands(desk, request_id).answered_at is None


def test_a_package_that_was_fetched_is_not_taken_back(desk: DemoDesk) -> None:
    request_id = asked(desk)
    produce(desk, request_id, now=NOON + HOUR)
    fetch_package(desk.records, request_id, actor=OFFICER, now=NOON + 2 * HOUR)
    with pytest.raises(GuardUnmet, match="fetched"):
        taken_back(desk, request_id, NOON + DAY)
    assert stands(desk, request_id).state.production is Production.RELEASED


def test_a_package_of_which_a_copy_was_handed_over_at_its_release_is_not_taken_back(
    desk: DemoDesk,
) -> None:
    request_id = brought_to(desk, "packaged")
    send_notice(desk.records, request_id, instruments=desk.instruments, actor=INTAKE, now=NOON)
    release_package(desk.records, request_id, actor=APPROVER, now=NOON, is_handed_over=True)
    with pytest.raises(GuardUnmet, match="handed over"):
        taken_back(desk, request_id, NOON + DAY)
    (entry,) = told(desk, request_id, AuditTag.PACKAGE_RELEASED)
    assert entry.body["is_handed_over"] is True


def test_after_a_package_was_taken_back_the_answer_is_owed_again_from_that_day(
    desk: DemoDesk,
) -> None:
    request_id = asked(desk)
    produce(desk, request_id, now=NOON + HOUR)
    taken_back(desk, request_id, NOON + 20 * DAY)
    first, owed = answers(desk, request_id)
    assert standing(first, now=NOON + 20 * DAY).value == "met"  # its time stands
    assert (owed.started_at, owed.allowance) == (NOON + 20 * DAY, first.allowance)
    produce(desk, request_id, now=NOON + 21 * DAY)
    again = list(told(desk, request_id, AuditTag.CLOCK_ANSWERED))[-1]
    assert (again.body["by"], again.body["took_seconds"]) == ("disclosure", 86_400)
    assert stands(desk, request_id).answered_at == NOON + 21 * DAY


def test_nobody_is_told_of_a_package_that_was_taken_back_and_the_next_one_may_leave(
    desk: DemoDesk,
) -> None:
    request = emergency_request()
    request_id = receive_and_verify(
        desk, request, checks=good_checks(NOON), now=NOON
    ).stored.request_id
    produce(desk, request_id, now=NOON + HOUR)
    settle_notice(desk.records, request_id, instruments=desk.instruments, now=NOON + 2 * HOUR)
    blocked = stands(desk, request_id)
    assert blocked.state.notice is Notice.BLOCKED_UNTIL
    assert blocked.notice_until is not None
    taken_back(desk, request_id, NOON + DAY)
    assert stands(desk, request_id).state.notice is Notice.NOT_DUE
    later = blocked.notice_until + DAY
    assert settle_notices(desk.records, instruments=desk.instruments, now=later) == ()
    produce(desk, request_id, now=later)
    settle_notice(desk.records, request_id, instruments=desk.instruments, now=later)
    again = stands(desk, request_id)
    assert (again.state.production, again.state.notice) == (
        Production.RELEASED, Notice.BLOCKED_UNTIL,
    )  # fmt: skip


def test_the_database_takes_a_notice_back_with_its_package_alone(
    desk: DemoDesk, records_url: str
) -> None:
    request_id = receive_and_verify(
        desk, emergency_request(), checks=good_checks(NOON), now=NOON
    ).stored.request_id
    produce(desk, request_id, now=NOON + HOUR)
    settle_notice(desk.records, request_id, instruments=desk.instruments, now=NOON + 2 * HOUR)
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    with pytest.raises(IntegrityError, match="taken back"), engine.begin() as connection:
        connection.execute(text("UPDATE legal_requests SET notice = 'not_due'"))
    engine.dispose()


def test_the_word_from_a_package_that_was_taken_back_acknowledges_nothing(desk: DemoDesk) -> None:
    request_id = asked(desk)
    _, package = produce(desk, request_id, now=NOON + HOUR)
    taken_back(desk, request_id, NOON + DAY)
    produce(desk, request_id, now=NOON + 2 * DAY)
    with desk.records.read() as view:
        (left,) = view.desk.requests.disclosures(request_id)
    assert left.nonce_digest != package.nonce_digest
    with pytest.raises(GuardUnmet, match="nonce"):
        acknowledge_package(desk.records, request_id, "x", actor=OFFICER, now=NOON + 2 * DAY)


def test_a_return_date_makes_no_emergency_of_an_answer_that_is_owed_again(desk: DemoDesk) -> None:
    request_id = asked(desk, return_on=(NOON + 3 * DAY).date())
    produce(desk, request_id, now=NOON + HOUR)
    taken_back(desk, request_id, NOON + DAY)
    produce(desk, request_id, now=NOON + 2 * DAY)
    ends = [
        each.body["by_return_date"]
        for each in told(desk, request_id, AuditTag.CLOCK_ANSWERED)
        if each.body["kind"] == ClockKind.RESPONSE
    ]
    assert ends == [True, True]


def test_the_database_lets_no_run_of_a_clock_stop_by_the_end_of_an_earlier_one(
    desk: DemoDesk, records_url: str
) -> None:
    request_id = asked(desk)
    produce(desk, request_id, now=NOON + HOUR)
    taken_back(desk, request_id, NOON + DAY)
    engine = create_engine(records_url.replace("postgresql:", "postgresql+psycopg:"))
    for statement in ("DELETE FROM open_clocks", "UPDATE clock_ends SET run_number = 2"):
        with (
            pytest.raises(IntegrityError, match=r"no clock stops|append-only"),
            engine.begin() as connection,
        ):
            connection.execute(text(statement))
    engine.dispose()


def overdue(desk: DemoDesk, day: int) -> tuple[str, ...]:
    return watch_desk(desk.records, now=NOON + day * DAY).overdue_reviews


def test_each_release_of_an_emergency_is_told_when_nobody_reviews_it(desk: DemoDesk) -> None:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    produce(desk, request_id, now=NOON + HOUR)
    assert overdue(desk, 8) == (request_id,)
    taken_back(desk, request_id, NOON + 9 * DAY)
    assert overdue(desk, 9) == (), "nothing is disclosed"
    produce(desk, request_id, now=NOON + 10 * DAY)
    assert overdue(desk, 11) == (), "it left yesterday"
    assert overdue(desk, 18) == (request_id,)
    assert overdue(desk, 19) == (), "told once"


def test_a_review_goes_with_the_package_that_is_taken_back(desk: DemoDesk) -> None:
    judged = receive_and_verify(desk, emergency_request(), checks=good_checks(NOON), now=NOON)
    request_id = judged.stored.request_id
    produce(desk, request_id, now=NOON + HOUR)
    review_afterwards(desk.records, request_id, actor=PRIVACY, now=NOON + DAY)
    taken_back(desk, request_id, NOON + 9 * DAY)
    assert stands(desk, request_id).reviewed_at is None
    refuse_request(
        desk.records, request_id, [Reason.INCOMPLETE], actor=COUNSEL, now=NOON + 10 * DAY
    )
    with pytest.raises(GuardUnmet, match="the emergency is not reviewed"):
        close_request(desk.records, request_id, actor=INTAKE, now=NOON + 400 * DAY)
