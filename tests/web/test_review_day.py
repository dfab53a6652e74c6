"""A reviewer's long day: wrong clicks, two tabs, two people, and what a refusal leaves behind."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI
from tests.strategies.casework import campaign, raised
from tests.web.browsing import as_persona, post

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
