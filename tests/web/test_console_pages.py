"""The console's pages: acts by who may, text shown as typed, contacts and secrets kept."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.casework import campaign as campaign_of
from tests.strategies.casework import decided, raised
from tests.web.browsing import as_persona, page, post
from tests.web.crew_alert import HANDLE, campaign

from plainsight.app.casework.absorb_alerts import absorb_alerts
from plainsight.app.casework.work_case import add_to_case
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.decision import Outcome
from plainsight.model.fact import JsonValue
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords


def test_a_post_is_shown_as_written_and_never_runs(house: FastAPI, alert_id: str) -> None:
    text = page(house, "analyst", f"/console/alerts/{alert_id}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert(1)" not in text


def test_the_exact_characters_are_marked_and_what_revealed_them_is_said(
    house: FastAPI, alert_id: str
) -> None:
    text = page(house, "analyst", f"/console/alerts/{alert_id}")
    assert '<mark class="service" id="m1" title="offers a crew">车队接料<sup>1</sup></mark>' in text
    assert "homophones 接→街" in text
    assert "reads like news" in text


@pytest.mark.parametrize("bare", [None, {"typology": "T01", "title": "An alert of ours"}])
def test_an_alert_that_somebody_raised_with_a_bare_finding_has_the_alerts_own_score(
    house: FastAPI,
    alert_id: str,
    web_records: SqlRecords,
    clock: Callable[[], datetime],
    bare: JsonValue,
) -> None:
    """Scans write the score of the strongest finding; whoever calls `raise_alerts` may not."""
    other: dict[str, Any] = campaign()
    other |= {"campaign_key": "bare:1", "score_permille": 610}
    other["finding"] |= {"strongest": bare}
    with web_records.begin() as unit:
        (raised,) = raise_alerts(unit, [other], now=clock()).raised
    text = page(house, "analyst", f"/console/alerts/{raised.alert_id}")
    why = text[text.index('id="why"') :]
    assert 'class="length" width="61.0"' in why


def test_an_alert_that_was_joined_to_another_leads_there_and_waits_no_longer(
    house: FastAPI, web_records: SqlRecords, alert_id: str, clock: Callable[[], datetime]
) -> None:
    other = campaign() | {"campaign_key": "wechat:bluesky88"}
    with web_records.begin() as unit:
        (into,) = raise_alerts(unit, [other], now=clock()).raised
        keys = {str(campaign()["campaign_key"]): into.campaign_key}
        assert absorb_alerts(unit, keys, now=clock()) == 1
    text = page(house, "analyst", f"/console/alerts/{alert_id}")
    assert f'<a href="/console/alerts/{into.alert_id}">' in text
    queue = page(house, "analyst", "/console/alerts")
    assert (into.alert_id in queue, alert_id in queue) == (True, False)


def test_the_page_of_an_alert_that_was_suspicious_before_says_that_a_sar_stays_owed(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    (alert_id,) = raised(web_records, campaign_of("f1", kind="flow", score=300), at=clock())
    where, stays = f"/console/alerts/{alert_id}", "found suspicious in an earlier round"
    decided(web_records, alert_id, Outcome.SUSPICIOUS, at=clock())
    assert stays not in page(house, "analyst", where)
    raised(web_records, campaign_of("f1", kind="flow", score=900), at=clock())
    assert stays in page(house, "analyst", where)


@pytest.mark.parametrize("path", ["/console/alerts", "/console/alerts/{alert_id}", "/console"])
def test_no_page_shows_a_contact_to_who_gave_no_reason(
    house: FastAPI, alert_id: str, path: str
) -> None:
    assert HANDLE not in page(house, "analyst", path.format(alert_id=alert_id))


def test_a_contact_is_shown_once_for_a_reason_and_the_log_knows(
    house: FastAPI, alert_id: str, web_records: SqlRecords
) -> None:
    client = as_persona(house, "analyst")
    where = f"/console/alerts/{alert_id}"
    assert HANDLE in post(client, f"{where}/unmask", reason="tie_accounts").text
    assert HANDLE not in client.get(where).text
    with web_records.read() as view:
        entries = view.audit.about(alert_id, tag="contacts:unmasked")
    assert len(entries) == 1


def test_a_contact_is_not_shown_for_a_made_up_reason(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    answer = post(client, f"/console/alerts/{alert_id}/unmask", reason="curious")
    assert answer.status_code == 422
    assert HANDLE not in answer.text


def test_two_people_never_work_on_one_alert(house: FastAPI, alert_id: str) -> None:
    where = f"/console/alerts/{alert_id}"
    first, second = as_persona(house, "analyst"), as_persona(house, "second-analyst")
    assert post(first, f"{where}/take").status_code == 303
    answer = post(second, f"{where}/take")
    assert answer.status_code == 409
    assert "This was not done" in answer.text


def test_a_decision_needs_a_reason_of_its_list(house: FastAPI, alert_id: str) -> None:
    client, where = as_persona(house, "analyst"), f"/console/alerts/{alert_id}"
    post(client, f"{where}/take")
    assert post(client, f"{where}/decide", outcome="confirmed").status_code == 422
    wrong = post(client, f"{where}/decide", outcome="confirmed", reason="news_or_warning")
    assert wrong.status_code == 422
    done = post(client, f"{where}/decide", outcome="confirmed", reason="offers_service")
    assert done.headers["location"].endswith("done=decided")


@pytest.mark.parametrize("act", ["release", "skip", "snooze", "second-look", "decide"])
def test_nobody_acts_on_an_alert_that_is_not_in_their_hands(
    house: FastAPI, alert_id: str, act: str
) -> None:
    client = as_persona(house, "analyst")
    fields = {"reason": "awaits_growth" if act == "snooze" else "need_a_break", "days": "1"}
    answer = post(client, f"/console/alerts/{alert_id}/{act}", **fields, outcome="benign")
    assert answer.status_code in (409, 422)


def test_an_alert_goes_back_asleep_or_aside(house: FastAPI, alert_id: str) -> None:
    client, where = as_persona(house, "analyst"), f"/console/alerts/{alert_id}"
    for act, fields in (
        ("release", {}),
        ("snooze", {"reason": "awaits_growth", "days": "3"}),
    ):
        post(client, f"{where}/take")
        assert post(client, f"{where}/{act}", **fields).status_code == 303
    assert "T04" not in client.get("/console/alerts?whose=free").text.partition("<tbody")[2]


def test_an_assigned_alert_is_offered_to_nobody_else(house: FastAPI, alert_id: str) -> None:
    senior, where = as_persona(house, "second-analyst"), f"/console/alerts/{alert_id}"
    assert "Ana Analyst" in senior.get(where).text
    done = post(senior, f"{where}/assign", person="demo-analyst")
    assert done.headers["location"].endswith("done=assigned")
    assert post(senior, "/console/alerts/next").headers["location"].endswith("nothing_waits")
    analyst = as_persona(house, "analyst")
    assert post(analyst, f"{where}/assign", person="").status_code == 403
    assert alert_id in post(analyst, "/console/alerts/next").headers["location"]


def test_the_queue_can_be_searched_and_narrowed(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    assert alert_id in client.get("/console/alerts?q=车队").text
    assert alert_id not in client.get("/console/alerts?q=面包").text
    assert alert_id in client.get("/console/alerts?kind=posts&typology=T04").text
    assert alert_id not in client.get("/console/alerts?kind=flow").text


def test_taking_from_an_empty_queue_says_so(house: FastAPI) -> None:
    client = as_persona(house, "analyst")
    answer = post(client, "/console/alerts/next")
    assert answer.headers["location"] == "/console/alerts?done=nothing_waits"


def test_a_case_keeps_what_was_written_down(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    opened = post(client, "/console/cases", title="A crew", alert_id=alert_id)
    where = opened.headers["location"].partition("?")[0]
    assert post(client, f"{where}/note", text="seen <b>twice</b>").status_code == 303
    text = client.get(where).text
    assert "seen &lt;b&gt;twice&lt;/b&gt;" in text
    assert HANDLE not in text
    assert post(client, f"{where}/burn", text="x").status_code == 422
    assert post(client, f"{where}/close", text="nothing more").status_code == 303
    assert post(client, f"{where}/note", text="too late").status_code == 409
    assert post(client, f"{where}/reopen", text="more came").status_code == 303


def test_a_title_that_turns_characters_round_turns_nothing_else_round(house: FastAPI) -> None:
    client = as_persona(house, "analyst")
    opened = post(client, "/console/cases", title="A\u202ecrew")
    text = client.get(opened.headers["location"].partition("?")[0]).text
    assert "A·crew" in text
    assert "\u202e" not in text


def test_a_case_shows_where_the_money_of_its_wallet_led(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    client = as_persona(house, "analyst")
    where = post(client, "/console/cases", title="A crew").headers["location"].partition("?")[0]
    trail = CaseItem(
        kind=ItemKind.TRAIL, ref="trail_1", at=clock(),
        data={
            "wallet": "wallet.tron:TQ5WvLz", "says": "650 USDT to Example <Chemicals>",
            "party": "Example <Chemicals>", "category": "sanctioned", "is_listed": True,
            "amount_text": "650 USDT", "paths": 7, "source": "Demo list", "as_of": "2026-03-01",
            "list_sha256": "24de" * 16, "list_published_on": "2025-06-02",
            "weakest_link": "the amounts follow FIFO",
        },
    )  # fmt: skip
    reference = where.rpartition("/")[2]
    actor = make_staff("demo-analyst", Role.ANALYST)
    wallet = CaseItem(kind=ItemKind.WALLET, ref="wallet.tron:TQ5WvLz")
    add_to_case(web_records, reference, items=[trail, wallet], actor=actor, now=clock())
    text = client.get(where).text
    for said in ("Where it led", "Example &lt;Chemicals&gt;", "650 USDT", "7 paths"):
        assert said in text
    assert "Demo list, 2025-06-02" in text, "the day of the edition, not the day asked about"
    assert "24de" * 16 in text
    assert "TQ5WvLz" not in text
    assert where in client.get("/console/search?q=wallet.tron:TQ5WvLz").text
    refused = post(client, f"{where}/add", kind="trail", ref="made up")
    assert refused.status_code == 422


def test_an_unknown_alert_case_or_report_is_a_page_and_no_crash(house: FastAPI) -> None:
    client = as_persona(house, "analyst")
    for path in ("alerts/al_x", "cases/CASE-2026-000009", "reports/re_x"):
        answer = client.get(f"/console/{path}")
        assert answer.status_code == 404
        assert "<h2>Not Found</h2>" in answer.text


def test_a_case_says_of_an_alert_which_other_cases_hold_it(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    post(client, "/console/cases", title="A crew", alert_id=alert_id)
    assert "Also in:" not in client.get("/console/cases/CASE-2026-000001").text
    post(client, "/console/cases", title="The same crew", alert_id=alert_id)
    page = client.get("/console/cases/CASE-2026-000001").text
    assert 'Also in: <a href="/console/cases/CASE-2026-000002">' in page
    client.headers["Accept-Language"] = "es"
    assert "También en:" in client.get("/console/cases/CASE-2026-000002").text


def test_the_timeline_of_a_case_is_in_the_readers_language(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    post(client, "/console/cases", title="A crew", alert_id=alert_id)
    client.headers["Accept-Language"] = "zh"
    page = client.get("/console/cases/CASE-2026-000001").text
    _, _, timeline = page.partition('id="timeline"')
    assert "警报: 提出" in timeline
    assert "账户: 首次出现于此: " in timeline
    assert not [word for word in ("raised", "seen", "opened", "added") if f": {word}" in timeline]


def test_the_search_leads_to_what_an_id_names(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    assert f'href="/console/alerts/{alert_id}"' in client.get(f"/console/search?q={alert_id}").text
    post(client, "/console/cases", title="A crew", alert_id=alert_id)
    assert "/console/cases/CASE-2026-000001" in client.get("/console/search?q=crew").text
    assert client.get(f"/console/search?q={secrets.token_hex(200)}").status_code == 200


def test_the_desk_finds_no_alerts_and_the_analyst_no_requests(
    house: FastAPI, alert_id: str
) -> None:
    desk = as_persona(house, "desk")
    assert alert_id not in desk.get("/console/search?q=车队").text
    assert desk.get("/console/alerts").status_code == 403
    assert as_persona(house, "analyst").get("/console/requests").status_code == 403


def test_a_form_from_elsewhere_does_nothing(
    house: FastAPI, alert_id: str, web_records: SqlRecords
) -> None:
    client = as_persona(house, "analyst")
    answer = client.post(f"/console/alerts/{alert_id}/take", data={"csrf_token": "guess"})
    assert answer.status_code == 403
    with web_records.read() as view:
        assert view.casework.queue.get(alert_id).holder_id is None


def test_quality_is_seen_and_golden_items_are_planted(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "second-analyst")
    assert client.get("/console/quality").status_code == 200
    assert post(client, "/console/quality", alert_id=alert_id, outcome="maybe").status_code == 422
    planted = post(client, "/console/quality", alert_id=alert_id, outcome="confirmed")
    assert planted.headers["location"].endswith("done=planted")


def test_a_script_or_style_in_a_page_has_the_pages_nonce(house: FastAPI, alert_id: str) -> None:
    client = as_persona(house, "analyst")
    for path in ("/console", "/console/alerts", f"/console/alerts/{alert_id}", "/", "/verify"):
        text: Any = client.get(path).text
        assert "style=" not in text
        assert "onclick" not in text
        assert text.count("<script") == text.count("<script src=") + text.count("nonce=")
