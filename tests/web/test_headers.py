"""Security headers on every kind of answer (OWASP Secure Headers), and foreign hosts refused."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from tests.web.browsing import browser

ASKED = ["/sign-in", "/account", "/nothing", "/static/js/passkey.js", "/api/v1/alerts", "/healthz"]
REFUSED = ["/console/alerts/%00", "/sign-in?next=%00", "/api/v1/alerts?cursor=%00"]
NEEDED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}


@pytest.mark.parametrize("path", [*ASKED, *REFUSED])
def test_every_answer_carries_the_headers(app: FastAPI, path: str) -> None:
    headers = browser(app).get(path).headers
    assert {name: headers.get(name) for name in NEEDED} == NEEDED
    assert "server" not in headers


@pytest.mark.parametrize("path", ASKED)
def test_nothing_runs_or_frames_a_page_but_ourselves(app: FastAPI, path: str) -> None:
    policy = dict(
        part.split(" ", 1)
        for part in browser(app).get(path).headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert re.fullmatch(r"'self' 'nonce-[0-9a-f]{32}'", policy["script-src"])
    assert "unsafe" not in " ".join(policy.values())


def test_a_nonce_is_never_drawn_twice(app: FastAPI) -> None:
    client = browser(app)
    policies = {client.get("/sign-in").headers["content-security-policy"] for _ in range(5)}
    assert len(policies) == 5


def test_pages_are_not_kept_by_caches_and_files_are(app: FastAPI) -> None:
    client = browser(app)
    assert client.get("/sign-in").headers["cache-control"] == "no-store"
    assert "max-age" in client.get("/static/js/passkey.js").headers["cache-control"]


@pytest.mark.parametrize("host", ["evil.example", "desk.example.evil", "desk.example:81", ""])
def test_a_name_that_only_leads_here_reads_nothing(app: FastAPI, host: str) -> None:
    assert browser(app).get("/sign-in", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("ours", ["localhost", "127.0.0.1", "[::1]"])
@pytest.mark.parametrize("named", ["localhost", "127.0.0.1", "[::1]"])
def test_each_name_of_this_machine_leads_to_the_one_it_serves(
    make_app: Callable[..., FastAPI], ours: str, named: str
) -> None:
    client = browser(make_app(origin=f"http://{ours}:8008"))
    answer = client.get("/sign-in?next=/%63onsole", headers={"host": f"{named}:8008"})
    if named == ours:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 307
        assert answer.headers["location"] == f"http://{ours}:8008/sign-in?next=/%63onsole"
        # What a form would change is not carried over to another name.
        assert client.post("/sign-out", headers={"host": f"{named}:8008"}).status_code == 421
    for foreign in ("evil.example:8008", f"{named}:81", "localhost.evil:8008"):
        assert client.get("/sign-in", headers={"host": foreign}).status_code == 421


def test_a_path_of_two_slashes_leads_nowhere_else(make_app: Callable[..., FastAPI]) -> None:
    client = browser(make_app(origin="http://127.0.0.1:8008"))
    answer = client.get("http://127.0.0.1:8008//evil.example/", headers={"host": "localhost:8008"})
    assert answer.headers["location"] == "http://127.0.0.1:8008//evil.example/"


def test_a_load_balancer_may_ask_for_health_by_address(app: FastAPI) -> None:
    assert browser(app).get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("up", ["..", "%2e%2e", "..%2f..", "%2e%2e%2f", "%5c.."])
def test_files_beside_the_static_ones_are_out_of_reach(app: FastAPI, up: str) -> None:
    answer = browser(app).get(f"/static/{up}/app.py")
    assert answer.status_code == 404
    assert "create_app" not in answer.text


def test_no_template_has_inline_script_or_style() -> None:
    from pathlib import Path

    import plainsight.web

    folder = Path(plainsight.web.__file__).parent / "templates"
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\son\w+=|\sstyle=",
        re.IGNORECASE,
    )
    found = [p.name for p in folder.rglob("*.html") if inline.search(p.read_text("utf-8"))]
    assert found == []
