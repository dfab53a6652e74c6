"""A released package is taken back by two people who each sign in, on both databases."""

import json
from datetime import datetime, timedelta

import pytest
from tests.contract.intact import assert_intact
from tests.contract.test_owed_again import OFFICER, WORDS, told
from tests.strategies.desk_alarms import asked
from tests.strategies.respond import NOON, Seal, opened

from plainsight.app.list_awaiting import AwaitedKind, count_desk_awaiting, list_awaiting
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.propose_taking_back import (
    agree_to_taking_back,
    propose_taking_back,
    refuse_taking_back,
)
from plainsight.app.respond.release_package import acknowledge_package, fetch_package
from plainsight.app.respond.stored import Actor
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce
from plainsight.demo.staff import APPROVER, COUNSEL, QUALITY
from plainsight.errors import BadValue, GuardUnmet, IllegalMove, SamePerson, WrongRole
from plainsight.model.fact import AuditTag
from plainsight.model.role import Role as StaffRole
from plainsight.model.role import Staff, make_staff
from plainsight.respond.states import Production, Role

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRIVACY = Actor(actor_id="dora", role=Role.PROTECTION_OFFICER)
CLARA = make_staff(COUNSEL.actor_id, StaffRole.COUNSEL)
ADA = make_staff(APPROVER.actor_id, StaffRole.APPROVER)


@pytest.fixture
def released(desk: DemoDesk) -> str:
    """A legal request whose package lies there, fetched by nobody."""
    request_id = asked(desk)
    produce(desk, request_id, now=NOON + HOUR)
    return request_id


def propose(desk: DemoDesk, request_id: str, at: datetime, who: Actor = APPROVER) -> None:
    propose_taking_back(desk.records, request_id, WORDS, actor=who, now=at)


def stands_at(desk: DemoDesk, request_id: str) -> Production:
    with desk.records.read() as view:
        return view.desk.requests.get(request_id).state.production


def waits_for(desk: DemoDesk, staff: Staff) -> list[bool]:
    found = list_awaiting(desk.records, actor=staff)
    return [each.is_answerable for each in found if each.kind is AwaitedKind.TAKING_BACK]


def test_an_approver_proposes_and_counsel_agrees(desk: DemoDesk, released: str) -> None:
    propose(desk, released, NOON + DAY)
    assert stands_at(desk, released) is Production.RELEASED
    assert (waits_for(desk, CLARA), waits_for(desk, ADA)) == ([True], [False])
    with desk.records.read() as view:
        assert count_desk_awaiting(view, CLARA) == 1
    agree_to_taking_back(desk.records, released, actor=COUNSEL, now=NOON + 2 * DAY)
    assert stands_at(desk, released) is Production.LEGAL_REVIEW
    assert waits_for(desk, CLARA) == []
    with desk.records.read() as view:
        of = view.desk.statements.of_request
        (said,) = of(released, kind=StatementKind.PACKAGE_TAKEN_BACK)
        assert said.body == {"words": WORDS, "agreed_by": COUNSEL.actor_id}
        assert said.actor_id == APPROVER.actor_id
        assert_intact(view)
    (entry,) = told(desk, released, AuditTag.PACKAGE_TAKEN_BACK)
    assert entry.body["roles"] == ["APR", "CNL"]


def test_until_it_is_agreed_to_the_officer_fetches_it_and_then_nothing_waits(
    desk: DemoDesk, released: str
) -> None:
    propose(desk, released, NOON + DAY)
    fetch_package(desk.records, released, actor=OFFICER, now=NOON + DAY)
    assert waits_for(desk, CLARA) == []
    with pytest.raises(GuardUnmet, match="proposal"):
        agree_to_taking_back(desk.records, released, actor=COUNSEL, now=NOON + DAY)
    with pytest.raises(GuardUnmet, match="fetched"):
        propose(desk, released, NOON + DAY)
    assert stands_at(desk, released) is Production.RELEASED


def test_a_refusal_says_why_and_another_proposal_may_follow(desk: DemoDesk, released: str) -> None:
    propose(desk, released, NOON + DAY)
    with pytest.raises(BadValue):
        refuse_taking_back(desk.records, released, " ", actor=PRIVACY, now=NOON + DAY)
    refuse_taking_back(desk.records, released, "all is in order", actor=PRIVACY, now=NOON + DAY)
    assert waits_for(desk, CLARA) == []
    with pytest.raises(GuardUnmet, match="proposal"):
        agree_to_taking_back(desk.records, released, actor=COUNSEL, now=NOON + DAY)
    propose(desk, released, NOON + 2 * DAY)
    assert waits_for(desk, CLARA) == [True]


def test_one_person_proposes_once_and_answers_nothing_of_their_own(
    desk: DemoDesk, released: str
) -> None:
    propose(desk, released, NOON + DAY)
    with pytest.raises(GuardUnmet, match="proposed already"):
        propose(desk, released, NOON + DAY)
    own = Actor(actor_id=APPROVER.actor_id, role=Role.COUNSEL)
    with pytest.raises(SamePerson):
        agree_to_taking_back(desk.records, released, actor=own, now=NOON + DAY)
    with pytest.raises(WrongRole):
        agree_to_taking_back(desk.records, released, actor=QUALITY, now=NOON + DAY)
    with pytest.raises(WrongRole):
        refuse_taking_back(desk.records, released, "no", actor=APPROVER, now=NOON + DAY)
    assert stands_at(desk, released) is Production.RELEASED


def test_only_an_approver_proposes_with_words_and_only_where_something_lies(
    desk: DemoDesk, released: str
) -> None:
    with pytest.raises(WrongRole):
        propose(desk, released, NOON + DAY, who=COUNSEL)
    with pytest.raises(BadValue, match="say what is meant"):
        propose_taking_back(desk.records, released, "", actor=APPROVER, now=NOON + DAY)
    other = asked(desk)
    with pytest.raises(IllegalMove):
        propose(desk, other, NOON + DAY)


def test_a_package_that_was_acknowledged_is_nobodys_to_take_back(
    desk: DemoDesk, seal: Seal
) -> None:
    request_id = asked(desk)
    _, package = produce(desk, request_id, now=NOON + HOUR)
    propose(desk, request_id, NOON + DAY)
    nonce = json.loads(opened(package.sealed, seal)["bag/data/acknowledge.json"])["nonce"]
    acknowledge_package(desk.records, request_id, nonce, actor=OFFICER, now=NOON + DAY)
    assert waits_for(desk, CLARA) == []
    with pytest.raises(IllegalMove):
        propose(desk, request_id, NOON + DAY)


def test_the_next_package_after_one_was_taken_back_can_be_taken_back_too(
    desk: DemoDesk, released: str
) -> None:
    for day in (1, 3):
        propose(desk, released, NOON + day * DAY)
        agree_to_taking_back(desk.records, released, actor=PRIVACY, now=NOON + day * DAY)
        produce(desk, released, now=NOON + (day + 1) * DAY)
    assert stands_at(desk, released) is Production.RELEASED
