"""One campaign, one open alert: also when memory has no room for it, or a post joins two."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from tests.contract.intact import assert_intact
from tests.strategies.casework import ANN, BEN, DAY, NOON, decided, keep_post, policy

from plainsight.app.casework.list_queue import list_queue
from plainsight.app.casework.take_alert import release_alert, take_alert, take_next
from plainsight.app.detect import keep_campaigns as keep_campaigns_module
from plainsight.app.detect.find_in_posts import Found, find_in_posts
from plainsight.app.stored import AlertState, StoredAlert
from plainsight.casework.decision import Outcome
from plainsight.casework.review import Stand
from plainsight.detect.examined import Examined
from plainsight.detect.finding import Finding
from plainsight.detect.lexicon import Lexicon
from plainsight.detect.policy import make_policy
from plainsight.model.post import Post
from plainsight.prove.entry import Entry, parse_entry
from plainsight.stores.records import SqlRecords

POLICY = make_policy(Lexicon(terms=()), ())


class Words:
    """A scanner that finds something in every post, and takes its words for contacts."""

    def __init__(self, *, deaf_to: str = "\n") -> None:
        self._deaf_to = deaf_to

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        for post in posts:
            if self._deaf_to not in post.text:
                contacts = frozenset(f"phone:{word}" for word in post.text.split())
                unlike_any = sha256(post.post_id.encode()).hexdigest()
                yield post, Examined(findings=(FINDING,), contacts=contacts, template=unlike_any)


FINDING = Finding(
    typology_id="T01",
    typology_version=1,
    typology_title="Currency broker",
    policy_digest="d",
    score=0.8,
    threshold=0.5,
    flags=(),
    reasons=(),
)


def keep(records: SqlRecords, *texts: str) -> None:
    with records.read() as view:
        known = view.posts.count_revisions()
    for number, text in enumerate(texts, start=known):
        keep_post(records, f"p{number}", text, f"acc-{number}")


def scan(
    records: SqlRecords,
    *,
    campaigns_max: int = 100,
    at: datetime = NOON,
    scanner: Words | None = None,
) -> Found:
    return find_in_posts(
        records,
        scanner or Words(),
        policy=POLICY,
        versions=(),
        clock=lambda: at,
        campaigns_max=campaigns_max,
    )


def alerts(records: SqlRecords, state: AlertState = AlertState.OPEN) -> dict[str, StoredAlert]:
    """By the contacts of each."""
    with records.read() as view:
        assert_intact(view)
        found = view.alerts.queue(state=state, count_max=500)
    return {" ".join(map(str, _contacts(alert))): alert for alert in found}


def _contacts(alert: StoredAlert) -> list[str]:
    listed = alert.finding["contacts"]
    assert isinstance(listed, list)
    return [str(contact).removeprefix("phone:") for contact in listed]


def logged(records: SqlRecords, tag: str) -> list[Entry]:
    with records.read() as view:
        entries = [parse_entry(entry.canonical) for entry in view.audit.entries()]
    return [entry for entry in entries if entry.tag == tag]


@pytest.mark.parametrize("per_unit", [2, 500])
def test_campaigns_for_which_memory_has_no_room_raise_their_alerts(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch, per_unit: int
) -> None:
    monkeypatch.setattr(keep_campaigns_module, "ALERTS_PER_UNIT", per_unit)
    keep(records, *(f"c{number}" for number in range(7)), "c6")
    found = scan(records, campaigns_max=3)
    assert (found.raised, found.revised, found.unchanged) == (7, 0, 0)
    assert set(alerts(records)) == {f"c{number}" for number in range(7)}
    assert alerts(records)["c6"].finding["post_count"] == 2
    (entry,) = logged(records, "posts:scanned")
    assert entry.body["campaigns"] == 7
    again = scan(records, campaigns_max=3)
    assert (again.raised, again.revised, again.unchanged) == (0, 0, 7)


def test_one_that_comes_back_after_it_left_is_another_alert_and_stays_so(
    records: SqlRecords,
) -> None:
    keep(records, "a", "b", "a", "c")
    assert scan(records, campaigns_max=1).raised == 4
    keep(records, "d")
    again = scan(records, campaigns_max=1)
    assert (again.raised, again.revised, again.unchanged) == (1, 0, 4)


def test_a_later_post_that_joins_two_campaigns_leaves_one_open_alert(records: SqlRecords) -> None:
    keep(records, "one", "one", "two")
    scan(records)
    former = alerts(records)
    keep(records, "one two")
    found = scan(records, at=NOON + DAY)
    assert (found.raised, found.revised, found.unchanged, found.absorbed) == (0, 1, 0, 1)
    assert set(alerts(records)) == {"one two"}
    (closed,) = alerts(records, AlertState.CLOSED).values()
    assert closed.alert_id == former["two"].alert_id
    assert closed.finding == {
        **former["two"].finding, "standing": "absorbed", "into": former["one"].alert_id,
    }  # fmt: skip
    revised = [(entry.subject, entry.body) for entry in logged(records, "alert:revised")]
    assert revised[-1] == (
        closed.alert_id,
        {"version": 2, "kind": "posts", "absorbed_into": former["one"].alert_id},
    )
    page = list_queue(records, actor=ANN, now=NOON + DAY)
    assert [review.alert_id for review in page.reviews] == [former["one"].alert_id]
    quiet = scan(records, at=NOON + 2 * DAY)
    assert (quiet.raised, quiet.revised, quiet.unchanged, quiet.absorbed) == (0, 0, 1, 0)


def test_of_three_that_become_one_both_absorbed_name_the_one_that_is_open(
    records: SqlRecords,
) -> None:
    keep(records, "one", "two", "two", "three", "three", "three")
    scan(records)
    keep(records, "one two", "two three")
    assert scan(records).absorbed == 2
    (open_alert,) = alerts(records).values()
    into = {alert.finding["into"] for alert in alerts(records, AlertState.CLOSED).values()}
    assert into == {open_alert.alert_id}


def test_an_absorbed_alert_nobody_saw_brings_a_decided_one_back(records: SqlRecords) -> None:
    keep(records, "one", "one", "one", "two")
    scan(records)
    former = alerts(records)
    decided(records, former["one"].alert_id, Outcome.BENIGN, at=NOON)
    keep(records, "one two")
    scan(records, at=NOON + DAY)
    again = take_next(records, actor=BEN, policy=policy(), now=NOON + DAY)
    assert again is not None
    assert again.alert_id == former["one"].alert_id
    (entry,) = logged(records, "alert:reopened")
    assert entry.body["why"] == "joined"


def test_an_absorbed_alert_that_was_decided_keeps_its_outcome(records: SqlRecords) -> None:
    keep(records, "one", "one", "two")
    scan(records)
    former = alerts(records)
    decided(records, former["two"].alert_id, Outcome.CONFIRMED, at=NOON)
    keep(records, "one two")
    scan(records, at=NOON + DAY)
    with records.read() as view:
        review = view.casework.queue.get(former["two"].alert_id)
    assert (review.stand, review.outcome) == (Stand.DECIDED, Outcome.CONFIRMED)
    assert logged(records, "alert:reopened") == []


def test_whoever_works_on_an_absorbed_alert_keeps_it_until_they_give_it_back(
    records: SqlRecords,
) -> None:
    keep(records, "one", "one", "two")
    scan(records)
    alert_id = alerts(records)["two"].alert_id
    take_alert(records, alert_id, actor=ANN, policy=policy(), now=NOON)
    keep(records, "one two")
    scan(records, at=NOON + timedelta(minutes=1))
    with records.read() as view:
        assert view.casework.queue.get(alert_id).stand is Stand.TAKEN
    release_alert(records, alert_id, actor=ANN, now=NOON + timedelta(minutes=2))
    assert scan(records, at=NOON + timedelta(minutes=3)).absorbed == 1
    with records.read() as view:
        assert view.casework.queue.get(alert_id).stand is Stand.DECIDED
        assert len(view.alerts.versions(alert_id)) == 2


def test_campaigns_that_a_new_policy_takes_apart_await_a_person_again(records: SqlRecords) -> None:
    keep(records, "one", "one", "two", "one two")
    scan(records, scanner=Words(deaf_to="one two"))
    alert_id = alerts(records)["two"].alert_id
    scan(records)
    assert set(alerts(records)) == {"one two"}
    scan(records, scanner=Words(deaf_to="one two"), at=NOON + DAY)
    assert alerts(records)["two"].alert_id == alert_id
    assert "into" not in alerts(records)["two"].finding
    page = list_queue(records, actor=ANN, now=NOON + DAY)
    assert alert_id in [review.alert_id for review in page.reviews]


def test_a_finding_says_where_its_lists_are_bounded(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plainsight.detect.campaign.ACCOUNTS_MAX", 2)
    keep(records, "a", "a", "a", "a", "b")
    scan(records)
    assert alerts(records)["a"].finding["account_count"] == 2
    assert alerts(records)["a"].finding["accounts_beyond"] == 2
    assert "accounts_beyond" not in alerts(records)["b"].finding
