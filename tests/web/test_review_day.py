"""A reviewer's long day: wrong clicks, two tabs, two people, and what a refusal leaves behind."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI
from tests.strategies.casework import campaign, raised
from tests.web.browsing import as_persona, post
from tests.web.crew_alert import HANDLE

from plainsight.stores.records import SqlRecords


def test_nobody_decides_a_version_of_an_alert_that_they_have_not_read(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    (alert_id,) = raised(web_records, campaign("c1", posts=1), at=clock())
    client, where = as_persona(house, "analyst"), f"/console/alerts/{alert_id}"
    post(client, f"{where}/take")
    assert 'name="version" value="1"' in client.get(where).text
    raised(web_records, campaign("c1", posts=9, accounts=("acc-1", "acc-2")), at=clock())
    said = {"outcome": "benign", "reason": "ordinary_trade"}
    refused = post(client, f"{where}/decide", version="1", **said)
    assert refused.status_code == 409
    assert 'name="version" value="2"' in refused.text, "it may be read and decided at once"
    with web_records.read() as view:
        assert view.casework.decisions.of_alert(alert_id) == ()
    assert post(client, f"{where}/decide", version="2", **said).status_code == 303


def test_what_was_chosen_and_written_stands_in_the_form_after_a_refusal(
    house: FastAPI, alert_id: str
) -> None:
    client, where = as_persona(house, "analyst"), f"/console/alerts/{alert_id}"
    post(client, f"{where}/take")
    said = {"outcome": "confirmed", "note": "an hour of <thought>"}
    text = post(client, f"{where}/decide", **said).text
    assert 'value="confirmed" checked' in text
    assert "an hour of &lt;thought&gt;</textarea>" in text
    wrong = post(client, f"{where}/decide", reason="offers_service", **said | {"outcome": "benign"})
    assert wrong.status_code == 422
    assert 'value="offers_service" checked' in wrong.text
    post(client, f"{where}/release")
    gone = post(client, f"{where}/decide", reason="offers_service", **said)
    assert gone.status_code == 409
    assert "an hour of &lt;thought&gt;" in gone.text, "to be copied before it is gone"
    assert "<textarea" not in gone.text


def test_a_refused_step_is_read_again_where_its_form_was(house: FastAPI, alert_id: str) -> None:
    client, where = as_persona(house, "analyst"), f"/console/alerts/{alert_id}"
    post(client, f"{where}/take")
    origin = house.state.services.settings.origin
    client.headers["referer"] = f"{origin}{where}?done=taken&q=a%26b"
    text = post(client, f"{where}/decide", outcome="confirmed").text
    assert f'data-here="{where}?q=a%26b"' in text
    assert f'name="next" value="{where}?q=a%26b"' in text, "another language is shown there"
    client.headers["referer"] = "https://elsewhere.example/page"
    text = post(client, f"{where}/decide", outcome="confirmed").text
    assert "elsewhere" not in text


def test_who_looks_second_reads_who_asked_and_what_to_look_at(
    house: FastAPI, alert_id: str
) -> None:
    first, senior = as_persona(house, "analyst"), as_persona(house, "second-analyst")
    where = f"/console/alerts/{alert_id}"
    post(first, f"{where}/take")
    post(first, f"{where}/second-look", note=f"is <this> \u202enews? ask @{HANDLE}")
    assert "You had your part in it" in first.get(where).text
    assert "asks for a second look" in senior.get(where).text
    text = post(senior, f"{where}/take") and senior.get(where).text
    assert "Ana Analyst asks for a second look" in text
    assert "is &lt;this&gt; ·news?" in text, (
        "what turns characters round is seen, and turns nothing"
    )
    assert HANDLE not in text
    assert HANDLE in post(senior, f"{where}/unmask", reason="tie_accounts").text


def test_what_sleeps_or_was_assigned_stands_among_ones_own_and_can_be_woken(
    house: FastAPI, alert_id: str
) -> None:
    client, where = as_persona(house, "analyst"), f"/console/alerts/{alert_id}"
    assert alert_id not in client.get("/console/alerts?whose=mine").text
    post(client, f"{where}/take")
    assert alert_id in client.get("/console/alerts?whose=mine").text
    post(client, f"{where}/snooze", reason="awaits_growth", days="3")
    assert alert_id in client.get("/console/alerts?whose=mine").text
    assert "It sleeps until" in client.get(where).text
    assert f'action="{where}/take"' in client.get(where).text
    other = as_persona(house, "second-analyst")
    assert f'action="{where}/take"' not in other.get(where).text
    assert alert_id not in other.get("/console/alerts?whose=mine").text
    assert post(client, f"{where}/take").status_code == 303


def test_the_page_of_an_alert_says_in_whose_hands_it_is_and_leads_to_the_next(
    house: FastAPI, alert_id: str
) -> None:
    first, other = as_persona(house, "analyst"), as_persona(house, "second-analyst")
    where, following = f"/console/alerts/{alert_id}", 'action="/console/alerts/next"'
    assert following in other.get(where).text
    post(first, f"{where}/take")
    text = other.get(where).text
    assert "In the hands of Ana Analyst until" in text
    assert "Take the alert first" not in text
    assert following in text
    assert following not in first.get(where).text, "one alert at a time"
    post(first, f"{where}/decide", outcome="confirmed", reason="offers_service")
    text = first.get(where).text
    assert following in text
    assert "Ana Analyst, " in text, "a person's name, and no id"
