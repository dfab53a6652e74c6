"""A provisional hold that nobody confirms ends or is told, and never only stays; both databases."""

import json
from datetime import timedelta

import pytest
from tests.contract.test_desk_steps import asked
from tests.strategies.respond import NOON, Seal, instruments, opened

from plainsight.app.respond.approve_scope import refuse_request
from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.extend_hold import confirm_hold
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.release_package import acknowledge_package
from plainsight.app.respond.settle_request import close_request
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.watch_desk import list_alarms
from plainsight.demo.agency import OFFICER_ID
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce
from plainsight.demo.staff import COUNSEL, CUSTODIAN, INTAKE
from plainsight.errors import GuardUnmet
from plainsight.respond.reason import Reason
from plainsight.respond.states import Holding, Production, Role

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OFFICER = Actor(actor_id=OFFICER_ID, role=Role.REQUESTER)


def end(desk: DemoDesk, request_id: str, how: str) -> None:
    """Withdrawn by its issuer, or refused by counsel."""
    at = NOON + 3 * DAY
    if how == "withdrawn":
        withdraw_request(desk.records, request_id, authenticated_by="key", actor=OFFICER, now=at)
    else:
        refuse_request(desk.records, request_id, [Reason.OVERBROAD], actor=COUNSEL, now=at)


def lapsed(desk: DemoDesk, day: int) -> list[str]:
    """Why each hold ended in the round of a day."""
    ended = lapse_holds(desk.records, instruments=instruments(), now=NOON + day * DAY)
    return [why for _, why in ended]


def reminded(desk: DemoDesk) -> list[int]:
    """The days on which the custodian was told."""
    told = [each for each in list_alarms(desk.records) if each.kind is AlarmKind.HOLD_REVIEW]
    return sorted((each.at - NOON).days for each in told)


@pytest.mark.parametrize("how", ["withdrawn", "refused"])
def test_the_unconfirmed_hold_of_a_request_that_was_withdrawn_or_refused_lapses_at_its_floor(
    desk: DemoDesk, how: str
) -> None:
    request_id = asked(desk)  # verified; its hold stands until the ninetieth day
    end(desk, request_id, how)
    with pytest.raises(GuardUnmet, match="its hold: it is provisional and lapses by itself"):
        close_request(desk.records, request_id, actor=INTAKE, now=NOON + 4 * DAY)
    assert lapsed(desk, 89) == []
    assert lapsed(desk, 90) == [f"90 days have passed and the legal request was {how}"]
    assert reminded(desk) == []  # there is nothing for the custodian to do
    closed = close_request(desk.records, request_id, actor=INTAKE, now=NOON + 91 * DAY)
    assert closed.state.production is Production.CLOSED


def test_an_unconfirmed_hold_that_nothing_ends_is_told_twice_and_stands_in_the_way_of_closing(
    desk: DemoDesk, seal: Seal
) -> None:
    request_id = asked(desk)
    _, package = produce(desk, request_id, now=NOON + HOUR)
    nonce = json.loads(opened(package.sealed, seal)["bag/data/acknowledge.json"])["nonce"]
    acknowledge_package(desk.records, request_id, nonce, actor=OFFICER, now=NOON + DAY)
    for day in (*range(12, 17), *range(58, 63), 400):
        assert lapsed(desk, day) == []
    assert reminded(desk) == [14, 60]
    with pytest.raises(GuardUnmet, match=r"its hold: nobody has confirmed it \(holds confirm\)"):
        close_request(desk.records, request_id, actor=INTAKE, now=NOON + 401 * DAY)
    confirm_hold(
        desk.records, request_id, instruments=instruments(), actor=CUSTODIAN, now=NOON + 402 * DAY
    )
    closed = close_request(desk.records, request_id, actor=INTAKE, now=NOON + 403 * DAY)
    assert closed.state.holding is Holding.ACTIVE  # it goes on by its own policy
