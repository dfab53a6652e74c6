"""The first administrator: a link that works once, for a day, and no password anywhere."""

import io
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from rich.console import Console
from tests.web.browsing import ORIGIN, TestClient, browser, form_token
from tests.web.conftest import MovedClock
from tests.web.soft_authenticator import SoftAuthenticator

from plainsight import wiring
from plainsight.app.identity.invite_person import Invitation, ensure_admin
from plainsight.cli.run import serve
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords
from plainsight.stores.tables import METADATA


def first(records: SqlRecords, clock: MovedClock) -> Invitation | None:
    return ensure_admin(records, salts=secrets.token_bytes, now=clock())


def enrol(app: FastAPI, token: str) -> tuple[TestClient, int]:
    """Make a passkey through a link; the browser, and how the last step was answered."""
    client, page, authenticator = browser(app), f"/enrol/{token}", SoftAuthenticator(ORIGIN)
    if client.get(page).status_code != 200:
        return client, 401
    headers = {"x-csrf-token": form_token(client, page)}
    options: Any = client.post(f"{page}/passkey/options", json={}, headers=headers).json()
    made = client.post(f"{page}/passkey", json=authenticator.create(options), headers=headers)
    return client, made.status_code


def test_the_first_link_makes_an_administrator_who_sees_no_case(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    link = first(web_records, clock)
    assert link is not None
    assert link.person.roles == (Role.ADMIN,)
    client, status = enrol(app, link.token)
    assert status == 200
    assert client.get("/people").status_code == 200
    for closed in ("/console/alerts", "/console/cases", "/console/requests"):
        assert client.get(closed).status_code == 403


def test_the_first_link_works_once(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    link = first(web_records, clock)
    assert link is not None
    assert enrol(app, link.token)[1] == 200
    assert enrol(app, link.token)[1] == 401


def test_the_first_link_is_over_after_a_day(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    link = first(web_records, clock)
    assert link is not None
    assert link.expires_at == clock() + timedelta(hours=24)
    clock.wait(timedelta(hours=24, seconds=1))
    assert enrol(app, link.token)[1] == 401


def test_a_second_start_draws_a_fresh_link_and_ends_the_first(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    lost, fresh = first(web_records, clock), first(web_records, clock)
    assert lost is not None
    assert fresh is not None
    assert lost.person == fresh.person
    assert enrol(app, lost.token)[1] == 401
    assert enrol(app, fresh.token)[1] == 200


def test_no_link_is_drawn_once_there_is_an_administrator(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    link = first(web_records, clock)
    assert link is not None
    assert enrol(app, link.token)[1] == 200
    assert first(web_records, clock) is None
    clock.wait(timedelta(days=400))
    assert first(web_records, clock) is None


def test_the_link_itself_is_stored_nowhere(web_records: SqlRecords, clock: MovedClock) -> None:
    link = first(web_records, clock)
    assert link is not None
    with web_records.read() as view:
        log = b"".join(entry.canonical for entry in view.audit.entries())
    assert link.token.encode() not in log
    with web_records._engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM enrolment_links").all()
    assert len(stored) == 1
    assert link.token not in repr(stored)


def test_no_table_has_a_place_for_a_password() -> None:
    named = [str(column) for table in METADATA.tables.values() for column in table.columns]
    assert [name for name in named if "password" in name or "passphrase" in name] == []


def test_no_page_asks_for_a_password(app: FastAPI) -> None:
    assert 'type="password"' not in browser(app).get("/sign-in").text


def test_the_start_prints_the_link_until_somebody_used_it(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "read_clock", clock)

    def started() -> str:
        printed = io.StringIO()
        monkeypatch.setattr(serve, "console", lambda: Console(file=printed, width=300))
        serve._welcome(app.state.services)
        return printed.getvalue()

    once = started()
    assert once.count(f"{ORIGIN}/enrol/") == 1
    token = once.partition("/enrol/")[2].split()[0]
    assert enrol(app, token)[1] == 200
    assert "/enrol/" not in started()


def test_an_administrator_is_known_among_more_people_than_a_page_shows(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    invited = first(web_records, clock)
    assert invited is not None
    enrol(app, invited.token)
    with web_records.begin() as unit:
        for number in range(1_001):
            someone = replace(
                invited.person, person_id=f"p{number}", name=f"Adams {number}",
                email=f"o{number}@x.example", roles=(Role.ANALYST,),
            )  # fmt: skip
            unit.identity.people.add(someone)
    assert first(web_records, clock) is None
