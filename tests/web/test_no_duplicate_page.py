"""What was marked a duplicate by mistake is worked after all: intake says so on its page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import FastAPI
from tests.contract.test_duplicates import ASKED, ORDER, RESCANNED
from tests.strategies.respond import instruments
from tests.web.browsing import as_persona, page, post

from plainsight.app.respond.approve_scope import triage_request
from plainsight.app.respond.mark_duplicate import mark_duplicate
from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.staff import INTAKE
from plainsight.stores.records import SqlRecords


def test_intake_says_that_it_is_no_duplicate_and_why(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    now = clock() - timedelta(days=2)
    for document in (ORDER, RESCANNED):
        stored = receive_request(
            web_records, ASKED, instruments=instruments(), actor=INTAKE, now=now,
            documents=[document],
        ).stored  # fmt: skip
        now += timedelta(days=1)
    triage_request(web_records, stored.request_id, actor=INTAKE, now=now)
    where = f"/console/requests/{stored.reference}"
    assert "unmark_duplicate" not in page(house, "desk", where)
    mark_duplicate(web_records, stored.request_id, "the first", actor=INTAKE, now=now)
    assert f'action="{where}/unmark_duplicate"' in page(house, "desk", where)
    desk = as_persona(house, "desk")
    assert post(desk, f"{where}/unmark_duplicate", text=" ").status_code == 422
    assert post(as_persona(house, "counsel"), f"{where}/unmark_duplicate").status_code == 403
    done = post(desk, f"{where}/unmark_duplicate", text="two orders on one scan")
    assert done.headers["location"].endswith("?done=unmark_duplicate")
    shown = page(house, "desk", where)
    assert "It is worked after all" in shown
    assert "two orders on one scan" in shown
    with web_records.read() as view:
        assert view.desk.requests.get(stored.request_id).state.production.value == "triage"
