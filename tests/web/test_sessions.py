"""A session is one browser's, for a while; every form is our own."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from tests.web.browsing import DEMO_ORIGIN, as_persona, browser, form_token, post
from tests.web.conftest import MakeApp, MovedClock

from plainsight.web.identity.arrival import local_path


def test_an_idle_session_ends(demo_app: FastAPI, clock: MovedClock) -> None:
    client = as_persona(demo_app, "analyst")
    clock.wait(timedelta(minutes=29))
    assert client.get("/account").status_code == 200
    clock.wait(timedelta(minutes=29))
    assert client.get("/account").status_code == 200
    clock.wait(timedelta(minutes=31))
    assert client.get("/account").status_code == 303


def test_a_session_ends_after_ten_hours_however_busy(demo_app: FastAPI, clock: MovedClock) -> None:
    client = as_persona(demo_app, "analyst")
    for _ in range(24):
        clock.wait(timedelta(minutes=25))
        assert client.get("/account").status_code == 200
    clock.wait(timedelta(minutes=1))
    assert client.get("/account").status_code == 303


def test_a_cookie_carried_to_another_browser_is_worth_nothing_and_ends_the_session(
    demo_app: FastAPI,
) -> None:
    client = as_persona(demo_app, "analyst")
    thief = browser(demo_app, **{"user-agent": "another"})
    thief.cookies.update(client.cookies)
    assert thief.get("/account").status_code == 303
    assert client.get("/account").status_code == 303


def test_signing_in_draws_a_fresh_session_so_that_a_planted_one_is_worth_nothing(
    demo_app: FastAPI,
) -> None:
    client = browser(demo_app)
    client.cookies.set("plainsight-local", "planted", domain="127.0.0.1", path="/")
    client.post("/demo/analyst", data={"csrf_token": form_token(client)})
    assert client.cookies["plainsight-local"] != "planted"
    attacker = browser(demo_app)
    attacker.cookies.set("plainsight-local", "planted")
    assert attacker.get("/account").status_code == 303


def test_signing_out_ends_the_session_in_the_records_too(demo_app: FastAPI) -> None:
    client = as_persona(demo_app, "analyst")
    kept = dict(client.cookies)
    assert post(client, "/sign-out").status_code == 303
    again = browser(demo_app)
    again.cookies.update(kept)
    assert again.get("/account").status_code == 303


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(make_app: MakeApp) -> None:
    cookie = browser(make_app()).get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused(demo_app: FastAPI, headers: dict[str, str]) -> None:
    client = as_persona(demo_app, "analyst")
    token = form_token(client, "/account")
    refused = client.post("/sign-out", data={"csrf_token": token}, headers=headers)
    assert refused.status_code == 403
    assert client.get("/account").status_code == 200


def test_a_form_without_the_session_s_own_token_is_refused(demo_app: FastAPI) -> None:
    client, other = as_persona(demo_app, "analyst"), as_persona(demo_app, "desk")
    for token in ("", "0" * 64, form_token(other, "/account")):
        refused = client.post("/sign-out", data={"csrf_token": token})
        assert refused.status_code == 403
    own = client.post(
        "/sign-out",
        data={"csrf_token": form_token(client, "/account")},
        headers={"origin": DEMO_ORIGIN, "sec-fetch-site": "same-origin"},
    )
    assert own.status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/ok\r\nset-cookie: a=b",
        "",
    ],
)
def test_a_sign_in_never_leads_to_another_site(path: str) -> None:
    assert local_path(path) == "/"


def test_a_page_that_needs_a_person_leads_to_the_sign_in_and_back(app: FastAPI) -> None:
    answer = browser(app).get("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount")


def test_a_form_sent_after_the_session_ended_is_said_to_be_lost(app: FastAPI) -> None:
    client = browser(app)
    for path, above in (
        ("/portal/requests", "/portal"),
        ("/portal/requests/LER-2026-000001/answer", "/portal/requests/LER-2026-000001"),
        ("/account/passkeys/x/withdraw", "/account"),
    ):
        answer = client.post(path, data={"csrf_token": form_token(client)})
        assert answer.status_code == 303
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        assert asked == {"next": [above], "lost": ["1"]}
    page = client.get(answer.headers["location"]).text
    assert "nothing was sent" in page
    assert "nothing was sent" not in client.get("/sign-in?next=/account").text


def test_the_demo_is_not_there_outside_the_demo(app: FastAPI) -> None:
    client = browser(app)
    answer = client.post("/demo/analyst", data={"csrf_token": form_token(client)})
    assert answer.status_code == 404
