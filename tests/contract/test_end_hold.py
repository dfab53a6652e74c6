"""A hold ends by two people who each sign in: one proposes, another answers, on both databases."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from tests.contract.test_respond_preservation import preserved, renewal
from tests.strategies.respond import NOON, instruments

from plainsight.app.list_awaiting import AwaitedKind, count_desk_awaiting, list_awaiting
from plainsight.app.ports import Records
from plainsight.app.respond.end_hold import (
    agree_to_hold_end,
    propose_hold_end,
    refuse_hold_end,
    standing_proposal,
)
from plainsight.app.respond.extend_hold import ask_reviews, extend_hold
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import Grounds, prepare_release_of_hold
from plainsight.app.respond.stored import Actor
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import COUNSEL, CUSTODIAN, INTAKE, QUALITY
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, SamePerson, WrongRole
from plainsight.model.fact import AuditTag
from plainsight.model.role import Role as StaffRole
from plainsight.model.role import Staff, make_staff
from plainsight.respond.states import Holding, Role

DAY = timedelta(days=1)
PRIVACY = Actor(actor_id="dora", role=Role.PROTECTION_OFFICER)
WRITTEN = Grounds(is_written_release=True)
CLARA = make_staff(COUNSEL.actor_id, StaffRole.COUNSEL)
HOLLY = make_staff(CUSTODIAN.actor_id, StaffRole.HOLD_CUSTODIAN)


def propose(
    desk: DemoDesk, request_id: str, day: int, who: Actor = CUSTODIAN, grounds: Grounds = WRITTEN
) -> None:
    propose_hold_end(
        desk.records, request_id, "their letter of 20 March", grounds=grounds,
        instruments=instruments(), actor=who, now=NOON + day * DAY,
    )  # fmt: skip


def agree(desk: DemoDesk, request_id: str, day: int, who: Actor = COUNSEL) -> None:
    agree_to_hold_end(
        desk.records, request_id, instruments=instruments(), actor=who, now=NOON + day * DAY
    )


def holding(desk: DemoDesk, request_id: str) -> Holding:
    with desk.records.read() as view:
        return view.desk.requests.get(request_id).state.holding


def asked_of(records: Records, staff: Staff) -> list[bool]:
    return [
        each.is_answerable
        for each in list_awaiting(records, actor=staff)
        if each.kind is AwaitedKind.HOLD_END
    ]


def said_kinds(desk: DemoDesk, request_id: str) -> Sequence[tuple[str, str]]:
    with desk.records.read() as view:
        said = view.desk.statements.of_request(request_id)
    return [(each.kind.value, each.actor_id) for each in said if "hold_end" in each.kind.value]


def test_a_hold_ends_when_two_people_said_so_twice_with_the_grace_period_between(
    desk: DemoDesk,
) -> None:
    request_id = preserved(desk)
    with desk.records.read() as view:
        judged = [entry.tag for entry in view.audit.entries()].count(AuditTag.REQUEST_STATED)
    propose(desk, request_id, 1)
    assert holding(desk, request_id) is Holding.ACTIVE, "one person's word ends nothing"
    agree(desk, request_id, 2)
    assert holding(desk, request_id) is Holding.RELEASE_PENDING
    with pytest.raises(GuardUnmet, match="not before 2026-04-14"):
        propose(desk, request_id, 31)
    propose(desk, request_id, 32, grounds=Grounds())
    agree(desk, request_id, 33, PRIVACY)
    assert holding(desk, request_id) is Holding.RELEASED
    assert said_kinds(desk, request_id) == [
        ("hold_end_proposed", CUSTODIAN.actor_id), ("hold_end_agreed", COUNSEL.actor_id),
        ("hold_end_proposed", CUSTODIAN.actor_id), ("hold_end_agreed", "dora"),
    ]  # fmt: skip
    with desk.records.read() as view:
        *_, prepared, ended = view.desk.requests.moves(request_id)
        log = [entry.tag for entry in view.audit.entries()]
    assert [(each.number, each.actor_id) for each in (prepared, ended)] == [
        ("T29a", CUSTODIAN.actor_id), ("T30", CUSTODIAN.actor_id),
    ]  # fmt: skip
    # Each word enters the log in the transaction that writes it down, and an agreement's step too.
    assert log.count(AuditTag.REQUEST_STATED) == 4 + judged


def test_one_person_in_both_roles_is_one_person(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    propose(desk, request_id, 1)
    both = Actor(actor_id=CUSTODIAN.actor_id, role=Role.COUNSEL)
    with pytest.raises(SamePerson, match="must be different people"):
        agree(desk, request_id, 2, both)
    with pytest.raises(SamePerson):
        refuse_hold_end(desk.records, request_id, "no", actor=both, now=NOON + 2 * DAY)
    assert holding(desk, request_id) is Holding.ACTIVE


def test_only_the_roles_of_the_invariant_propose_and_answer(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    with pytest.raises(WrongRole):
        propose(desk, request_id, 1, COUNSEL)
    with pytest.raises(GuardUnmet, match="a proposal of the custodian"):
        agree(desk, request_id, 1)
    propose(desk, request_id, 1)
    for stranger in (QUALITY, CUSTODIAN):
        with pytest.raises(WrongRole):
            agree(desk, request_id, 2, stranger)


def test_what_the_terms_do_not_let_is_not_even_proposed(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    with pytest.raises(GuardUnmet, match="never silently: asked 0 of 6 times"):
        propose(desk, request_id, 1, grounds=Grounds())
    with pytest.raises(BadValue, match="words"):
        propose_hold_end(
            desk.records, request_id, " ", grounds=WRITTEN, instruments=instruments(),
            actor=CUSTODIAN, now=NOON + DAY,
        )  # fmt: skip
    assert said_kinds(desk, request_id) == []
    asked = demo_request("us-preservation-2703f")
    unsure = receive_request(
        desk.records, asked, instruments=instruments(), actor=INTAKE, now=NOON
    ).stored.request_id
    with pytest.raises(IllegalMove, match="while holding is provisional"):
        propose(desk, unsure, 1)  # nobody confirmed it: it lapses


def test_a_proposal_is_answered_once_and_a_no_leaves_the_hold_as_it_is(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    propose(desk, request_id, 1)
    with pytest.raises(GuardUnmet, match="was proposed already"):
        propose(desk, request_id, 1)
    with pytest.raises(BadValue, match="words"):
        refuse_hold_end(desk.records, request_id, "", actor=COUNSEL, now=NOON + 2 * DAY)
    words = "another matter relies on it"
    refuse_hold_end(desk.records, request_id, words, actor=COUNSEL, now=NOON + 2 * DAY)
    assert holding(desk, request_id) is Holding.ACTIVE
    with pytest.raises(GuardUnmet, match="a proposal of the custodian"):
        agree(desk, request_id, 3)
    propose(desk, request_id, 3)


def test_a_hold_that_was_extended_since_is_not_ended_by_what_was_proposed_before(
    desk: DemoDesk,
) -> None:
    request_id = preserved(desk)
    ask_reviews(desk.records, instruments=instruments(), now=NOON + 61 * DAY)
    propose(desk, request_id, 62)
    assert asked_of(desk.records, CLARA) == [True]
    extend_hold(
        desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, basis="renewal",
        letter=renewal(), now=NOON + 63 * DAY,
    )  # fmt: skip
    assert asked_of(desk.records, CLARA) == []
    with pytest.raises(GuardUnmet, match="a proposal of the custodian"):
        agree(desk, request_id, 64)


def test_counsel_finds_what_waits_and_the_proposer_is_not_asked(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    both = make_staff(CUSTODIAN.actor_id, StaffRole.HOLD_CUSTODIAN, StaffRole.COUNSEL)
    propose(desk, request_id, 1)
    assert asked_of(desk.records, CLARA) == [True]
    assert asked_of(desk.records, HOLLY) == asked_of(desk.records, both) == [False]
    assert asked_of(desk.records, make_staff("ann", StaffRole.ANALYST)) == []
    with desk.records.read() as view:
        assert count_desk_awaiting(view, CLARA) == 1
        assert standing_proposal(view, view.desk.requests.get(request_id)) is not None
    agree(desk, request_id, 2)
    assert asked_of(desk.records, CLARA) == []


def test_both_ways_to_the_end_can_be_taken_in_turn(desk: DemoDesk) -> None:
    request_id = preserved(desk)
    propose(desk, request_id, 1)
    prepare_release_of_hold(
        desk.records, request_id, instruments=instruments(), custodian=CUSTODIAN, second=COUNSEL,
        now=NOON + 2 * DAY, is_written_release=True,
    )  # fmt: skip
    with pytest.raises(GuardUnmet, match="a proposal of the custodian"):
        agree(desk, request_id, 40)  # it was about the step that was taken since
    propose(desk, request_id, 40)
    agree(desk, request_id, 41)
    assert holding(desk, request_id) is Holding.RELEASED
