"""Two scans of one store at once: the older one never writes its counts over the newer one's."""

import secrets
from collections.abc import Iterator, Sequence
from threading import Event, Thread

import pytest
from tests.app.test_keep_campaigns import POLICY, Words, keep, scan
from tests.strategies.casework import NOON

from plainsight.app.detect.find_in_posts import find_in_posts
from plainsight.detect.examined import Examined
from plainsight.model.post import Post
from plainsight.stores.records import SqlRecords, open_records

LONG = 60  # seconds; only a failure waits so long


class Held(Words):
    """A scanner that is held back until somebody else waits for their turn."""

    def __init__(self, other: Thread, waits: Event) -> None:
        super().__init__()
        self._other, self._waits = other, waits

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        found = list(super().scan(posts))
        self._other.start()
        assert self._waits.wait(LONG), "the other scan went on beside this one"
        yield from found


def test_a_scan_waits_for_the_one_before_it_and_its_counts_stand(
    records: SqlRecords, records_url: str
) -> None:
    keep(records, "a")
    waits, counted = Event(), []

    def scan_later() -> None:
        # As another process: with records opened anew, after more posts came in.
        other = open_records(records_url, salts=secrets.token_bytes)
        keep(other, "a", "a")
        found = find_in_posts(
            other, Words(), policy=POLICY, versions=(), clock=lambda: NOON, on_wait=waits.set
        )
        counted.append(found.summary.post_count)
        other.close()

    later = Thread(target=scan_later)
    first = find_in_posts(
        records, Held(later, waits), policy=POLICY, versions=(), clock=lambda: NOON
    )
    later.join(LONG)
    assert (first.summary.post_count, counted) == (1, [3])
    with records.read() as view:
        (alert,) = view.alerts.queue(count_max=9)
        versions = [each.finding["post_count"] for each in view.alerts.versions(alert.alert_id)]
    assert sorted(map(int, map(str, versions))) == [1, 3]
    assert alert.finding["post_count"] == 3


def test_a_scan_that_breaks_off_gives_its_turn_back(records: SqlRecords) -> None:
    class Broken(Words):
        def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
            raise RuntimeError(len(posts))

    keep(records, "a")
    with pytest.raises(RuntimeError):
        scan(records, scanner=Broken())
    waited: list[bool] = []
    with records.scan_turn(on_wait=lambda: waited.append(True)):
        assert waited == []
    assert scan(records).raised == 1


def test_who_waits_is_told_and_writing_goes_on_meanwhile(
    records: SqlRecords, records_url: str
) -> None:
    waits, entered = Event(), Event()

    def second() -> None:
        other = open_records(records_url, salts=secrets.token_bytes)
        with other.scan_turn(on_wait=waits.set):
            entered.set()
        other.close()

    waiting = Thread(target=second)
    with records.scan_turn():
        waiting.start()
        assert waits.wait(LONG)
        assert not entered.is_set()
        keep(records, "a")  # a turn is no lock on the records
    waiting.join(LONG)
    assert entered.is_set()
