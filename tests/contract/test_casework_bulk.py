"""What a page asks for many at once is what it would find one by one, on both databases."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.strategies.casework import (
    ANN,
    BEN,
    DAY,
    HOUR,
    NOON,
    SOL,
    campaign,
    decided,
    policy,
    policy_with_sample,
    post_campaign,
    raised,
)

from plainsight.app.casework.list_queue import count_queue, list_queue, search_alerts
from plainsight.app.casework.stored import QueueFilter, QueueMark
from plainsight.app.casework.take_alert import assign_alert, snooze_alert, take_alert
from plainsight.casework.decision import Outcome
from plainsight.stores.casework import search as casework_search
from plainsight.stores.records import SqlRecords

HOSTILE = ("k'--", "Жé😀", '{"a":1}', "换汇,{}", "\\N\t")
WORDS = ("cash", "wire", "usdt", "acc")


def test_alerts_looked_up_together_are_those_looked_up_alone(records: SqlRecords) -> None:
    alert_ids = raised(records, *(campaign(key, accounts=[key]) for key in HOSTILE))
    with records.read() as view:
        found = view.alerts.find([*alert_ids, "al_none", alert_ids[0]])
        assert found == {alert_id: view.alerts.get(alert_id) for alert_id in alert_ids}
        assert view.alerts.find([]) == {}
        for key, alert_id in zip(HOSTILE, alert_ids, strict=True):
            assert view.casework.queue.account_ids(alert_id) == (key,)


def test_posts_looked_up_together_end_in_their_newest_revisions(records: SqlRecords) -> None:
    for text in ("first", "second"):
        raised(records, post_campaign(records, "k1", text=text))
    raised(records, post_campaign(records, "k2", text="other"))
    with records.read() as view:
        stored = view.posts.after()
        places = [(each.post.surface, each.post.post_id) for each in stored]
        found = view.posts.revisions_of([*places, ("nowhere", "p"), ("\x00", "p")])
        assert set(found) == set(places)
        for (surface, post_id), held in found.items():
            assert held[-1] == view.posts.latest(surface=surface, post_id=post_id)


def test_the_queue_is_counted_no_further_than_asked(records: SqlRecords) -> None:
    first, second, third, *_ = raised(records, *(campaign(f"k{n}") for n in range(9)))
    take_alert(records, first, actor=ANN, policy=policy(), now=NOON)
    snooze_alert(
        records, first, until=NOON + DAY, reason_id="awaits_records", actor=ANN,
        policy=policy(), now=NOON,
    )  # fmt: skip
    take_alert(records, second, actor=BEN, policy=policy(), now=NOON)
    decided(records, third, Outcome.BENIGN)
    whole = count_queue(records, actor=ANN, now=NOON)
    assert whole.open_count == 8
    assert whole.available_count == 6
    assert (whole.held_count, whole.decided_count, whole.overdue_count) == (1, 1, 0)
    assert count_queue(records, count_max=100, actor=ANN, now=NOON) == whole
    some = count_queue(records, count_max=4, actor=ANN, now=NOON)
    assert (some.open_count, some.available_count, some.held_count) == (5, 5, 1)
    late = count_queue(records, count_max=4, actor=ANN, now=NOON + 30 * DAY)
    assert (late.overdue_count, late.held_count) == (5, 0)


def test_the_queue_counts_for_each_what_it_lists_for_them(records: SqlRecords) -> None:
    first, *_ = raised(records, *(campaign(f"k{n}") for n in range(3)))
    decided(records, first, Outcome.BENIGN, at=NOON, under=policy_with_sample())
    free = QueueFilter(is_available=True)
    for staff, waiting in ((ANN, 2), (BEN, 3)):
        page = list_queue(records, wanted=free, actor=staff, now=NOON + HOUR)
        counts = count_queue(records, actor=staff, now=NOON + HOUR)
        assert counts.available_count == counts.open_count == len(page.reviews) == waiting


def test_what_is_assigned_and_in_hand_counts_once(records: SqlRecords) -> None:
    both, given, taken, too = raised(records, *(campaign(f"k{n}") for n in range(4)))
    for alert_id in (both, given):
        assign_alert(records, alert_id, to=ANN, actor=SOL, policy=policy(), now=NOON)
    for alert_id in (both, taken, too):
        take_alert(records, alert_id, actor=ANN, policy=policy(), now=NOON)
    with records.read() as view:
        assert view.casework.queue.held_count("ann", now=NOON) == 4
        assert view.casework.queue.held_count("ann", now=NOON + DAY) == 2  # leases are over
        assert view.casework.queue.held_count("ben", now=NOON) == 0


@pytest.mark.parametrize("window", [1, 6, 1_000])
def test_common_words_find_what_rare_words_would(
    records: SqlRecords, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = random.Random(7)
    held = {}
    for number in range(40):
        words = tuple(word for word in WORDS if drawn.random() < 0.5)
        told = campaign(
            f"k{number}", score=drawn.randrange(1_000), accounts=[f"{w}.x{number}" for w in words]
        )
        (alert_id,) = raised(records, told, at=NOON + number * timedelta(hours=1))
        held[alert_id] = words
    for query in ("cash", "cash wire", "cash wire usdt", "wire acc", "usdt acc cash wire"):
        monkeypatch.setattr(casework_search, "COMMON_MIN", 10_000)
        rare = pages(records, query)
        monkeypatch.setattr(casework_search, "COMMON_MIN", 1)
        monkeypatch.setattr(casework_search, "WINDOW", window)
        assert pages(records, query) == rare
        assert set(rare) == {a for a, words in held.items() if set(query.split()) <= set(words)}


def pages(records: SqlRecords, query: str) -> list[str]:
    """Every alert found, page by page."""
    found: list[str] = []
    mark: QueueMark | None = None
    while True:
        page = search_alerts(records, query, after=mark, count_max=3, actor=ANN, now=NOON + 3 * DAY)
        found += [review.alert_id for review in page.reviews]
        mark = page.next_mark
        if mark is None:
            return found


def count_statements(act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def test_raising_many_takes_no_more_statements_than_raising_few(records: SqlRecords) -> None:
    told = [post_campaign(records, f"k{n}", text=f"post {n}") for n in range(62)]
    few = count_statements(lambda: raised(records, *told[:2]))
    many = count_statements(lambda: raised(records, *told[2:]))
    assert many == few
