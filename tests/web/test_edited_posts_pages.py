"""A post that was edited: shown and marked as it was judged, beside what was made of it later."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI
from tests.web.browsing import page
from tests.web.crew_alert import HANDLE, campaign, keep_wording

from plainsight.app.casework.work_case import open_case
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.model.fact import JsonValue
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords


def test_a_post_edited_since_is_shown_and_marked_as_it_was_judged_beside_what_it_read_later(
    house: FastAPI, web_records: SqlRecords, alert_id: str, clock: Callable[[], datetime]
) -> None:
    where = f"/console/alerts/{alert_id}"
    marked = '<mark class="service" id="m1" title="offers a crew">车队接料<sup>1</sup></mark>'
    assert "Edited since" not in page(house, "analyst", where)
    keep_wording(
        web_records, f"今天天气很好，我们去公园散步，晚上吃火锅，明天继续 @{HANDLE}", clock()
    )
    text = page(house, "analyst", where)
    assert marked in text
    assert text.count("<mark") == 2
    assert "Edited since. A later wording:" in text
    assert "今天天气很好" in text
    assert HANDLE not in text, "nobody can be reached from the later wording either"
    assert "The record does not say which wording was judged" in text, "as it is an old one"
    keep_wording(web_records, "", clock())
    text = page(house, "analyst", where)
    assert marked in text
    assert "A later wording has no words left" in text


def test_a_finding_that_no_wording_kept_fits_marks_nothing_and_says_so(
    house: FastAPI, web_records: SqlRecords, clock: Callable[[], datetime]
) -> None:
    keep_wording(web_records, "已删", clock())
    with web_records.begin() as unit:
        (raised,) = raise_alerts(unit, [campaign()], now=clock()).raised
    text = page(house, "analyst", f"/console/alerts/{raised.alert_id}")
    assert "<mark" not in text
    assert "已删" in text
    assert "does not stand in this text" in text
    assert HANDLE not in text


def test_copies_are_shown_as_they_were_found_wherever_they_stand(
    house: FastAPI, web_records: SqlRecords, alert_id: str, clock: Callable[[], datetime]
) -> None:
    keep_wording(web_records, "换成别的话", clock(), surface="elsewhere")
    keep_wording(web_records, "明天继续散步", clock(), surface="elsewhere")
    data = campaign()
    finding = data["finding"]
    assert isinstance(finding, dict)
    places: list[JsonValue] = [
        {"surface": "forum", "post_id": "p1", "revision": 1},
        {"surface": "elsewhere", "post_id": "p1", "revision": 1},
    ]
    with web_records.begin() as unit:
        changed = data | {"finding": finding | {"posts": places, "post_count": 2}}
        assert raise_alerts(unit, [changed], now=clock()).revised
    text = page(house, "analyst", f"/console/alerts/{alert_id}")
    assert '<div class="snip" lang="und">换成别的话</div>' in text
    assert "明天继续散步" in text
    assert '<div class="soft small">elsewhere</div>' in text


def test_a_case_shows_a_post_as_it_was_judged_and_what_it_read_later(
    house: FastAPI, web_records: SqlRecords, alert_id: str, clock: Callable[[], datetime]
) -> None:
    opened = open_case(
        web_records,
        "A crew",
        alert_ids=[alert_id],
        actor=make_staff("ana", Role.ANALYST),
        now=clock(),
    )
    where = f"/console/cases/{opened.reference}"
    assert "Edited since" not in page(house, "analyst", where)
    keep_wording(web_records, f"今天散步 <i> @{HANDLE}", clock())
    text = page(house, "analyst", where)
    assert "车队接料" in text
    assert "Edited since. A later wording:" in text
    assert "今天散步 &lt;i&gt; •••" in text
    assert HANDLE not in text
