"""Machines send posts and read alerts, requests and proofs: typed, paged, limited, repeatable."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.respond import erase_one
from tests.web.browsing import browser
from tests.web.conftest import Machine, MakeApp, MovedClock

from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.app.identity.issue_token import revoke_token, token_digest
from plainsight.app.identity.token_scopes import ROLES_OF_SCOPE
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.resume_log import mark_restored
from plainsight.app.respond.honey_case import plant_honey_case
from plainsight.demo.legal_requests import demo_request
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.keys.file import create_key
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role
from plainsight.respond.legal_request_form import to_json
from plainsight.stores.records import SqlRecords


def _posts(count: int, *, first: int = 0) -> bytes:
    return b"".join(
        json.dumps(
            {
                "post_id": f"p{number}",
                "account_id": f"a{number}",
                "surface": "group-1",
                "visibility": "public",
                "posted_at": "2026-03-01T00:00:00Z",
                "text": f"text {number}",
            }
        ).encode()
        + b"\n"
        for number in range(first, first + count)
    )


def test_posts_sent_twice_are_stored_once(app: FastAPI, machine: Machine) -> None:
    feed = machine(app, Role.SYSTEM)
    first = feed.post("/api/v1/posts", content=_posts(20)).json()
    again = feed.post("/api/v1/posts", content=_posts(20)).json()
    assert (first["ingested"], first["duplicates"]) == (20, 0)
    assert (again["ingested"], again["duplicates"]) == (0, 20)


def test_private_posts_are_refused_unread_and_broken_ones_set_aside(
    app: FastAPI, machine: Machine
) -> None:
    private = b'{"post_id": "x", "visibility": "private", "text": "secret"}\n'
    answer = machine(app, Role.SYSTEM).post(
        "/api/v1/posts", content=_posts(1) + private + b"{broken\n\xff\xfe\n"
    )
    assert answer.status_code == 200
    counts = answer.json()
    assert (counts["ingested"], counts["refused"], counts["quarantined"]) == (1, 1, 2)
    assert counts["read"] == 4


def test_a_body_beyond_the_limit_is_refused_and_nothing_of_it_stored(
    make_app: MakeApp, machine: Machine, web_records: SqlRecords
) -> None:
    app = make_app(bulk_bytes_max=1_000)
    answer = machine(app, Role.SYSTEM).post("/api/v1/posts", content=_posts(100))
    assert answer.status_code == 413
    with web_records.read() as view:
        assert view.posts.count() == 0


def test_bulk_ingest_has_a_limit_of_its_own_beyond_that_of_forms(
    make_app: MakeApp, machine: Machine
) -> None:
    app = make_app(form_bytes_max=1_000)
    answer = machine(app, Role.SYSTEM).post("/api/v1/posts", content=_posts(100))
    assert (answer.status_code, answer.json()["ingested"]) == (200, 100)


def test_a_form_beyond_the_limit_is_refused(make_app: MakeApp, machine: Machine) -> None:
    app = make_app(form_bytes_max=1_000)
    answer = machine(app, Role.INTAKE).post("/api/v1/requests", content=b" " * 1_001)
    assert answer.status_code == 413


def _raise(records: SqlRecords, clock: MovedClock, count: int) -> None:
    campaigns: list[dict[str, Any]] = [
        {
            "kind": "posts",
            "campaign_key": f"k{number}",
            "score_permille": number % 7,
            "typology_ids": ["T03"],
            "account_ids": [],
            "finding": {"reasons": []},
        }
        for number in range(count)
    ]
    with records.begin() as unit:
        raise_alerts(unit, campaigns, now=clock())


def test_pages_of_alerts_hold_every_alert_once_in_the_queue_s_order(
    app: FastAPI, machine: Machine, web_records: SqlRecords, clock: MovedClock
) -> None:
    _raise(web_records, clock, 23)
    client, cursor, seen = machine(app, Role.ANALYST), None, []
    while True:
        query = {"limit": 5, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/alerts", params=query).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len({each["alert_id"] for each in seen}) == len(seen) == 23
    scores = [each["score_permille"] for each in seen]
    assert scores == sorted(scores, reverse=True)
    detail = client.get(f"/api/v1/alerts/{seen[0]['alert_id']}").json()
    assert detail["typology_ids"] == ["T03"]


def test_a_machines_look_at_an_alert_is_in_the_log_and_shows_no_contact(
    app: FastAPI, machine: Machine, web_records: SqlRecords, clock: MovedClock
) -> None:
    campaign = {
        "kind": "posts", "campaign_key": "k", "score_permille": 900, "typology_ids": ["T03"],
        "account_ids": [], "finding": {"contacts": ["handle.telegram:kunlun_fleet9"]},
    }  # fmt: skip
    with web_records.begin() as unit:
        raise_alerts(unit, [campaign], now=clock())
    client = machine(app, Role.ANALYST)
    (listed,) = client.get("/api/v1/alerts").json()["items"]
    shown = client.get(f"/api/v1/alerts/{listed['alert_id']}")
    assert shown.status_code == 200
    assert "kunlun_fleet9" not in shown.text
    with web_records.read() as view:
        looks = list(view.audit.about(listed["alert_id"], tag=AuditTag.ALERT_VIEWED.value))
    assert len(looks) == 1


@pytest.mark.parametrize("role", [Role.REVIEW_QUALITY, Role.FILING_OFFICER])
def test_a_machine_reads_no_alert_that_a_person_of_its_role_may_not(
    app: FastAPI, machine: Machine, role: Role
) -> None:
    assert machine(app, role).get("/api/v1/alerts").status_code == 403


def test_a_machines_look_at_a_legal_request_is_in_the_log_and_touches_honey(
    make_app: MakeApp, machine: Machine, web_records: SqlRecords, clock: MovedClock
) -> None:
    planted = plant_honey_case(web_records, demo_request("us-subpoena"), now=clock())
    desk = machine(make_app(services={"instruments": load_instruments()}), Role.INTAKE)
    for count, rest in enumerate(("", "/clocks", "/holds", "/packages"), start=1):
        assert desk.get(f"/api/v1/requests/{planted.reference}{rest}").status_code == 200
        with web_records.read() as view:
            for tag in (AuditTag.REQUEST_OPENED, AuditTag.HONEY_TOUCHED):
                assert len(list(view.audit.about(planted.request_id, tag=tag.value))) == count


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "WyJcdTAwMDAiXQ", "é", "a" * 500])
@pytest.mark.parametrize("path", ["alerts", "requests", "holds", "cases", "log/entries"])
def test_a_cursor_that_was_never_given_out_is_refused(
    app: FastAPI, machine: Machine, path: str, cursor: str
) -> None:
    role = {"alerts": Role.ANALYST, "cases": Role.ANALYST, "log/entries": Role.AUDITOR}
    client = machine(app, role.get(path, Role.INTAKE))
    assert client.get(f"/api/v1/{path}", params={"cursor": cursor}).status_code == 422


def _request() -> dict[str, Any]:
    content: dict[str, Any] = to_json(demo_request("us-preservation-2703f"))
    return content


def test_a_legal_request_sent_again_under_its_key_is_received_once(
    make_app: MakeApp, machine: Machine, web_records: SqlRecords
) -> None:
    app = make_app(services={"instruments": load_instruments()})
    desk = machine(app, Role.INTAKE)
    key = {"idempotency-key": "k-1"}
    first = desk.post("/api/v1/requests", json=_request(), headers=key)
    again = desk.post("/api/v1/requests", json=_request(), headers=key)
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(desk.get("/api/v1/requests").json()["items"]) == 1
    other = desk.post("/api/v1/requests", json={"other": 1}, headers=key)
    assert other.status_code == 422


def test_a_key_whose_first_call_failed_may_be_used_again(
    make_app: MakeApp, machine: Machine
) -> None:
    desk = machine(make_app(services={"instruments": load_instruments()}), Role.INTAKE)
    key = {"idempotency-key": "k-1"}
    assert desk.post("/api/v1/requests", json={}, headers=key).status_code == 422
    assert desk.post("/api/v1/requests", json=_request(), headers=key).status_code == 201


def test_a_received_request_shows_its_clocks_and_nothing_about_people(
    make_app: MakeApp, machine: Machine
) -> None:
    desk = machine(make_app(services={"instruments": load_instruments()}), Role.INTAKE)
    sent = _request()
    received = desk.post("/api/v1/requests", json=sent).json()
    assert {clock["standing"] for clock in received["clocks"]} == {"running"}
    shown = desk.get(f"/api/v1/requests/{received['reference']}").text
    for secret in (sent["requester"]["email"], sent["identifiers"][0]["value"]):
        assert secret not in shown


def test_an_erased_case_stays_in_the_list_of_the_api(
    make_app: MakeApp, machine: Machine, web_records: SqlRecords
) -> None:
    desk = machine(make_app(services={"instruments": load_instruments()}), Role.INTAKE)
    received = desk.post("/api/v1/requests", json=_request()).json()
    erased = erase_one(web_records)
    listed = desk.get("/api/v1/requests").json()["items"]
    assert {each["request_id"] for each in listed} == {received["request_id"], erased}


def test_a_stranger_gets_checkpoint_and_growth_and_an_auditor_the_proof_of_an_entry(
    app: FastAPI, machine: Machine, web_records: SqlRecords, clock: MovedClock, tmp_path: Path
) -> None:
    stranger, auditor = browser(app), machine(app, Role.AUDITOR)
    assert stranger.get("/api/v1/log/checkpoint").status_code == 404
    signer = create_key(tmp_path / "log.key", name="test.example/log")
    publish_checkpoint(web_records, signer=signer, now=clock())
    held = stranger.get("/api/v1/log/checkpoint").json()
    entries = auditor.get("/api/v1/log/entries").json()["items"]
    assert [each["index"] for each in entries] == list(range(len(entries)))
    proof = auditor.get("/api/v1/log/entries/0/proof").json()["proof"]
    assert proof.startswith("c2sp.org/tlog-proof@v1")
    _raise(web_records, clock, 3)
    publish_checkpoint(web_records, signer=signer, now=clock())
    grown = stranger.get("/api/v1/log/growth", params={"since": held["note"]})
    assert grown.json()["proof"].startswith(f"old {held['size']}")


def test_a_token_is_kept_as_a_digest_and_ends_when_revoked_or_over(
    app: FastAPI, machine: Machine, web_records: SqlRecords, clock: MovedClock
) -> None:
    client = machine(app, Role.ANALYST)
    secret = client.headers["authorization"].removeprefix("Bearer ")
    with web_records.read() as view:
        (token,) = view.identity.machines.tokens()
    assert secret not in repr(token)
    assert token.digest == token_digest(secret)
    assert client.get("/api/v1/alerts").status_code == 200
    clock.wait(timedelta(days=30))
    assert client.get("/api/v1/alerts").status_code == 401
    other = machine(app, Role.ANALYST)
    with web_records.read() as view:
        newest = view.identity.machines.tokens()[0]
    revoke_token(web_records, newest.token_id, by="test", now=clock())
    assert other.get("/api/v1/alerts").status_code == 401


@pytest.mark.parametrize("shown", ["", "Basic x", "Bearer", "Bearer \u00e9", "Bearer ps_0"])
def test_what_is_no_token_is_refused(app: FastAPI, shown: str) -> None:
    headers = {"authorization": shown.encode("latin-1")}
    assert browser(app).get("/api/v1/alerts", headers=headers).status_code == 401


def test_a_caller_who_calls_too_often_is_told_when_to_come_back(
    make_app: MakeApp, machine: Machine
) -> None:
    client = machine(make_app(api_rate="3/minute"), Role.ANALYST)
    statuses = [client.get("/api/v1/alerts").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert int(client.get("/api/v1/alerts").headers["retry-after"]) == 60


def test_sign_in_attempts_are_limited(make_app: MakeApp) -> None:
    client = browser(make_app(sign_in_rate="2/minute"))
    statuses = [client.post("/sign-in/passkey", json={}).status_code for _ in range(3)]
    assert statuses == [403, 403, 429]


def test_metrics_name_routes_and_never_an_id(app: FastAPI, machine: Machine) -> None:
    client = machine(app, Role.SYSTEM)
    browser(app).get("/api/v1/alerts/al_secret")
    text = client.get("/metrics").text
    assert 'route="/api/v1/alerts/{alert_id}"' in text
    assert "al_secret" not in text
    assert "plainsight_log_entries" in text


def test_the_schema_is_openapi_3_1_and_describes_every_error(app: FastAPI) -> None:
    schema = browser(app).get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for path, methods in schema["paths"].items():
        for call in methods.values():
            assert "application/problem+json" in call["responses"]["422"]["content"], path
            assert call.get("description"), path


def test_the_schema_asks_a_token_of_nobody_who_needs_none_and_names_each_scope(
    app: FastAPI,
) -> None:
    """OpenAPI 3.1: beside a bearer's scheme stand the names of what it must be good for."""
    schema = browser(app).get("/api/v1/openapi.json").json()
    calls = {
        (method, path): call
        for path, each in schema["paths"].items()
        for method, call in each.items()
    }
    is_open = {path for (_, path), call in calls.items() if call["security"] == []}
    assert is_open == {"/api/v1/scoreboard", "/api/v1/log/checkpoint", "/api/v1/log/growth"}
    for (method, path), call in calls.items():
        if path in is_open:
            assert browser(app).request(method, path).status_code != 401
            assert "no token is needed" in call["description"]
        else:
            ((scheme, (scope,)),) = call["security"][0].items()
            assert scheme in schema["components"]["securitySchemes"]
            assert scope in ROLES_OF_SCOPE
            assert f"`{scope}`" in call["description"]


