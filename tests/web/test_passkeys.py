"""Officers and staff sign in by passkey: bound to this site, this browser and this moment."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.browsing import ORIGIN, TestClient, browser, form_token
from tests.web.conftest import MovedClock
from tests.web.soft_authenticator import SoftAuthenticator

from plainsight.app.identity.invite_person import Invitation, change_person, invite_person
from plainsight.errors import BadValue
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


@pytest.fixture
def invitation(web_records: SqlRecords, clock: MovedClock) -> Invitation:
    return invite_person(
        web_records,
        name="Olu Officer",
        email="olu@police.example",
        roles=[Role.REQUESTER],
        by="test",
        salts=secrets.token_bytes,
        now=clock(),
        agency_id="us-police",
    )


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.REQUESTER_SUPERVISOR])
def test_nobody_of_an_agency_is_invited_without_it(
    web_records: SqlRecords, clock: MovedClock, role: Role
) -> None:
    with pytest.raises(BadValue, match="officers by their sponsor"):
        invite_person(
            web_records, name="Olu", email="olu@police.example", roles=[role], by="test",
            salts=secrets.token_bytes, now=clock(),
        )  # fmt: skip
    with web_records.read() as view:
        assert view.identity.people.by_email("olu@police.example") is None


def _call(client: TestClient, path: str, body: dict[str, Any], *, page: str) -> Any:
    return client.post(path, json=body, headers={"x-csrf-token": form_token(client, page)})


def _enrol(app: FastAPI, link: str, authenticator: SoftAuthenticator) -> tuple[TestClient, Any]:
    client = browser(app)
    page = f"/enrol/{link}"
    options = _call(client, f"{page}/passkey/options", {}, page=page)
    assert options.status_code == 200, options.text
    return client, _call(client, f"{page}/passkey", authenticator.create(options.json()), page=page)


def _sign_in(client: TestClient, authenticator: SoftAuthenticator) -> Any:
    options = _call(client, "/sign-in/passkey/options", {}, page="/sign-in").json()
    return _call(client, "/sign-in/passkey", authenticator.get(options), page="/sign-in")


def test_an_invited_officer_makes_a_passkey_and_signs_in_with_it(
    app: FastAPI, invitation: Invitation
) -> None:
    authenticator = SoftAuthenticator(ORIGIN)
    first, enrolled = _enrol(app, invitation.token, authenticator)
    assert enrolled.json() == {"next": "/portal"}
    assert first.get("/account").status_code == 200
    second = browser(app)
    assert _sign_in(second, authenticator).json() == {"next": "/portal"}
    assert second.get("/account").status_code == 200


def test_an_enrolment_link_works_once(app: FastAPI, invitation: Invitation) -> None:
    _enrol(app, invitation.token, SoftAuthenticator(ORIGIN))
    again = browser(app).get(f"/enrol/{invitation.token}", headers={"accept": "text/html"})
    assert again.status_code == 401


def test_an_enrolment_link_is_over_after_a_day(
    app: FastAPI, invitation: Invitation, clock: MovedClock
) -> None:
    clock.wait(timedelta(hours=24, seconds=1))
    assert browser(app).get(f"/enrol/{invitation.token}").status_code == 401


def test_a_passkey_made_for_a_look_alike_site_is_refused(
    app: FastAPI, invitation: Invitation
) -> None:
    _, refused = _enrol(app, invitation.token, SoftAuthenticator("https://desk.example.evil"))
    assert refused.status_code == 401


def test_a_passkey_that_did_not_verify_its_holder_is_refused(
    app: FastAPI, invitation: Invitation
) -> None:
    stolen = SoftAuthenticator(ORIGIN, verifies_user=False)
    _, refused = _enrol(app, invitation.token, stolen)
    assert refused.status_code == 401


def test_bought_credentials_without_the_key_fail(app: FastAPI, invitation: Invitation) -> None:
    _enrol(app, invitation.token, SoftAuthenticator(ORIGIN))
    assert _sign_in(browser(app), SoftAuthenticator(ORIGIN)).status_code == 401


def test_an_answer_seen_before_is_refused(app: FastAPI, invitation: Invitation) -> None:
    authenticator = SoftAuthenticator(ORIGIN)
    _enrol(app, invitation.token, authenticator)
    client = browser(app)
    options = _call(client, "/sign-in/passkey/options", {}, page="/sign-in").json()
    answer = authenticator.get(options)
    token = {"x-csrf-token": form_token(client)}
    assert client.post("/sign-in/passkey", json=answer, headers=token).status_code == 200
    replayed = browser(app)
    again = _call(replayed, "/sign-in/passkey", answer, page="/sign-in")
    assert again.status_code == 401


def test_a_sign_in_begun_in_one_browser_cannot_be_finished_in_another(
    app: FastAPI, invitation: Invitation
) -> None:
    authenticator = SoftAuthenticator(ORIGIN)
    _enrol(app, invitation.token, authenticator)
    options = _call(browser(app), "/sign-in/passkey/options", {}, page="/sign-in").json()
    other = _call(browser(app), "/sign-in/passkey", authenticator.get(options), page="/sign-in")
    assert other.status_code == 401


def test_a_challenge_is_over_after_five_minutes(
    app: FastAPI, invitation: Invitation, clock: MovedClock
) -> None:
    authenticator = SoftAuthenticator(ORIGIN)
    _enrol(app, invitation.token, authenticator)
    client = browser(app)
    options = _call(client, "/sign-in/passkey/options", {}, page="/sign-in").json()
    clock.wait(timedelta(minutes=5, seconds=1))
    late = _call(client, "/sign-in/passkey", authenticator.get(options), page="/sign-in")
    assert late.status_code == 401


def test_who_is_not_active_any_more_is_out_at_once(
    app: FastAPI, invitation: Invitation, web_records: SqlRecords, clock: MovedClock
) -> None:
    authenticator = SoftAuthenticator(ORIGIN)
    client, _ = _enrol(app, invitation.token, authenticator)
    change_person(
        web_records,
        invitation.person.person_id,
        roles=[Role.REQUESTER],
        is_active=False,
        by="test",
        now=clock(),
    )
    assert client.get("/account").status_code == 303
    assert _sign_in(browser(app), authenticator).status_code == 401


@pytest.mark.parametrize(
    "answer", [{}, {"response": None}, {"response": {"clientDataJSON": "é"}}, {"response": []}]
)
def test_an_answer_that_no_browser_gives_is_refused_not_an_error(
    app: FastAPI, answer: dict[str, Any]
) -> None:
    client = browser(app)
    assert _call(client, "/sign-in/passkey", answer, page="/sign-in").status_code == 401


def test_a_refused_sign_in_stands_in_the_audit_log(app: FastAPI, web_records: SqlRecords) -> None:
    _call(browser(app), "/sign-in/passkey", {}, page="/sign-in")
    with web_records.read() as view:
        tags = [entry.tag for entry in view.audit.entries()]
    assert "sign_in:refused" in tags
