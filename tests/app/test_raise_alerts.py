"""Alerts: one for each campaign, told to the log, its people only as commitments."""

from datetime import timedelta

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.posts import NOON

from plainsight.app.detect.raise_alerts import ACCOUNTS_COMMITTED_MAX, AlertsRaised, raise_alerts
from plainsight.errors import BadValue
from plainsight.model.fact import JsonValue
from plainsight.prove.entry import Entry, parse_entry
from plainsight.stores.records import SqlRecords

Campaign = dict[str, JsonValue]


def campaign(key: str = "wechat:bluesky88", **changed: JsonValue) -> Campaign:
    given: Campaign = {
        "campaign_key": key,
        "kind": "posts",
        "score_permille": 930,
        "typology_ids": ["T03", "T07"],
        "account_ids": ["marta", "luis", "marta"],
        "finding": {"post_count": 3},
    }
    return given | changed


def store(records: SqlRecords, *campaigns: Campaign, days: int = 0) -> AlertsRaised:
    with records.begin() as unit:
        return raise_alerts(unit, campaigns, now=NOON + timedelta(days=days))


def logged(records: SqlRecords) -> list[Entry]:
    with records.read() as view:
        assert_intact(view)
        return [parse_entry(entry.canonical) for entry in view.audit.entries()]


def test_a_new_campaign_raises_an_alert_and_the_log_tells_of_it(records: SqlRecords) -> None:
    (alert,) = store(records, campaign()).raised
    (entry,) = logged(records)
    assert (entry.tag, entry.subject, entry.at) == ("alert:raised", alert.alert_id, NOON)
    assert entry.body == {
        "version": 1,
        "kind": "posts",
        "score_permille": 930,
        "typology_ids": ["T03", "T07"],
        "account_count": 2,
    }
    assert set(entry.commitments) == {"account_1", "account_2"}


def test_neither_accounts_nor_contacts_stand_in_the_log(records: SqlRecords) -> None:
    (alert,) = store(records, campaign()).raised
    with records.read() as view:
        (entry,) = view.audit.entries()
    for personal in (b"marta", b"luis", b"bluesky88"):
        assert personal not in entry.canonical
    assert "bluesky88" not in alert.alert_id


def test_a_campaign_seen_again_unchanged_says_nothing(records: SqlRecords) -> None:
    store(records, campaign())
    again = store(records, campaign(), days=1)
    assert (len(again.raised), len(again.revised), len(again.unchanged)) == (0, 0, 1)
    assert len(logged(records)) == 1


def test_a_campaign_that_grew_revises_its_alert(records: SqlRecords) -> None:
    (alert,) = store(records, campaign()).raised
    grown = campaign(finding={"post_count": 4}, account_ids=["marta", "luis", "wang"])
    (revised,) = store(records, grown, campaign("another"), days=1).revised
    assert (revised.alert_id, revised.version) == (alert.alert_id, 2)
    _, first, second = logged(records)
    assert (first.tag, first.subject, first.body["version"]) == ("alert:revised", alert.alert_id, 2)
    assert second.tag == "alert:raised"


def test_accounts_of_a_large_campaign_are_counted_in_full_and_committed_up_to_a_limit(
    records: SqlRecords,
) -> None:
    many: list[JsonValue] = [f"account {number}" for number in range(1000)]
    store(records, campaign(account_ids=many))
    (entry,) = logged(records)
    assert entry.body["account_count"] == 1000
    assert len(entry.commitments) == ACCOUNTS_COMMITTED_MAX


def test_the_alerts_about_a_person_are_found_by_opening_and_forgotten_by_erasing(
    records: SqlRecords,
) -> None:
    (alert,) = store(records, campaign()).raised
    with records.begin() as unit:
        (opening,) = unit.audit.opened_by("luis")
        assert logged(records)[opening.index].subject == alert.alert_id
        unit.audit.erase_openings("luis")
    with records.read() as view:
        assert view.audit.opened_by("luis") == ()
        assert len(view.audit.opened_by("marta")) == 1


def test_no_campaigns_raise_nothing(records: SqlRecords) -> None:
    assert store(records) == AlertsRaised(raised=(), revised=(), unchanged=())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("campaign_key", ""),
        ("campaign_key", None),
        ("kind", 7),
        ("score_permille", -1),
        ("score_permille", 1001),
        ("score_permille", True),
        ("score_permille", "high"),
        ("typology_ids", "T03"),
        ("typology_ids", [3]),
        ("account_ids", [""]),
        ("finding", "text"),
        ("finding", None),
    ],
)
def test_a_campaign_that_is_none_is_refused_by_field_and_nothing_is_stored(
    records: SqlRecords, field: str, value: JsonValue
) -> None:
    with pytest.raises(BadValue) as refused:
        store(records, campaign("good"), campaign("bad") | {field: value})
    assert refused.value.field == field
    assert logged(records) == []