def test_readiness_fails_while_the_records_do_not_answer(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plainsight.errors import RecordsUnavailable

    assert browser(app).get("/readyz").json().keys() == {"ready", "log_size"}

    def broken(self: object) -> None:
        raise RecordsUnavailable("gone")

    monkeypatch.setattr(SqlRecords, "read", broken)
    answer = browser(app).get("/readyz")
    assert answer.status_code == 503
    assert "gone" not in answer.text
    assert browser(app).get("/healthz").status_code == 200


def test_readiness_tells_of_a_restored_log_that_nobody_may_sign(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    mark_restored(web_records, actor="ada", now=clock())
    told = browser(app).get("/readyz")
    assert (told.status_code, told.json()["ready"], told.json()["log_waits"]) == (200, True, True)


def test_anybody_reads_the_scoreboard_and_its_entries_are_in_the_log(app: FastAPI) -> None:
    board = browser(app).get("/api/v1/scoreboard").json()
    assert {line["commitment"] for line in board["lines"]} >= {"C1", "C2", "C3", "C4", "C5"}
    assert all(
        board["first"] <= i < board["end"] for line in board["lines"] for i in line["entries"]
    )


def test_nobody_sees_a_count_go_up_as_a_report_is_filed(
    app: FastAPI, web_records: SqlRecords, clock: MovedClock
) -> None:
    with web_records.begin() as unit:
        unit.record(Fact(tag=AuditTag.REPORT_FILED, subject="re_1", at=clock()))
        unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject="al_1", at=clock()))
    lines = {
        line["measure_id"]: line for line in browser(app).get("/api/v1/scoreboard").json()["lines"]
    }
    assert (lines["C1.reported"]["value"], lines["C1.reported"]["entries"]) == (None, [])
    assert lines["C1.reported"]["trend"][-1] is None
    assert lines["C1.raised"]["value"] == 1  # other counts are told as they stand


def test_decisions_are_read_by_machines_and_never_taken(
    app: FastAPI, machine: Machine, web_records: SqlRecords, clock: MovedClock
) -> None:
    _raise(web_records, clock, 1)
    client = machine(app, Role.ANALYST)
    (alert,) = client.get("/api/v1/alerts").json()["items"]
    path = f"/api/v1/alerts/{alert['alert_id']}/decisions"
    assert client.get(path).json() == []
    assert client.post(path, json={}).status_code == 405
    assert client.get("/api/v1/alerts/nobody/decisions").status_code == 404
