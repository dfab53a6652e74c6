"""Paper at the desk: written down as it says it, and received though it lacks what it lacks."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import DEMO_ORIGIN, as_persona, form_token, post

from plainsight.demo.personas import ensure_personas
from plainsight.stores.records import SqlRecords
from strategies.respond import instruments

LETTER = {
    "agency_id": "demo-agency",
    "name": "Dana Detective",
    "email": "dana@demo.example",
    "instrument": "us-subpoena",
    "investigation_reference": "NH-2026-0417",
    "authority_kind": "grand_jury",
    "authority_name": "Example Grand Jury",
    "identifiers": "wx-100200",
    "classes": ["D2"],
}


@pytest.fixture
def desk(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    """The door with the demo's people and their agency."""
    ensure_personas(web_records, now=clock())
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services={"instruments": instruments()})


def send(app: FastAPI, act: str = "receive", persona: str = "desk", **changed: Any) -> Any:
    fields = {**LETTER, "act": act, **changed}
    return post(as_persona(app, persona), "/console/paper", **fields)


def received(records: SqlRecords, answer: Any) -> Any:
    assert answer.status_code == 303, re.sub("<[^>]+>", " ", answer.text)
    reference = answer.headers["location"].rpartition("/")[2].partition("?")[0]
    with records.read() as view:
        return view.desk.requests.get(reference)


def test_a_letter_is_received_as_paper_and_its_clocks_run(
    desk: FastAPI, web_records: SqlRecords
) -> None:
    stored = received(web_records, send(desk))
    assert stored.request.intake.value == "paper"
    assert stored.request.requester.name == "Dana Detective"
    with web_records.read() as view:
        assert view.desk.clocks.of_request(stored.request_id)
    page = as_persona(desk, "desk").get(f"/console/requests/{stored.reference}")
    assert stored.reference in page.text


def test_checking_a_letter_receives_nothing(desk: FastAPI, web_records: SqlRecords) -> None:
    answer = send(desk, "check")
    assert answer.status_code == 200
    assert "What it reaches" in answer.text
    with web_records.read() as view:
        assert view.desk.requests.newest() == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"investigation_reference": ""}, "no disclosure without your matter number"),
        ({"identifiers": "\n".join(f"wx-{n}00" for n in range(101))}, "reaches 100 at most"),
        ({"authority_kind": "civil"}, "cannot issue this instrument"),
        ({"range_from": "2020-01-01", "range_to": "2026-01-01"}, "over-broad"),
        ({"range_to": "0001-01-01"}, "What it reaches"),
    ],
)
def test_what_paper_lacks_is_said_and_it_is_received_all_the_same(
    desk: FastAPI, web_records: SqlRecords, changed: dict[str, str], said: str
) -> None:
    assert said in send(desk, "check", **changed).text
    assert received(web_records, send(desk, **changed)).request.intake.value == "paper"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agency_id": "nobody"}, "agency_id"),
        ({"name": ""}, "name"),
        ({"email": "not an address"}, "email"),
        ({"identifiers": "Mr Lucky Exchange"}, "identifiers"),
        ({"range_from": "2026-02-01", "range_to": "2026-01-01"}, "range_to"),
        ({"instrument": "", "name": ""}, "instrument"),
        ({"ndo_until": "2030-01-01"}, "ndo_reference"),
        ({"classes": ["D2", "foo"]}, "classes"),
        ({"instrument": "us-emergency-2702", "authority_kind": "agency"}, "why_now"),
    ],
)
def test_what_cannot_be_so_is_marked_at_its_field(
    desk: FastAPI, web_records: SqlRecords, changed: dict[str, Any], field: str
) -> None:
    answer = send(desk, **changed)
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text or field == "instrument"
    with web_records.read() as view:
        assert view.desk.requests.newest() == ()


def test_a_scan_that_is_no_document_is_refused_and_the_form_stays_filled(desk: FastAPI) -> None:
    client = as_persona(desk, "desk")
    answer = client.post(
        "/console/paper",
        data={**LETTER, "act": "receive", "csrf_token": form_token(client, "/account")},
        files={"documents": ("letter.pdf", b"MZ\x00\x01 not a letter", "application/pdf")},
    )
    assert answer.status_code == 422
    assert 'id="wrong-documents"' in answer.text
    assert 'value="Dana Detective"' in answer.text


