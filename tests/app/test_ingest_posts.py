"""Ingest: every record read is accounted for, in the answer and in the log."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.intact import assert_intact
from tests.strategies.posts import NOON, colliding_posts, post

from plainsight.app.detect import ingest_posts as module
from plainsight.app.detect.feed_item import FeedItem, QuarantinedRecord, RefusedItem, RefusedLabel
from plainsight.app.detect.ingest_posts import IngestCount, ingest_posts
from plainsight.model.fact import JsonValue
from plainsight.prove.entry import Entry, parse_entry
from plainsight.stores.records import SqlRecords


class Feed:
    """A feed of items held in a list."""

    def __init__(self, *items: FeedItem, assumed: Mapping[str, JsonValue] | None = None) -> None:
        self._items = items
        self.source = "posts.jsonl"
        self.assumed = assumed or {}

    def __iter__(self) -> Iterator[FeedItem]:
        return iter(self._items)


def refused(label: RefusedLabel = RefusedLabel.PRIVATE) -> RefusedItem:
    return RefusedItem(record="line 1", label=label)


def broken(number: int = 1, field: str = "text") -> QuarantinedRecord:
    return QuarantinedRecord(record=f"line {number}", field=field, mend="mend it", raw=b"raw")


def ingest(records: SqlRecords, *items: FeedItem, batch: int = 100) -> IngestCount:
    return ingest_posts(records, Feed(*items), clock=lambda: NOON, batch_items_max=batch)


def logged(records: SqlRecords) -> list[Entry]:
    with records.read() as view:
        return [parse_entry(entry.canonical) for entry in view.audit.entries()]


def test_each_kind_of_record_is_counted_and_logged(records: SqlRecords) -> None:
    count = ingest(
        records, post(1), post(1), post(2), refused(), refused(RefusedLabel.OTHER), broken()
    )
    assert count == IngestCount(ingested=2, duplicates=1, refused=2, quarantined=1)
    assert count.read == 6
    ingested, refusals, quarantined = logged(records)
    assert ingested.tag == "posts:ingested"
    assert ingested.body == {
        "source": "posts.jsonl",
        "ingested": 2,
        "revised": 0,
        "duplicates": 1,
        "ids_derived": 0,
        "assumed": {},
    }
    assert refusals.tag == "posts:refused"
    assert refusals.body == {
        "source": "posts.jsonl",
        "count": 2,
        "labels": {"private": 1, "other": 1},
    }
    assert quarantined.tag == "record:quarantined"
    assert quarantined.body == {"source": "posts.jsonl", "count": 1, "fields": {"text": 1}}
    assert ingested.subject == refusals.subject == quarantined.subject


def test_a_batch_of_refusals_alone_is_still_told(records: SqlRecords) -> None:
    ingest(records, refused(), refused())
    (entry,) = logged(records)
    assert (entry.tag, entry.body["count"]) == ("posts:refused", 2)


def test_an_empty_feed_leaves_no_trace(records: SqlRecords) -> None:
    assert ingest(records) == IngestCount()
    assert logged(records) == []


def test_reading_a_feed_again_changes_nothing_but_the_log(records: SqlRecords) -> None:
    items: list[FeedItem] = [post(1), post(2, text="a"), post(2, text="b"), broken(), refused()]
    first, again = ingest(records, *items), ingest(records, *items)
    assert (first.ingested, first.revised) == (3, 1)
    assert (again.ingested, again.duplicates, again.quarantined) == (0, 3, 1)
    with records.read() as view:
        assert view.posts.count_revisions() == 3
        assert view.quarantine.count() == 1
        assert_intact(view)


def test_each_batch_is_one_transaction_with_its_own_time(records: SqlRecords) -> None:
    times = iter(NOON + timedelta(minutes=minute) for minute in range(10))
    told: list[IngestCount] = []
    ingest_posts(
        records,
        Feed(*(post(number) for number in range(5))),
        clock=lambda: next(times),
        batch_items_max=2,
        on_batch=told.append,
    )
    assert [count.ingested for count in told] == [2, 4, 5]
    assert [entry.at.minute for entry in logged(records)] == [0, 1, 2]
    assert len({entry.subject for entry in logged(records)}) == 3


def test_a_batch_of_long_texts_is_closed_early(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_CHARS_MAX", 10)
    ingest(records, post(1, text="x" * 10), post(2, text="x"), broken(), broken(2), broken(3))
    assert [entry.tag for entry in logged(records)] == [
        "posts:ingested",
        "posts:ingested",
        "record:quarantined",
    ]


def test_a_feed_that_breaks_off_keeps_the_batches_that_were_complete(records: SqlRecords) -> None:
    class Breaking(Feed):
        def __iter__(self) -> Iterator[FeedItem]:
            yield from (post(1), post(2), post(3))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ingest_posts(records, Breaking(), clock=lambda: NOON, batch_items_max=2)
    with records.read() as view:
        assert view.posts.count() == 2
        assert_intact(view)


def test_what_was_assumed_stands_in_every_entry(records: SqlRecords) -> None:
    feed = Feed(post(1), assumed={"visibility": "public"})
    ingest_posts(records, feed, clock=lambda: NOON)
    assert logged(records)[0].body["assumed"] == {"visibility": "public"}


def test_derived_ids_are_counted(records: SqlRecords) -> None:
    derived = post(1)
    object.__setattr__(derived, "post_id", "derived:abc")
    assert ingest(records, derived, post(2)).ids_derived == 1
    assert logged(records)[0].body["ids_derived"] == 1


def test_no_text_and_no_account_reaches_the_log(records: SqlRecords) -> None:
    ingest(records, post(1, text="TOP SECRET", account="marta"), broken(), refused())
    with records.read() as view:
        whole = b"".join(entry.canonical for entry in view.audit.entries())
    for personal in (b"SECRET", b"marta", b"raw", b"p1"):
        assert personal not in whole


items = st.one_of(
    colliding_posts(),
    st.builds(refused, st.sampled_from(RefusedLabel)),
    st.builds(broken, st.integers(1, 3), st.sampled_from(["text", "json"])),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_items=st.lists(items, max_size=20), batch=st.integers(1, 8))
def test_nothing_is_lost_in_any_mixture(
    records: SqlRecords, given_items: list[FeedItem], batch: int
) -> None:
    before = _held(records)
    count = ingest(records, *given_items, batch=batch)
    assert count.read == len(given_items)
    assert count.refused == sum(isinstance(item, RefusedItem) for item in given_items)
    assert count.quarantined == sum(isinstance(item, QuarantinedRecord) for item in given_items)
    assert _held(records) - before == count.ingested
    with records.read() as view:
        assert_intact(view)


def _held(records: SqlRecords) -> int:
    with records.read() as view:
        return view.posts.count_revisions()
