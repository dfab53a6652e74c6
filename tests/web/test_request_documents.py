"""What an officer uploads is read by whoever judges it, on record, and by nobody else."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import DEMO_ORIGIN, as_persona, form_token, page
from tests.web.demo_agency import enrol_demo_officer

from plainsight.app.respond.approve_scope import triage_request
from plainsight.app.respond.clarify_request import ask_clarification
from plainsight.app.respond.verify_requester import start_verifying
from plainsight.demo.staff import INTAKE
from plainsight.model.fact import AuditTag
from plainsight.respond.reason import Reason
from plainsight.stores.records import SqlRecords
from strategies.respond import instruments

ORDER = b"Subpoena of the grand jury. You are commanded to produce what is listed."
LATER = b"The signed order of the court, which follows the subpoena of last week by hand."
ASKED = {
    "instrument": "us-subpoena",
    "investigation_reference": "NH-2026-0417",
    "authority_kind": "grand_jury",
    "authority_name": "Example Grand Jury",
    "identifiers": "wx-100200",
    "classes": ["D2"],
    "act": "send",
}


@pytest.fixture
def app(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    enrol_demo_officer(web_records, clock())
    return make_app(origin=DEMO_ORIGIN, is_demo=True, services={"instruments": instruments()})


def upload(app: FastAPI, persona: str, path: str, content: bytes, **fields: Any) -> Any:
    client = as_persona(app, persona)
    return client.post(
        path,
        data={"csrf_token": form_token(client, "/account"), **fields},
        files={"documents": ("../order <b>.txt", content, "text/html")},
    )


@pytest.fixture
def reference(app: FastAPI) -> str:
    """A legal request that came with its order."""
    answer = upload(app, "officer", "/portal/requests", ORDER, **ASKED)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].rpartition("/")[2].partition("?")[0])


def links(text: str) -> list[str]:
    return re.findall(r'href="(/console/requests/[^"]+/documents/[0-9a-f]{64})"', text)


def asked_for_more(records: SqlRecords, reference: str, now: datetime) -> None:
    start_verifying(records, reference, actor=INTAKE, now=now)
    triage_request(records, reference, actor=INTAKE, now=now)
    ask_clarification(
        records, reference, [Reason.INCOMPLETE], "send the order", actor=INTAKE, now=now
    )


@pytest.mark.parametrize("persona", ["second-desk", "counsel", "desk-lead"])
def test_verifier_counsel_and_approver_read_what_the_officer_uploaded(
    app: FastAPI, web_records: SqlRecords, reference: str, persona: str
) -> None:
    (link,) = links(page(app, persona, f"/console/requests/{reference}"))
    answer = as_persona(app, persona).get(link)
    assert answer.status_code == 200
    assert answer.content == ORDER
    with web_records.read() as view:
        request_id = view.desk.requests.get(reference).request_id
        read = list(view.audit.about(request_id, tag=AuditTag.DOCUMENT_READ.value))
    (entry,) = [json.loads(each.canonical)["body"] for each in read]
    assert entry["document"] == link.rpartition("/")[2]


def test_a_document_is_saved_and_never_run_or_guessed_at(app: FastAPI, reference: str) -> None:
    (link,) = links(page(app, "counsel", f"/console/requests/{reference}"))
    headers = as_persona(app, "counsel").get(link).headers
    assert re.fullmatch(rf'attachment; filename="{reference}-[0-9a-f]{{8}}.txt"',
                        headers["content-disposition"])  # fmt: skip
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("persona", ["desk", "officer", "analyst", "operator"])
def test_nobody_else_reads_it(app: FastAPI, reference: str, persona: str) -> None:
    (link,) = links(page(app, "counsel", f"/console/requests/{reference}"))
    assert as_persona(app, persona).get(link).status_code == 403


def test_who_may_not_read_it_sees_that_it_came(app: FastAPI, reference: str) -> None:
    text = page(app, "desk", f"/console/requests/{reference}")
    assert links(text) == []
    assert "../order &lt;b&gt;.txt" in text


def test_the_same_document_with_another_request_leads_to_where_it_is_kept(
    app: FastAPI, web_records: SqlRecords, reference: str
) -> None:
    again = upload(app, "officer", "/portal/requests", ORDER, **{**ASKED, "identifiers": "wx-9"})
    second = again.headers["location"].rpartition("/")[2].partition("?")[0]
    text = page(app, "counsel", f"/console/requests/{second}")
    with web_records.read() as view:
        first_id = view.desk.requests.get(reference).request_id
    assert links(text) == []
    assert f'href="/console/requests/{first_id}"' in text


def test_a_document_that_is_none_of_this_request_is_not_found(app: FastAPI, reference: str) -> None:
    path = f"/console/requests/{reference}/documents/{'0' * 64}"
    assert as_persona(app, "counsel").get(path).status_code == 404


def test_the_document_that_was_asked_for_comes_with_the_answer(
    app: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], reference: str
) -> None:
    asked_for_more(web_records, reference, clock())
    path = f"/portal/requests/{reference}/answer"
    assert upload(app, "officer", path, LATER, text="Here it is").status_code == 303
    first, second = links(page(app, "counsel", f"/console/requests/{reference}"))
    assert as_persona(app, "counsel").get(second).content == LATER
    assert first != second


def test_a_document_alone_is_an_answer(
    app: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], reference: str
) -> None:
    asked_for_more(web_records, reference, clock())
    path = f"/portal/requests/{reference}/answer"
    assert upload(app, "officer", path, LATER, text="").status_code == 303


def test_a_hostile_answer_is_refused_whole_and_its_words_stand_in_the_form(
    app: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], reference: str
) -> None:
    asked_for_more(web_records, reference, clock())
    path = f"/portal/requests/{reference}/answer"
    answer = upload(app, "officer", path, b"MZ\x00\x01", text="Here it is")
    assert answer.status_code == 422
    assert "Here it is</textarea>" in answer.text
    with web_records.read() as view:
        assert view.desk.requests.get(reference).state.production == "clarify"


def test_a_document_can_follow_while_the_request_is_open(app: FastAPI, reference: str) -> None:
    path = f"/portal/requests/{reference}/documents"
    assert upload(app, "officer", path, LATER, text="The order").status_code == 303
    shown = page(app, "officer", f"/portal/requests/{reference}")
    assert "The order" in shown
    assert len(links(page(app, "counsel", f"/console/requests/{reference}"))) == 2


def test_what_follows_on_paper_is_added_by_intake_alone(app: FastAPI, reference: str) -> None:
    path = f"/console/requests/{reference}/documents"
    assert upload(app, "counsel", path, LATER).status_code == 403
    assert upload(app, "desk", path, LATER).status_code == 303
    assert len(links(page(app, "counsel", f"/console/requests/{reference}"))) == 2


def test_nothing_is_added_to_what_was_withdrawn(
    app: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime], reference: str
) -> None:
    with web_records.read() as view:
        stored = view.desk.requests.get(reference)
    client = as_persona(app, "officer")
    token = form_token(client, "/account")
    client.post(f"/portal/requests/{reference}/withdraw", data={"csrf_token": token})
    answer = upload(app, "officer", f"/portal/requests/{reference}/documents", LATER)
    assert answer.status_code == 409
    assert "is over" in answer.text
    assert stored.reference in answer.text


def test_no_file_is_said_and_nothing_is_dropped_in_silence(app: FastAPI, reference: str) -> None:
    client = as_persona(app, "officer")
    token = form_token(client, "/account")
    answer = client.post(
        f"/portal/requests/{reference}/documents", data={"csrf_token": token, "text": "see it"}
    )
    assert "choose the file that you send" in answer.text
    assert "see it</textarea>" in answer.text
