"""Ingest: from a file of posts to stored posts with their entries, on both databases."""

import json
import random
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.contract.postgres_server import find_binaries, postgres_server

from bench.row import Row
from bench.timing import median_seconds, peak_mebibytes
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.app.detect.raise_alerts import raise_alerts
from plainsight.feeds.posts.file import open_posts
from plainsight.model.fact import AuditTag, Fact
from plainsight.stores.records import SqlRecords, open_records

AREA = "ingest"
POSTS = 100_000
ALERTS = 100_000
NOW = datetime(2026, 3, 1, tzinfo=UTC)
RUNS = 3

_MEMORY = """
import secrets, sys
from datetime import UTC, datetime
from pathlib import Path
from plainsight.app.detect.ingest_posts import ingest_posts
from plainsight.feeds.posts.file import open_posts
from plainsight.stores.records import open_records
records = open_records(sys.argv[2], salts=secrets.token_bytes)
with open_posts(Path(sys.argv[1])) as feed:
    ingest_posts(records, feed, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
"""


def run() -> list[Row]:
    """Measure reading, storing, storing again, one append, and the queue over many alerts."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        paths = write_posts(folder)
        rows = [_reading(path) for path in paths]
        fresh = partial(_sqlite_url, folder, count())
        rows += _storing("SQLite", paths[0], fresh, peer=_bare_seconds(paths[0], folder))
        rows.append(_memory(folder, paths[0]))
        server = stack.enter_context(_postgres())
        if server is None:
            rows.append(Row(area=AREA, what="PostgreSQL", value=0, unit="", note="not installed"))
        else:
            rows += _storing("PostgreSQL", paths[0], server, peer=None)
        return rows


def write_posts(folder: Path) -> list[Path]:
    """The same ordinary posts in each form; mean 40 characters, one in ten private."""
    draw = random.Random(2)
    words = ["hello", "换汇", "今天", "precio", "the", "天气", "market", "gracias", "ok", "好"]
    posts = [
        {
            "post_id": f"p{number}",
            "account_id": f"account-{draw.randrange(POSTS // 10)}",
            "surface": f"group-{draw.randrange(500)}",
            "visibility": "private" if draw.random() < 0.1 else "public",
            "posted_at": NOW.replace(second=number % 60).isoformat(),
            "text": " ".join(draw.choices(words, k=draw.randrange(2, 16))),
        }
        for number in range(POSTS)
    ]
    paths = [folder / f"posts.{ending}" for ending in ("jsonl", "csv", "parquet")]
    paths[0].write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in posts))
    rows = [",".join(posts[0]), *(",".join(post.values()) for post in posts)]
    paths[1].write_text("\n".join(rows))
    pq.write_table(pa.Table.from_pylist(posts), paths[2])
    return paths


def _reading(path: Path) -> Row:
    def read() -> None:
        with open_posts(path) as feed:
            for _ in feed:
                pass

    seconds = median_seconds(read, runs=RUNS)
    return _row(f"read {path.suffix[1:]} into posts", POSTS / seconds, "records/s")


def _storing(
    name: str, path: Path, fresh: Callable[[], str], *, peer: float | None
) -> Iterator[Row]:
    opened: list[SqlRecords] = []

    def first() -> None:
        opened.append(open_records(fresh(), salts=secrets.token_bytes))
        _ingest(opened[-1], path)

    rate = POSTS / median_seconds(first, runs=RUNS, warmup=0)
    yield Row(
        area=AREA,
        what=f"{name}: JSON lines to stored posts with entries",
        value=rate,
        unit="records/s",
        target=">= 20,000",
        is_met=rate >= 20_000,
        peer="" if peer is None else "bare json + executemany",
        ratio=None if peer is None else rate * peer / POSTS,
    )
    records = opened[-1]
    again = POSTS / median_seconds(lambda: _ingest(records, path), runs=RUNS, warmup=0)
    yield _row(f"{name}: the same file again", again, "records/s")
    yield _row(f"{name}: one unit with one entry", _append_millis(records), "ms")
    _fill_alerts(records)
    queue = median_seconds(lambda: _queue(records)) * 1000
    yield _row(f"{name}: queue page of 50 among {ALERTS:,} alerts", queue, "ms")
    for each in opened:
        each.close()


def _ingest(records: SqlRecords, path: Path) -> None:
    with open_posts(path) as feed:
        ingest_posts(records, feed, clock=lambda: NOW)


def _append_millis(records: SqlRecords) -> float:
    def append() -> None:
        with records.begin() as unit:
            fact = Fact(tag=AuditTag.LOG_OPENED, subject="bench", at=NOW, personal={"who": "x"})
            unit.record(fact)

    return median_seconds(append, runs=101) * 1000


def _fill_alerts(records: SqlRecords) -> None:
    draw = random.Random(3)
    for start in range(0, ALERTS, 5_000):
        with records.begin() as unit:
            raise_alerts(
                unit,
                [
                    {
                        "campaign_key": f"campaign {number}",
                        "kind": "posts",
                        "score_permille": draw.randrange(1000),
                        "typology_ids": ["T03"],
                        "finding": {"post_count": 3, "contacts": ["wx"]},
                    }
                    for number in range(start, start + 5_000)
                ],
                now=NOW,
            )


def _queue(records: SqlRecords) -> None:
    with records.read() as view:
        page = view.alerts.queue()
        view.alerts.queue(after=page[-1])


def _memory(folder: Path, path: Path) -> Row:
    url = f"sqlite:///{folder / 'memory.db'}"
    return _row("peak memory of an ingest", peak_mebibytes(_MEMORY, str(path), url), "MiB")


def _bare_seconds(path: Path, folder: Path) -> float:
    """The least that storing the file can take: no label, no digest, no log, no transaction log."""
    numbers = count()

    def store() -> None:
        with path.open() as lines, sqlite3.connect(folder / f"bare{next(numbers)}.db") as bare:
            bare.execute(
                "CREATE TABLE posts (post_id, account_id, surface, visibility, posted_at, text, "
                "PRIMARY KEY (surface, post_id))"
            )
            values = (tuple(json.loads(line).values()) for line in lines)
            bare.executemany("INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?)", values)

    return median_seconds(store, runs=RUNS)


def _sqlite_url(folder: Path, numbers: Iterator[int]) -> str:
    return f"sqlite:///{folder / f'records{next(numbers)}.db'}"


@contextmanager
def _postgres() -> Iterator[Callable[[], str] | None]:
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with postgres_server(binaries) as server, ExitStack() as databases:
        yield lambda: server.url(databases.enter_context(server.database(is_migrated=False)))


def _row(what: str, value: float, unit: str) -> Row:
    return Row(area=AREA, what=what, value=value, unit=unit)
