"""The review queue at 100,000 alerts: pages by key, taking, search, on both databases."""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.row import Row
from plainsight.app.casework.enqueue_alerts import enqueue_alerts
from plainsight.app.casework.list_queue import count_queue, list_queue, search_alerts
from plainsight.app.casework.stored import QueueFilter, QueueMark
from plainsight.app.casework.take_alert import release_alert, take_next
from plainsight.app.stored import RaisedAlert
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.role import Role, make_staff
from plainsight.stores.records import SqlRecords, open_records
from plainsight.web.i18n.speech import TALLY_MAX

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
ALERTS = 100_000
PAGE_MAX_MS = 150.0  # the console's p95 for a whole page
_CHUNK = 2_000
_RUNS = 40
ANA = make_staff("ana", Role.ANALYST)


def run() -> list[Row]:
    """Fill the queue and time what a console page asks of it: p95 of wall time, one user."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        rows += _measure(f"sqlite:///{Path(folder) / 'queue.db'}", "SQLite")
    with _postgres() as url:
        if url is None:
            rows.append(Row(area="casework", what="PostgreSQL", value=0, unit="not installed"))
        else:
            rows += _measure(url, "PostgreSQL")
    return rows


def _measure(url: str, database: str) -> Iterator[Row]:
    records = open_records(url, salts=secrets.token_bytes)
    started = time.process_time()
    _fill(records)
    yield _row(
        database, f"{ALERTS:,} alerts queued", ALERTS / (time.process_time() - started), "/s"
    )
    marks, policy = _marks(records), load_review_policy()
    steps: dict[str, Callable[[int], object]] = {
        "first page of 50": lambda _n: list_queue(records, actor=ANA, now=NOON),
        "page of 50 anywhere": lambda n: list_queue(
            records, after=marks[n % len(marks)], actor=ANA, now=NOON
        ),
        "page of one typology": lambda n: list_queue(
            records, wanted=QueueFilter(typology_id=f"T{n % 16 + 1:02}"), actor=ANA, now=NOON
        ),
        "take and give back": lambda _n: _take(records, policy),
        "search, rare word": lambda n: search_alerts(records, f"acc{n * 977}", actor=ANA, now=NOON),
        "search, two common words": lambda _n: search_alerts(
            records, "broker cash", actor=ANA, now=NOON
        ),
        "search, two common words never together": lambda _n: search_alerts(
            records, "wire cash", actor=ANA, now=NOON
        ),
        "numbers of the queue": lambda _n: count_queue(records, actor=ANA, now=NOON),
        "numbers as a page shows them": lambda _n: count_queue(
            records, count_max=TALLY_MAX, actor=ANA, now=NOON
        ),
    }
    for what, step in steps.items():
        yield _row(database, what, _p95_ms(step), "ms", target=PAGE_MAX_MS)
    records.close()


def _fill(records: SqlRecords) -> None:
    policy = load_review_policy().queue
    for first in range(0, ALERTS, _CHUNK):
        at = NOON - timedelta(minutes=first % 20_000)
        raised = [_alert(number) for number in range(first, first + _CHUNK)]
        with records.begin() as unit:
            ids = [unit.new_id("al") for _ in raised]
            done = unit.alerts.put(raised, new_ids=ids, at=at)
            placed = [
                (alert, [f"acc{number}", f"acc{number // 3}"])
                for number, (_, alert) in enumerate(done, start=first)
            ]
            enqueue_alerts(unit, placed, policy=policy, now=at)


def _alert(number: int) -> RaisedAlert:
    return RaisedAlert(
        kind="flow" if number % 5 == 0 else "posts",
        campaign_key=f"{number:016x}",
        score_permille=500 + number * 7_919 % 500,
        typology_ids=(f"T{number % 16 + 1:02}",),
        finding={
            "account_count": number % 90 + 1,
            "post_count": number % 400,
            "contacts": [f"phone:+1415555{number:05}"],
            "strongest": {"title": f"broker {'cash' if number % 2 else 'wire'} offer"},
        },
    )


def _marks(records: SqlRecords) -> list[QueueMark]:
    """Places all over the queue, as a person who pages far would reach them."""
    return [
        QueueMark(due_at=NOON + timedelta(hours=hours), alert_id="al_")
        for hours in range(-200, 300, 17)
    ]


def _take(records: SqlRecords, policy: ReviewPolicy) -> None:
    taken = take_next(records, actor=ANA, policy=policy, now=NOON)
    if taken is not None:
        release_alert(records, taken.alert_id, actor=ANA, now=NOON)


def _p95_ms(step: Callable[[int], object]) -> float:
    times = []
    for number in range(_RUNS):
        started = time.perf_counter()
        step(number)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def _row(database: str, what: str, value: float, unit: str, target: float | None = None) -> Row:
    return Row(
        area="casework",
        what=f"{database}: {what}",
        value=round(value, 2),
        unit=unit,
        target="" if target is None else f"p95 under {target:.0f} ms",
        is_met=None if target is None else value < target,
    )


@contextmanager
def _postgres() -> Iterator[str | None]:
    from tests.contract.postgres_server import find_binaries, postgres_server

    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with postgres_server(binaries) as server, server.database(is_migrated=False) as name:
        yield server.url(name)