@pytest.mark.parametrize(("count", "status"), [(10, 303), (11, 422)])
def test_every_document_is_kept_or_the_form_says_that_there_are_too_many(
    desk: FastAPI, web_records: SqlRecords, count: int, status: int
) -> None:
    client = as_persona(desk, "desk")
    words = "give us all that you hold of it, " * 4
    texts = [f"page {n} of the letter: {words}".encode() for n in range(count)]
    pages = [("documents", (f"{n}.txt", text, "text/plain")) for n, text in enumerate(texts)]
    answer = client.post(
        "/console/paper",
        data={**LETTER, "act": "receive", "csrf_token": form_token(client, "/account")},
        files=pages,
    )
    assert answer.status_code == status, re.sub("<[^>]+>", " ", answer.text)
    assert ("one of more than 10" in answer.text) is (status == 422)


def test_an_order_not_to_tell_the_user_is_kept_with_its_reference(
    desk: FastAPI, web_records: SqlRecords
) -> None:
    told = {"ndo_reference": "court of Example, 3 May", "ndo_until": "2030-01-01"}
    order = received(web_records, send(desk, **told)).request.non_disclosure_order
    assert str(order.until) == "2030-01-01"


def test_a_freeze_order_on_paper_is_received_and_not_mistaken_for_preservation(
    desk: FastAPI, web_records: SqlRecords
) -> None:
    (freeze,) = [i for i in instruments() if "freez" in i]
    stored = received(
        web_records, send(desk, instrument=freeze, authority_kind="court", classes=["D1"])
    )
    assert stored.request.instrument_id == freeze


@pytest.mark.parametrize(("language", "said"), [("zh", "美国搜查令"), ("es", "Orden de registro")])
def test_instruments_are_named_in_the_readers_language(
    desk: FastAPI, language: str, said: str
) -> None:
    client = as_persona(desk, "desk")
    shown = client.get("/console/paper", headers={"accept-language": language}).text
    assert said in shown
    assert "US search warrant" not in shown


def test_only_who_opens_letters_is_offered_the_form(desk: FastAPI) -> None:
    assert 'href="/console/paper"' in as_persona(desk, "desk").get("/console/requests").text
    other = as_persona(desk, "desk-lead")
    assert 'href="/console/paper"' not in other.get("/console/requests").text
    assert other.get("/console/paper").status_code == 403


FASTER = [each for each, file in instruments().items() if file.instrument.is_faster_in_emergency]
DANGER = {
    "person": "a child of six",
    "harm": "taken this morning by a man who threatened to kill her",
    "data_needed": "the phone of the account that wrote to her mother",
    "why_now": "he says that he leaves the city at noon",
}


@pytest.mark.parametrize("instrument", FASTER)
def test_an_order_in_an_emergency_starts_the_shorter_clock(
    desk: FastAPI, web_records: SqlRecords, instrument: str
) -> None:
    page = as_persona(desk, "desk").get(f"/console/paper?instrument={instrument}")
    assert 'name="is_emergency"' in page.text
    order = {"instrument": instrument, "authority_kind": "judge"}
    ends = []
    for emergency in ({}, {"is_emergency": "yes", **DANGER}):
        stored = received(web_records, send(desk, **order, **emergency))
        assert stored.request.is_emergency is bool(emergency)
        with web_records.read() as view:
            ends.append(min(each.due_at for each in view.desk.clocks.of_request(stored.request_id)))
    assert ends[1] < ends[0]


def test_an_emergency_must_be_told_and_an_instrument_without_such_a_clock_knows_none(
    desk: FastAPI, web_records: SqlRecords
) -> None:
    order = {"instrument": "eu-epoc", "authority_kind": "judge", "is_emergency": "yes"}
    assert 'id="wrong-why_now"' in send(desk, **order).text
    assert received(web_records, send(desk, is_emergency="yes")).request.is_emergency is False
