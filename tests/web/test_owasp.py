"""OWASP cases for each form: injected text stays text, and nobody reaches beyond their own."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.web.browsing import DEMO_ORIGIN, as_persona, browser, form_token, post
from tests.web.conftest import MakeApp, MovedClock

from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.demo.personas import ensure_personas
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.post import Post, Visibility
from plainsight.stores.records import SqlRecords
from plainsight.web.identity.matrix import MATRIX, Row

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
]
SQL = ["' OR '1'='1", "'; DROP TABLE people; --", '" OR ""="', "1) UNION SELECT 1--", "%' --"]
HEADERS = ["x\r\nset-cookie: a=b", "x\nlocation: https://evil.example", "x\x00y"]


@pytest.fixture
def full_app(make_app: MakeApp, web_records: SqlRecords, clock: MovedClock) -> FastAPI:
    ensure_personas(web_records, now=clock())
    return make_app(
        services={"reviews": load_review_policy(), "instruments": load_instruments()},
        origin=DEMO_ORIGIN,
        is_demo=True,
        sign_in_rate="100000/minute",
        page_rate="100000/minute",
    )


def _unsafe() -> Iterator[tuple[str, Row]]:
    for row in MATRIX:
        if not row.scope:
            yield from ((m, row) for m in row.methods.split() if m not in ("GET", "HEAD"))


def test_every_form_of_every_page_refuses_a_call_without_its_token(full_app: FastAPI) -> None:
    taken = []
    for persona in (
        "analyst",
        "second-analyst",
        "desk",
        "counsel",
        "desk-lead",
        "officer",
        "operator",
    ):
        client = as_persona(full_app, persona)
        for method, row in _unsafe():
            path = re.sub(r"\{[^}]*\}", "1", row.path)
            status = client.request(method, path, data={"name": "x"}).status_code
            if status not in (303, 403):
                taken.append((persona, method, path, status))
        assert client.get("/account").status_code == 200
    assert taken == []


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_name_is_shown_as_text(full_app: FastAPI, text: str) -> None:
    client = as_persona(full_app, "operator")
    page = post(client, "/people", name=text, email="x@y.example", roles="ANL")
    assert page.status_code == 200, page.text
    assert text not in page.text or "<" not in text
    assert "49" not in re.findall(r"<td>([^<]*)</td>", page.text)


@pytest.mark.parametrize("text", SQL)
def test_a_quote_is_a_character_and_not_the_end_of_a_query(full_app: FastAPI, text: str) -> None:
    client = as_persona(full_app, "operator")
    before = client.get("/people").text.count("<tr>")
    assert post(client, "/people", name=text, email="x@y.example", roles="ANL").status_code == 200
    assert client.get("/people").text.count("<tr>") == before + 1
    for path in (f"/people/{text}/link", f"/machines/tokens/{text}/revoke"):
        assert post(client, path.replace("\r", "")).status_code == 404


@pytest.mark.parametrize("text", HEADERS)
def test_a_line_break_cannot_become_a_header(full_app: FastAPI, text: str) -> None:
    client = as_persona(full_app, "operator")
    refused = post(client, "/people", name=text, email="x@y.example", roles="ANL")
    assert refused.status_code == 422
    token = form_token(browser(full_app))
    for answer in (
        browser(full_app).get("/sign-in", params={"next": text}),
        as_persona(full_app, "analyst").post(
            "/preferences", data={"csrf_token": token, "theme": text, "next": text}
        ),
    ):
        assert "a=b" not in answer.headers.get("set-cookie", "")
        assert "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize("next_path", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_no_form_redirects_to_another_site(full_app: FastAPI, next_path: str) -> None:
    client = browser(full_app)
    form = {"csrf_token": form_token(client), "next": next_path}
    assert client.post("/demo/analyst", data=form).headers["location"] == "/console"


def _post_alert(records: SqlRecords, clock: MovedClock, text: str) -> str:
    when = clock() - timedelta(hours=1)
    written = Post(
        post_id="p1",
        account_id=f"acc {text}",
        surface=f"group {text}",
        visibility=Visibility.PUBLIC,
        posted_at=when,
        text=text,
    )
    with records.begin() as unit:
        unit.posts.keep([written], batch_id="b1", source="test", at=clock())
        raised = raise_alerts(
            unit,
            [
                {
                    "kind": "posts",
                    "campaign_key": f"k {text}",
                    "score_permille": 900,
                    "typology_ids": ["T03"],
                    "account_ids": [f"acc {text}"],
                    "finding": _finding(text),
                }
            ],
            now=clock(),
        )
    return raised.raised[0].alert_id


def _finding(text: str) -> dict[str, object]:
    return {
        "posts": [{"surface": f"group {text}", "post_id": "p1", "account_id": f"acc {text}"}],
        "reasons": [text],
        "account_ids": [f"acc {text}"],
    }


@pytest.mark.parametrize("text", SCRIPTS[:3])
def test_script_in_a_post_is_shown_to_the_analyst_and_never_run(
    full_app: FastAPI, web_records: SqlRecords, clock: MovedClock, text: str
) -> None:
    alert_id = _post_alert(web_records, clock, text)
    client = as_persona(full_app, "analyst")
    for path in ("/console/alerts", f"/console/alerts/{alert_id}"):
        page = client.get(path)
        assert page.status_code == 200, page.text
        assert text not in page.text


@pytest.mark.parametrize("path", ["/console/cases/../people", "/console/alerts/nobody"])
def test_an_id_of_somebody_else_s_tells_nothing(full_app: FastAPI, path: str) -> None:
    assert as_persona(full_app, "analyst").get(path).status_code in (403, 404, 422)


@pytest.mark.parametrize("path", ["/console/alerts/%00", "/console/alerts?q=%00", "/enrol/a%00b"])
def test_a_nul_that_no_database_text_can_hold_is_refused_at_the_door(
    full_app: FastAPI, path: str
) -> None:
    answer = as_persona(full_app, "analyst").get(path)
    assert answer.status_code == 400
    assert "a NUL character in the address" in answer.text


def test_a_nul_in_a_call_of_the_api_is_told_as_every_other_error(full_app: FastAPI) -> None:
    answer = as_persona(full_app, "analyst").get("/api/v1/log/growth?since=x&y=%00")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "a NUL character in the address; leave it out"
