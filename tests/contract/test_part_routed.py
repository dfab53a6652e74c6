"""What another operator holds is answered with its address; what is held here stays owed."""

from datetime import timedelta

from tests.contract.test_desk_steps import BORDER, asked
from tests.strategies.respond import NOON

from plainsight.app.respond.check_clocks import check_clocks
from plainsight.app.respond.follow_gap import route_request
from plainsight.app.respond.stored import StoredRequest
from plainsight.demo.desk import DemoDesk
from plainsight.demo.desk_steps import produce
from plainsight.demo.legal_requests import emergency_request
from plainsight.respond.instrument import ClockKind

HOUR = timedelta(hours=1)


def routed(desk: DemoDesk, request_id: str, *, is_part: bool) -> StoredRequest:
    return route_request(
        desk.records, request_id, actor=BORDER, now=NOON + HOUR, letter="Ask through the treaty.",
        own_operator="here", is_part=is_part,
    )  # fmt: skip


def breached(desk: DemoDesk) -> list[str]:
    return [
        each.waiting.request_id
        for each in check_clocks(desk.records, now=NOON + 49 * HOUR)
        if each.waiting.clock.kind is ClockKind.RESPONSE and each.percent == 100
    ]


def test_the_whole_routed_is_answered(desk: DemoDesk) -> None:
    request_id = asked(desk, emergency_request())
    assert routed(desk, request_id, is_part=False).answered_at == NOON + HOUR
    assert breached(desk) == []


def test_the_rest_of_what_was_routed_in_part_stays_owed_within_48_hours(desk: DemoDesk) -> None:
    request_id = asked(desk, emergency_request())
    assert routed(desk, request_id, is_part=True).answered_at is None
    assert breached(desk) == [request_id]


def test_the_rest_is_produced_and_answers_in_time(desk: DemoDesk) -> None:
    request_id = asked(desk)
    routed(desk, request_id, is_part=True)
    released, _ = produce(desk, request_id, now=NOON + 2 * HOUR)
    assert released.answered_at is not None
    assert breached(desk) == []
