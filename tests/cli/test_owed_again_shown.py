"""What `requests show` says of a clock whose answer was taken back: both runs, told apart."""

import secrets
from datetime import timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console
from tests.strategies.desk_alarms import asked
from tests.strategies.respond import NOON, make_desk, make_seal

from plainsight.app.respond.take_back_package import take_back_package
from plainsight.cli.respond.request_view import show_standing
from plainsight.demo.desk_steps import produce
from plainsight.demo.staff import APPROVER, COUNSEL
from plainsight.stores.records import open_records

DAY = timedelta(days=1)


def test_a_clock_that_runs_again_stands_beside_the_one_that_was_answered(
    tmp_path: Path,
) -> None:
    records = open_records(f"sqlite:///{tmp_path / 'r.db'}", salts=secrets.token_bytes)
    desk = make_desk(records, make_seal(tmp_path))
    request_id = asked(desk)
    for day in (1, 3):
        produce(desk, request_id, now=NOON + day * DAY)
        take_back_package(
            desk.records, request_id, "wrong", actor=APPROVER, second=COUNSEL,
            now=NOON + (day + 1) * DAY,
        )  # fmt: skip
    with desk.records.read() as view:
        stored = view.desk.requests.get(request_id)
        clocks = view.desk.clocks.of_request(request_id)
    records.close()
    told = StringIO()
    show_standing(Console(file=told, width=120), stored, clocks)
    rows = [line.strip() for line in told.getvalue().splitlines() if "response clock" in line]
    assert [" ".join(row.split()) for row in rows] == [
        "response clock due 2026-03-23 12:00, answered 2026-03-14 12:00",
        "response clock, owed again due 2026-03-25 12:00, answered 2026-03-16 12:00",
        "response clock, owed again 2 times due 2026-03-27 12:00, open",
    ]
