"""The web door under load: pages of the console, bulk ingest through the API, and kill -9.

Everything runs on one machine: the database, the server's processes and the load itself share its
cores, so the server has less than all of them. The database waits for the disk at every commit.
`bench.web_users` says what a user is.
"""

import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.contract.postgres_server import DURABLE, find_binaries, postgres_server

from bench.ingest import write_posts
from bench.row import Row
from bench.web_load import fill, sign_in
from bench.web_senders import Senders, send, token
from bench.web_server import serving
from bench.web_users import AGENT, Load, browse
from bench.web_verdicts import take_book, verdicts
from plainsight.prove.entry import parse_entry
from plainsight.prove.tree import leaf_hash, root_of
from plainsight.stores.records import SqlRecords, open_records

AREA = "web"
ALERTS = 100_000
CASES = 10_000
USERS = 50
SECONDS = 20.0
WARM_SECONDS = 8.0  # until every process has met every page
WORKERS = 2
PAGE_TARGET = 0.150
INGEST_TARGET = 20_000
THINK = 1.0  # seconds on average; people who read a page take longer
SENDERS = 2
CALL_POSTS = 2_000
CALLS_BEFORE_KILL = 10


def run() -> list[Row]:
    """Fill PostgreSQL, serve it, browse it as 50 people, send posts, kill it."""
    binaries = find_binaries()
    if binaries is None:
        return [Row(area=AREA, what="PostgreSQL", value=0, unit="", note="not installed")]
    with (
        tempfile.TemporaryDirectory() as name,
        postgres_server(binaries, settings=DURABLE) as server,
        server.database(is_migrated=False) as database,
    ):
        url = server.url(database)
        records = open_records(url, salts=secrets.token_bytes)
        began = time.perf_counter()
        pages = fill(records, alerts=ALERTS, cases=CASES)
        rows = [_filled(time.perf_counter() - began)]
        server.run("VACUUM ANALYZE", database=database)
        cookies = sign_in(records, users=USERS, agent=AGENT)
        book = take_book(Path(name) / "book")
        with serving(url, workers=WORKERS, book=book) as served:
            rows += _browsing(served.port, pages, cookies)
            rows += verdicts(served.port, records, area=AREA)
            rows += _asking(served.port, records, pages, cookies)
            rows += _sending(served.port, records, Path(name))
            rows += _both(served.port, records, Path(name), pages, cookies)
        rows += _killed(url, records)
        records.close()
    return rows


def _filled(seconds: float) -> Row:
    return Row(
        area=AREA,
        what="alerts raised and queued, cases opened, PostgreSQL",
        value=(ALERTS + CASES) / seconds,
        unit="/s",
        note=f"{ALERTS:,} alerts, {CASES:,} cases in {seconds:.0f} s, all entries logged",
    )


def _browsing(port: int, pages: list[tuple[str, str]], cookies: list[str]) -> Iterator[Row]:
    asyncio.run(browse(port, pages, cookies, seconds=WARM_SECONDS, think=0))
    for think in (5 * THINK, THINK, 0.0):
        load = asyncio.run(browse(port, pages, cookies, seconds=SECONDS, think=think))
        says = f"thinking {think:g} s" if think else "never thinking"
        yield _pages(f"console pages, {USERS} users {says}: p95", load, has_target=think > 0)


def _pages(what: str, load: Load, *, has_target: bool) -> Row:
    slowest = max(load.by_kind(0.95).items(), key=lambda each: each[1])
    return Row(
        area=AREA,
        what=what,
        value=load.at(0.95) * 1000,
        unit="ms",
        target="< 150" if has_target else "",
        is_met=load.at(0.95) < PAGE_TARGET if has_target else None,
        note=f"{load.rate:.0f} pages/s; median {load.at(0.5) * 1000:.0f}, "
        f"p99 {load.at(0.99) * 1000:.0f} ms; slowest kind: {slowest[0]} {slowest[1] * 1000:.0f}; "
        f"{load.failed} failed; load average {os.getloadavg()[0]:.1f}",
    )


def _asking(
    port: int, records: SqlRecords, pages: list[tuple[str, str]], cookies: list[str]
) -> list[Row]:
    """The same verdicts while people browse."""
    what = f", {USERS} users thinking {THINK:g} s"
    with ThreadPoolExecutor(1) as asker:
        rows = asker.submit(lambda: list(verdicts(port, records, area=AREA, while_=what)))
        asyncio.run(browse(port, pages, cookies, seconds=SECONDS, think=THINK))
        return rows.result()


def _sending(port: int, records: SqlRecords, folder: Path) -> Iterator[Row]:
    body, secret = write_posts(folder)[0].read_bytes(), token(records)
    began = time.perf_counter()
    answer = send(port, body, secret)
    rate = body.count(b"\n") / (time.perf_counter() - began)
    yield Row(
        area=AREA,
        what="bulk ingest through the API, PostgreSQL",
        value=rate,
        unit="posts/s",
        target="20,000",
        is_met=rate >= INGEST_TARGET,
        note=f"{answer['ingested']:,} stored, {answer['refused']:,} refused unread, one call; "
        f"load average {os.getloadavg()[0]:.1f}",
    )


def _both(
    port: int, records: SqlRecords, folder: Path, pages: list[tuple[str, str]], cookies: list[str]
) -> Iterator[Row]:
    """The same posts under other ids, sent while people browse."""
    body = (folder / "posts.jsonl").read_bytes().replace(b'"post_id": "p', b'"post_id": "q')
    secret = token(records)

    def sent() -> float:
        began = time.perf_counter()
        send(port, body, secret)
        return body.count(b"\n") / (time.perf_counter() - began)

    with ThreadPoolExecutor(1) as sender:
        rate = sender.submit(sent)
        load = asyncio.run(browse(port, pages, cookies, seconds=SECONDS / 2, think=THINK))
        what = f"console pages, {USERS} users thinking {THINK:g} s, while posts come in: p95"
        yield _pages(what, load, has_target=False)
        yield Row(
            area=AREA,
            what="bulk ingest while 50 people browse",
            value=rate.result(),
            unit="posts/s",
        )


def _killed(url: str, records: SqlRecords) -> Iterator[Row]:
    """kill -9 of every process in the middle of ingest; then every confirmed post is looked up."""
    with serving(url, workers=WORKERS) as served:
        senders = Senders(port=served.port, secret=token(records), posts=CALL_POSTS)
        senders.start(SENDERS)
        while len(senders.confirmed) < CALLS_BEFORE_KILL:
            time.sleep(0.01)
        served.kill()
        senders.join()
    wanted = [("bench", post_id) for c in senders.confirmed for post_id in senders.post_ids(c)]
    with records.read() as view:
        lost = len(wanted) - len(view.posts.revisions_of(wanted))
    yield Row(
        area=AREA,
        what="posts confirmed and lost under kill -9 in the middle of ingest",
        value=lost,
        unit="posts",
        target="0",
        is_met=lost == 0 and _is_intact(records),
        note=f"{len(wanted):,} confirmed in {len(senders.confirmed)} calls; the whole log verified",
    )


def _is_intact(records: SqlRecords) -> bool:
    """Whether the log's tree is that of its entries, and they tell of the posts that are there."""
    with records.read() as view:
        lines = [entry.canonical for entry in view.audit.entries()]
        is_whole = view.audit.root() == root_of(leaf_hash(line) for line in lines)
        told = (e.body["ingested"] for e in map(parse_entry, lines) if e.tag == "posts:ingested")
        return is_whole and view.posts.count_revisions() == sum(n for n in told if type(n) is int)
