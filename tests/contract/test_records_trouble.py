"""When the database itself fails: a plain error, and neither half of anything is kept."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from tests.contract.intact import assert_intact
from tests.contract.postgres_server import PostgresServer
from tests.strategies.posts import NOON, post

from plainsight.app.detect.feed_item import FeedItem
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.errors import RecordsUnavailable
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.stores.records import SqlRecords

sqlite_only = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
postgres_only = pytest.mark.parametrize(
    "records_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


class Feed:
    """Posts of some length, without end in sight."""

    source = "f"
    assumed: dict[str, JsonValue] = {}  # noqa: RUF012

    def __iter__(self) -> Iterator[FeedItem]:
        return (post(number, text="x" * 2000) for number in range(5000))


@sqlite_only
def test_a_full_disk_is_said_and_leaves_whole_batches(
    records: SqlRecords, records_url: str
) -> None:
    @event.listens_for(records._engine, "connect")
    def shrink(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute("PRAGMA max_page_count = 400")

    records._engine.dispose()  # the connections made before do not know the limit
    with pytest.raises(RecordsUnavailable, match=r"full.*stored so far stays: run it again"):
        ingest_posts(records, Feed(), clock=lambda: NOON, batch_items_max=100)
    with records.read() as view:
        assert view.posts.count() > 0
        assert view.posts.count() % 100 == 0
        assert_intact(view)


@sqlite_only
def test_a_file_that_is_no_database_is_said(records: SqlRecords, tmp_path: Path) -> None:
    records.close()
    (tmp_path / "records.db").write_bytes(b"this is not a database" * 100)
    for leftover in tmp_path.glob("records.db-*"):
        leftover.unlink()
    with pytest.raises(RecordsUnavailable, match="not a database"), records.read():
        pass


@postgres_only
def test_a_connection_lost_in_the_middle_loses_the_whole_unit_and_nothing_else(
    records: SqlRecords, records_url: str, postgres: PostgresServer
) -> None:
    with records.begin() as unit:
        unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject="before", at=NOON))
    database = records_url.split("?")[0].rsplit("/", 1)[1]

    def lose() -> None:
        with records.begin() as unit:
            unit.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON)
            postgres.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{database}'"
            )
            unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject="ba_1", at=NOON))

    with pytest.raises(RecordsUnavailable):
        lose()
    with records.read() as view:
        assert [entry.subject for entry in view.audit.entries()] == ["before"]
        assert view.posts.count() == 0


def test_many_writers_leave_a_log_without_gap_or_fork(records: SqlRecords) -> None:
    """Sixteen threads on one set of records; each unit appends several entries."""
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for turn in range(6):
                with records.begin() as unit:
                    for part in range(3):
                        subject = f"{name}.{turn}.{part}"
                        unit.record(Fact(tag=AuditTag.ALERT_REVISED, subject=subject, at=NOON))
                first, *_, last = unit.entries
                assert last.index == first.index + 2
        except BaseException as failed:
            failures.append(failed)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with records.read() as view:
        assert_intact(view)
        subjects = [entry.subject for entry in view.audit.entries()]
    assert len(subjects) == len(set(subjects)) == 16 * 6 * 3
    # The three entries of a unit stand together: nothing else came between them.
    assert all(
        subjects[place].rsplit(".", 1)[0] == subjects[place - place % 3].rsplit(".", 1)[0]
        for place in range(len(subjects))
    )


def test_a_reader_never_waits_for_a_writer(records: SqlRecords) -> None:
    with records.begin() as unit:
        unit.posts.keep([post(1)], batch_id="ba_1", source="f", at=NOON)
        with records.read() as view:
            assert view.posts.count() == 0
    with records.read() as view:
        assert view.posts.count() == 1
