"""The response desk's pages: what is due, the steps in their order, every field labelled."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.respond import erase_one, instruments
from tests.web.browsing import as_persona, form_token, page, post

from plainsight.app.respond.approve_scope import triage_request
from plainsight.app.respond.follow_gap import inform_requester, record_gap
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor
from plainsight.app.respond.verify_requester import Checks, start_verifying, verify_requester
from plainsight.demo.agency import AGENCY
from plainsight.demo.legal_requests import demo_request
from plainsight.demo.staff import INTAKE, VERIFIER
from plainsight.model.role import Role
from plainsight.respond.data_class import DataClass
from plainsight.respond.gap import GapCounts
from plainsight.respond.states import Authenticity, Holding, Notice, Production, RequestState
from plainsight.stores.records import SqlRecords
from plainsight.web.console import requests as board
from plainsight.web.console.request_view import steps_from
from plainsight.web.identity.viewer import Viewer


def test_the_board_and_the_page_of_an_erased_case_are_still_served(
    house: FastAPI, web_records: SqlRecords
) -> None:
    request_id = erase_one(web_records)
    with web_records.read() as view:
        reference = view.desk.requests.get(request_id).reference
    board = page(house, "desk", "/console/requests?view=all")
    assert reference in board
    assert ">erased<" in board
    shown = page(house, "desk", f"/console/requests/{reference}")
    assert ">erased<" in shown
    assert "wx-unknown" not in shown


@pytest.mark.parametrize(
    ("production", "first"),
    [("legal_review", "grant_scope"), ("scoped", "approve"), ("approved", "collect"),
     ("collected", "pass_quality"), ("qa_passed", "package")],
)  # fmt: skip
def test_what_comes_next_stands_before_what_leads_back(production: str, first: str) -> None:
    state = RequestState(
        authenticity=Authenticity.VERIFIED,
        holding=Holding.ACTIVE,
        production=Production(production),
    )
    viewer = Viewer(person_id="p", name="P", roles=frozenset(Role))
    steps = [each.command.value for each in steps_from(state, viewer)]
    assert steps[0] == first
    assert "grant_scope" in steps
    assert steps[-1] == "verify_requester"  # where a denial that came late is told
    back = {each.command.value for each in steps_from(state, viewer) if each.goes_back}
    assert ("grant_scope" in back) == (production != "legal_review")
    assert "verify_requester" in back


def test_a_waiting_requests_next_step_is_the_verifiers_for_intake_too(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    stored = receive_request(
        web_records, demo_request("us-subpoena", DataClass.PHONE), instruments=instruments(),
        actor=INTAKE, now=clock(),
    ).stored  # fmt: skip
    start_verifying(web_records, stored.request_id, actor=INTAKE, now=clock())
    triage_request(web_records, stored.request_id, actor=INTAKE, now=clock())
    shown = page(house, "desk", f"/console/requests/{stored.reference}")
    assert "Next: Verify the requester" in shown
    assert "Next: Ask for clarification" not in shown


def test_telling_the_user_stands_before_a_release_that_waits_for_it() -> None:
    state = RequestState(
        authenticity=Authenticity.VERIFIED,
        holding=Holding.ACTIVE,
        production=Production.PACKAGED,
        notice=Notice.DUE,
    )
    viewer = Viewer(person_id="p", name="P", roles=frozenset(Role))
    steps = [each.command.value for each in steps_from(state, viewer)]
    assert steps[:2] == ["send_notice", "release"]
    assert "waive_notice" in steps


@pytest.mark.parametrize("by_counsel", [True, False])
def test_a_waiver_can_be_taken_back_where_counsel_and_not_the_instrument_waived(
    by_counsel: bool,
) -> None:
    state = RequestState(
        authenticity=Authenticity.VERIFIED, production=Production.PACKAGED, notice=Notice.WAIVED
    )
    viewer = Viewer(person_id="p", name="P", roles=frozenset(Role))
    steps = [each.command.value for each in steps_from(state, viewer, was_waived=by_counsel)]
    assert ("take_back_waiver" in steps) == by_counsel


def test_the_review_of_an_emergency_stands_before_its_closing_and_only_there() -> None:
    state = RequestState(
        authenticity=Authenticity.FRAUD_SUSPECTED,
        holding=Holding.RELEASED,
        production=Production.REFUSED,
    )
    viewer = Viewer(person_id="p", name="P", roles=frozenset(Role))
    first = [steps_from(state, viewer, needs_review=due)[0].command.value for due in (True, False)]
    assert first == ["review_afterwards", "close"]


def test_a_suspicion_is_cleared_by_another_and_the_page_agrees_with_the_state(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    stored = receive_request(
        web_records, demo_request("us-subpoena", DataClass.PHONE), instruments=instruments(),
        actor=INTAKE, now=clock(),
    ).stored  # fmt: skip
    start_verifying(web_records, stored.request_id, actor=INTAKE, now=clock())
    denied = Checks(agency_denies=True)
    verify_requester(web_records, stored.request_id, denied, actor=VERIFIER, now=clock())
    path = f"/console/requests/{stored.reference}"
    desk = as_persona(house, "counsel")
    asked = desk.get(path).text
    assert "Next: Clear the suspicion" in asked
    assert "until a second person confirms or clears this" in asked
    assert "words" in post(desk, f"{path}/clear_fraud", text="").text
    post(desk, f"{path}/clear_fraud", text="the wrong radio button")
    cleared = desk.get(path).text
    assert "until a second person" not in cleared
    assert "the wrong radio button" in cleared
    with web_records.read() as view:
        state = view.desk.requests.get(stored.request_id).state
    assert state.authenticity is Authenticity.VERIFYING


def test_who_suspected_fraud_does_not_find_the_second_look_theirs() -> None:
    state = RequestState(authenticity=Authenticity.FRAUD_SUSPECTED, production=Production.RECEIVED)
    for person, is_mine in (("p", False), ("q", True)):
        viewer = Viewer(person_id=person, name="P", roles=frozenset(Role))
        first = steps_from(state, viewer, suspected_by="p")[0]
        assert (first.command.value, first.is_mine) == ("clear_fraud", is_mine)


def test_the_revision_of_an_agency_is_called_one_and_keeps_its_mark(
    house: FastAPI, web_records: SqlRecords
) -> None:
    with web_records.begin() as unit:
        unit.desk.registry.put_agency(replace(AGENCY, is_compromised=True))
    answer = post(
        as_persona(house, "desk"), "/console/agencies", agency_id=AGENCY.agency_id,
        name=AGENCY.name, country="us", email_domain=AGENCY.email_domain,
        call_back_number="+1 603 555 0999", number_source="another directory",
        sponsor_name="S. Sponsor", sponsor_email=f"s@{AGENCY.email_domain}",
    )  # fmt: skip
    assert answer.status_code == 200
    assert "stood in the registry before and is revised" in answer.text
    assert "broken into" in answer.text


def test_every_field_of_every_step_has_a_label_of_its_own(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    request = demo_request("us-subpoena", DataClass.PHONE)
    stored = receive_request(
        web_records, request, instruments=instruments(), actor=INTAKE, now=clock()
    ).stored
    with web_records.begin() as unit:
        gap = GapCounts(
            operators=("sister",), party_count=1, beyond_count=1, identified_beyond_count=0,
            transfer_count=1, beyond_transfer_count=1, beyond_units={"USD": 1},
        )  # fmt: skip
        record_gap(unit, unit.desk.requests.lock(stored.request_id), gap, now=clock())
    border = Actor(actor_id="staff-xena", role=Role.CROSS_BORDER)
    inform_requester(web_records, stored.request_id, "ask", actor=border, now=clock())
    text = page(house, "desk", f"/console/requests/{stored.reference}")
    ids = re.findall(r' id="([^"]+)"', text)
    assert [each for each in ids if ids.count(each) > 1] == []
    assert set(re.findall(r' for="([^"]+)"', text)) <= set(ids)
    assert sum(each.endswith("-text") for each in ids) >= 2


def test_the_board_keeps_what_is_due_first_however_many_came_later(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], monkeypatch: Any
) -> None:
    monkeypatch.setattr(board, "SHOWN_MAX", 3)
    references = [
        receive_request(
            web_records,
            replace(demo_request("us-subpoena", DataClass.PHONE), investigation_reference=f"M-{n}"),
            instruments=instruments(),
            actor=INTAKE,
            now=clock() - timedelta(days=9 - n),
        ).stored.reference
        for n in range(4)
    ]
    first, second = (page(house, "desk", f"/console/requests?page={n}") for n in (1, 2))
    shown = [sorted(each for each in references if each in text) for text in (first, second)]
    assert shown == [references[:3], references[3:]]
    assert "3 of 4" in first
    assert "answered" not in first + second
    assert "/console/requests?view=open&amp;page=2" in first


def test_a_renewal_is_sent_as_a_file_and_judged_like_any_document(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    reference = receive_request(
        web_records, demo_request("us-preservation-2703f"), instruments=instruments(),
        actor=INTAKE, now=clock(),
    ).stored.reference  # fmt: skip
    client = as_persona(house, "desk")

    def extend(content: bytes) -> str:
        answer = client.post(
            f"/console/requests/{reference}/extend_hold",
            data={"csrf_token": form_token(client, "/account"), "basis": "renewal of May"},
            files={"letter": ("renewal.txt", content, "text/plain")},
        )
        return answer.text

    assert "renewal.txt" in extend(b"MZ\x00\x01 no letter")
    words = b"By this letter we renew our request for the preservation of what is named there."
    assert "extend_hold is not possible while holding is none" in extend(words)
