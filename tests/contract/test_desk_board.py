"""The board: what is due first stands first, on every page and in every view."""

from dataclasses import replace
from datetime import timedelta

from tests.strategies.respond import NOON, instruments

from plainsight.app.respond.approve_scope import refuse_request, triage_request
from plainsight.app.respond.desk_stored import BoardView
from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.desk import DemoDesk
from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.demo.staff import COUNSEL, INTAKE
from plainsight.respond.data_class import DataClass
from plainsight.respond.reason import Reason

HOUR = timedelta(hours=1)


def received(desk: DemoDesk, number: int, *, is_emergency: bool = False) -> str:
    request = emergency_request() if is_emergency else demo_request("us-subpoena", DataClass.PHONE)
    return receive_request(
        desk.records,
        replace(request, investigation_reference=f"M-{number}"),
        instruments=instruments(),
        actor=INTAKE,
        now=NOON + number * HOUR,
    ).stored.request_id


def shown(desk: DemoDesk, view: BoardView, *, skip: int = 0) -> tuple[tuple[str, ...], int]:
    with desk.records.read() as reading:
        page = reading.desk.board.page(view, count_max=2, skip=skip)
    return tuple(each.request_id for each in page.requests), page.total


def test_every_page_of_the_board_goes_on_where_the_last_one_ended(desk: DemoDesk) -> None:
    early, late, urgent, over = (received(desk, n, is_emergency=n == 2) for n in range(4))
    triage_request(desk.records, over, actor=INTAKE, now=NOON + 4 * HOUR)
    refuse_request(desk.records, over, [Reason.INCOMPLETE], actor=COUNSEL, now=NOON + 5 * HOUR)
    assert shown(desk, BoardView.OPEN) == ((urgent, early), 3)
    assert shown(desk, BoardView.OPEN, skip=2) == ((late,), 3)
    assert shown(desk, BoardView.EMERGENCIES) == ((urgent,), 1)
    assert shown(desk, BoardView.CLOSED) == ((over,), 1)
    assert shown(desk, BoardView.ALL, skip=2) == ((late, over), 4)


def test_the_board_tells_the_clock_that_is_due_first(desk: DemoDesk) -> None:
    request_id = received(desk, 0)
    with desk.records.read() as reading:
        clocks = reading.desk.clocks.of_request(request_id)
        page = reading.desk.board.page(BoardView.OPEN)
    assert page.due[request_id].due_at == min(each.due_at for each in clocks)
