"""Alerts on both databases: one a campaign, every version kept, the queue in order."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.strategies.posts import NOON

from plainsight.app.stored import AlertChange, AlertState, RaisedAlert, StoredAlert
from plainsight.errors import BadValue
from plainsight.model.fact import JsonValue
from plainsight.stores.records import SqlRecords, open_records


def campaign(key: str, *, score: int = 500, **finding: JsonValue) -> RaisedAlert:
    return RaisedAlert(
        kind="posts", campaign_key=key, score_permille=score, typology_ids=("T03",), finding=finding
    )


def put(
    records: SqlRecords, *campaigns: RaisedAlert, days: int = 0
) -> list[tuple[AlertChange, StoredAlert]]:
    with records.begin() as unit:
        ids = [unit.new_id("al") for _ in campaigns]
        return list(unit.alerts.put(campaigns, new_ids=ids, at=NOON + timedelta(days=days)))


def test_a_campaign_raises_one_alert_however_often_it_is_found(records: SqlRecords) -> None:
    ((first, raised),) = put(records, campaign("k", posts=3))
    ((again, same),) = put(records, campaign("k", posts=3), days=1)
    assert (first, again) == (AlertChange.RAISED, AlertChange.UNCHANGED)
    assert same == raised
    with records.read() as view:
        assert view.alerts.count() == 1
        assert view.alerts.get(raised.alert_id) == raised


def test_a_campaign_that_grew_is_a_new_version_of_the_same_alert(records: SqlRecords) -> None:
    ((_, raised),) = put(records, campaign("k", posts=3))
    ((change, revised),) = put(records, campaign("k", score=700, posts=4), days=1)
    assert change is AlertChange.REVISED
    assert (revised.alert_id, revised.version) == (raised.alert_id, 2)
    assert (revised.created_at, revised.revised_at) == (NOON, NOON + timedelta(days=1))
    with records.read() as view:
        assert view.alerts.versions(raised.alert_id) == (raised, revised)
        assert view.alerts.get(raised.alert_id) == revised


def test_answers_come_in_the_order_of_the_campaigns_given(records: SqlRecords) -> None:
    put(records, campaign("m"))
    answers = put(records, campaign("z"), campaign("m"), campaign("a"))
    assert [alert.campaign_key for _, alert in answers] == ["z", "m", "a"]
    assert [str(change) for change, _ in answers] == ["raised", "unchanged", "raised"]


def test_one_campaign_twice_in_one_breath_is_refused(records: SqlRecords) -> None:
    with pytest.raises(BadValue, match="campaign_key"):
        put(records, campaign("k"), campaign("k"))


def test_a_finding_is_kept_as_it_is_whatever_characters_it_holds(records: SqlRecords) -> None:
    hostile: JsonValue = ["\x00", "\ud800", "换汇", 10**30, None, {"é": True}]
    ((_, raised),) = put(records, campaign("wx\x00:\ud800", excerpt=hostile))
    with records.read() as view:
        found = view.alerts.get(raised.alert_id)
    assert found is not None
    assert found.finding == {"excerpt": hostile}
    assert put(records, campaign("wx\x00:\ud800", excerpt=hostile))[0][0] is AlertChange.UNCHANGED


def test_the_queue_goes_by_score_then_age_and_pages_miss_nothing(records: SqlRecords) -> None:
    for day, score in enumerate([500, 900, 500, 100, 900, 500, 500]):
        put(records, campaign(f"late {day}", score=score), days=9 - day)
    put(records, *(campaign(f"same {n}", score=500) for n in range(5)))
    with records.read() as view:
        whole = view.alerts.queue()
        pages: list[StoredAlert] = []
        while page := view.alerts.queue(count_max=2, after=pages[-1] if pages else None):
            pages += page
    assert pages == list(whole)
    order = [(-alert.score_permille, alert.created_at, alert.alert_id) for alert in whole]
    assert order == sorted(order)
    assert len(whole) == 12


def test_alerts_are_counted_by_state(records: SqlRecords) -> None:
    put(records, campaign("a"), campaign("b"))
    with records.read() as view:
        assert view.alerts.count(state=AlertState.OPEN) == 2
        assert view.alerts.count(state=AlertState.CLOSED) == 0
        assert view.alerts.queue(state=AlertState.CLOSED) == ()


def test_an_alert_that_does_not_exist_is_not_found(records: SqlRecords) -> None:
    with records.read() as view:
        assert view.alerts.get("al_none") is None
        assert view.alerts.versions("al_none") == ()


def test_more_campaigns_than_one_statement_takes_are_all_stored(records: SqlRecords) -> None:
    answers = put(records, *(campaign(f"k{n}") for n in range(1200)))
    assert {change for change, _ in answers} == {AlertChange.RAISED}
    grown = put(records, *(campaign(f"k{n}", score=n % 2 * 100 + 500) for n in range(1200)))
    assert sum(change is AlertChange.REVISED for change, _ in grown) == 600


def test_finders_that_race_over_one_campaign_raise_one_alert(
    records: SqlRecords, records_url: str
) -> None:
    def work(turn: int) -> list[AlertChange]:
        own = open_records(records_url, salts=secrets.token_bytes)
        keys = ["a", "b", "c"] if turn % 2 else ["c", "b", "a"]
        done = put(own, *(campaign(key, turn=turn) for key in keys))
        own.close()
        return [change for change, _ in done]

    with ThreadPoolExecutor(8) as pool:
        changes = [change for done in pool.map(work, range(8)) for change in done]
    assert changes.count(AlertChange.RAISED) == 3
    assert changes.count(AlertChange.REVISED) == 21
    with records.read() as view:
        assert [alert.version for alert in view.alerts.queue()] == [8, 8, 8]
        for alert in view.alerts.queue():
            versions = [each.version for each in view.alerts.versions(alert.alert_id)]
            assert versions == list(range(1, 9))
