"""Whoever sees a legal request in the console is in the log, by whatever way the page came."""

from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi import FastAPI
from tests.strategies.respond import instruments
from tests.web.browsing import as_persona, post

from plainsight.app.respond.honey_case import plant_honey_case
from plainsight.app.respond.receive_request import receive_request
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE
from plainsight.model.fact import AuditTag
from plainsight.respond.data_class import DataClass
from plainsight.stores.records import SqlRecords
from plainsight.web.console.request_steps import STEPS

ASKED = demo_request("us-subpoena", DataClass.PHONE)
(NAMED, *_) = ASKED.identifiers


@pytest.mark.parametrize("persona", ["desk", "second-desk", "counsel", "desk-lead", "second-lead"])
def test_a_step_that_is_refused_shows_the_page_to_nobody_unlogged(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], persona: str
) -> None:
    stored = receive_request(
        web_records, ASKED, instruments=instruments(), actor=INTAKE, now=clock()
    ).stored
    person = as_persona(house, persona)
    shown = 0
    for step in STEPS:
        answer = post(person, f"/console/requests/{stored.reference}/{step}")
        shown += NAMED.value in answer.text
    with web_records.read() as view:
        looks = list(view.audit.about(stored.request_id, tag=AuditTag.REQUEST_OPENED.value))
    assert shown > 0
    assert len(looks) == shown


def test_a_refused_step_on_a_case_that_does_not_exist_raises_the_alarm(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    stored = plant_honey_case(web_records, ASKED, now=clock())
    answer = post(as_persona(house, "counsel"), f"/console/requests/{stored.reference}/collect")
    assert answer.status_code == 403
    with web_records.read() as view:
        touched = list(view.audit.about(stored.request_id, tag=AuditTag.HONEY_TOUCHED.value))
    assert len(touched) == 1
