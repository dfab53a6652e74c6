"""What one agency asks for is not there for any other, whichever address an officer tries."""

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.respond import instruments
from tests.web.browsing import DEMO_ORIGIN, TestClient, browser, form_token
from tests.web.conftest import MakeApp, MovedClock

from plainsight.app.identity.stored import Person, StoredSession
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor, Agency, StoredRequest
from plainsight.demo.legal_requests import demo_request
from plainsight.model.role import Role
from plainsight.respond.data_class import DataClass
from plainsight.respond.states import Role as DeskRole
from plainsight.stores.records import SqlRecords
from plainsight.web.identity.matrix import MATRIX

ASKED = "NH-2026-0417"
NOBODYS = "LER-2026-999999"
FORM = {"text": "we are the same bureau", "nonce": "0" * 32}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bureau:
    """One agency with an officer who asked, a colleague, and a supervisor."""

    officer: TestClient
    colleague: TestClient
    supervisor: TestClient
    asked: StoredRequest


class Town:
    """Two agencies on one installation."""

    def __init__(self, app: FastAPI, records: SqlRecords, clock: MovedClock) -> None:
        self._app, self._records, self._clock = app, records, clock
        self.here, self.there = self._bureau("here"), self._bureau("there")

    def _bureau(self, name: str) -> Bureau:
        with self._records.begin() as unit:
            unit.desk.registry.put_agency(
                Agency(
                    agency_id=name, name=f"Bureau of {name}", country="US",
                    email_domain=f"{name}.example", call_back_number="+1 202 555 0100",
                    number_source="directory",
                )
            )  # fmt: skip
        officer = self._sign_in(name, "olu", Role.REQUESTER)
        return Bureau(
            officer=officer,
            colleague=self._sign_in(name, "uma", Role.REQUESTER),
            supervisor=self._sign_in(name, "sue", Role.REQUESTER_SUPERVISOR),
            asked=self._ask(name),
        )

    def _sign_in(self, agency: str, who: str, role: Role) -> TestClient:
        client, token, now = browser(self._app), secrets.token_hex(32), self._clock()
        person = Person(
            person_id=f"{who}-{agency}",
            name=who,
            email=f"{who}@{agency}.example",
            roles=(role,),
            agency_id=agency,
            created_at=now,
        )
        with self._records.begin() as unit:
            unit.identity.people.add(person)
            unit.identity.sign_ins.begin(
                StoredSession(
                    digest=hashlib.sha256(token.encode()).hexdigest(),
                    person_id=person.person_id,
                    binding=hashlib.sha256(b"testclient").hexdigest(),
                    method="test",
                    started_at=now,
                    seen_at=now,
                )
            )
        client.cookies.set("plainsight-local", token, domain="127.0.0.1", path="/")
        return client

    def _ask(self, agency: str) -> StoredRequest:
        wanted = demo_request("us-subpoena", DataClass.PHONE)
        requester = replace(
            wanted.requester, agency_id=agency, email=f"olu@{agency}.example", name="olu"
        )
        receipt = receive_request(
            self._records,
            replace(wanted, requester=requester, investigation_reference=f"{ASKED}-{agency}"),
            instruments=instruments(),
            actor=Actor(actor_id=f"olu-{agency}", role=DeskRole.REQUESTER),
            now=self._clock() - timedelta(hours=1),
        )
        return receipt.stored


@pytest.fixture
def town(make_app: MakeApp, web_records: SqlRecords, clock: MovedClock) -> Town:
    app = make_app(
        origin=DEMO_ORIGIN, is_demo=True, services={"instruments": instruments()},
    )  # fmt: skip
    return Town(app, web_records, clock)


def test_a_supervisor_sees_that_a_case_was_erased_and_every_other(
    town: Town, web_records: SqlRecords
) -> None:
    stored = town.here.asked
    assert stored.reference in town.here.officer.get("/portal").text
    with web_records.begin() as unit:
        unit.desk.requests.erase_key(stored.request_id)
    page = town.here.supervisor.get("/portal")
    assert stored.reference in page.text
    assert "erased" in page.text
    shown = town.here.supervisor.get(f"/portal/requests/{stored.reference}")
    assert shown.status_code == 200
    assert "wx-100200" not in shown.text


def officers_calls() -> list[tuple[str, str]]:
    """Every call that names an object and that some officer may make."""
    officers = {Role.REQUESTER, Role.REQUESTER_SUPERVISOR}
    return [
        (method, row.path)
        for row in MATRIX
        if "{" in row.path and row.who is not None and officers & row.who
        for method in row.methods.split()
    ]


def call(client: TestClient, method: str, path: str, name: str) -> Any:
    where = re.sub(r"\{[^}]*\}", name, path)
    token = form_token(client, "/account")
    fields = {"data": {**FORM, "csrf_token": token}} if method == "POST" else {}
    return client.request(method, where, **fields)


def shorn(page: str, name: str) -> str:
    """A page without what was asked for and without what is drawn afresh for each page."""
    return re.sub(r"[0-9a-f]{32,}", "", page.replace(name, ""))


def test_there_are_calls_to_try() -> None:
    assert ("GET", "/portal/requests/{reference}") in officers_calls()
    assert ("GET", "/portal/requests/{reference}/package") in officers_calls()
    assert len(officers_calls()) >= 5


@pytest.mark.parametrize("who", ["officer", "colleague", "supervisor"])
def test_no_call_of_an_officer_reaches_another_agencys_request(
    town: Town, web_records: SqlRecords, who: str
) -> None:
    with web_records.read() as view:
        before = view.desk.requests.get(town.there.asked.request_id)
    intruder: TestClient = getattr(town.here, who)
    for method, path in officers_calls():
        for name in (town.there.asked.reference, town.there.asked.request_id):
            answer = call(intruder, method, path, name)
            unknown = call(intruder, method, path, NOBODYS)
            # Not "forbidden", which would say that it is there: as one that never was.
            wanted = 403 if unknown.status_code == 403 else 404
            assert (answer.status_code, path) == (wanted, path)
            assert unknown.status_code == wanted
            assert f"{ASKED}-there" not in answer.text
            assert shorn(answer.text, name) == shorn(unknown.text, NOBODYS)
    with web_records.read() as view:
        assert view.desk.requests.get(town.there.asked.request_id) == before


def test_a_colleague_of_the_same_agency_sees_only_their_own(town: Town) -> None:
    answer = town.here.colleague.get(f"/portal/requests/{town.here.asked.reference}")
    assert answer.status_code == 404


def test_whose_request_it_is_and_their_supervisor_see_it(town: Town) -> None:
    for client in (town.there.officer, town.there.supervisor):
        page = client.get(f"/portal/requests/{town.there.asked.reference}")
        assert page.status_code == 200, page.text
        assert f"{ASKED}-there" in page.text
        assert town.there.asked.reference in client.get("/portal").text
        assert town.here.asked.reference not in client.get("/portal").text


def test_a_supervisor_sees_the_officers_of_their_own_agency_alone(town: Town) -> None:
    page = town.here.supervisor.get("/portal/officers")
    assert "uma@here.example" in page.text
    assert "there.example" not in page.text


def test_no_list_of_the_console_or_the_api_is_open_to_an_officer(town: Town) -> None:
    for row in MATRIX:
        if "GET" in row.methods and row.path.startswith(("/console", "/api/v1/requests")):
            path = re.sub(r"\{[^}]*\}", town.there.asked.reference, row.path)
            answer = town.here.officer.get(path)
            assert answer.status_code in (401, 403), path
            assert f"{ASKED}-there" not in answer.text
