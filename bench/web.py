"""The web door under load: pages of the console, and bulk ingest through the API.

Everything runs on one machine: the database, the server's processes and the load itself share its
cores, so the server has less than all of them.
"""

import asyncio
import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.request import Request, urlopen

from tests.contract.postgres_server import find_binaries, postgres_server

from bench.ingest import write_posts
from bench.row import Row
from bench.web_load import fill, sign_in
from plainsight import wiring
from plainsight.app.issue_token import issue_token
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords, open_records

AREA = "web"
ALERTS = 100_000
CASES = 10_000
USERS = 50
SECONDS = 20.0
WORKERS = 2
PAGE_TARGET = 0.150
INGEST_TARGET = 20_000
PAUSE = 1.0  # of a person between two pages
HOST = "127.0.0.1"
AGENT = "bench"
_RATE = "100000000/minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What 50 users saw."""

    seconds: list[float]  # of each page
    failed: int
    rate: float  # pages a second

    def at(self, share: float) -> float:
        """The time within which this share of pages came."""
        return statistics.quantiles(self.seconds, n=1000)[round(share * 1000) - 1]


def run() -> list[Row]:
    """Fill PostgreSQL, serve it, browse it as 50 people, and send 100,000 posts."""
    binaries = find_binaries()
    if binaries is None:
        return [Row(area=AREA, what="PostgreSQL", value=0, unit="", note="not installed")]
    with (
        tempfile.TemporaryDirectory() as name,
        postgres_server(binaries) as server,
        server.database(is_migrated=False) as database,
    ):
        url = server.url(database)
        records = open_records(url, salts=secrets.token_bytes)
        pages = fill(records, alerts=ALERTS, cases=CASES)
        server.run("ANALYZE", database=database)
        cookies = sign_in(records, users=USERS, agent=AGENT)
        with _serving(url, workers=WORKERS) as port:
            rows = [*_browsing(port, pages, cookies), *_sending(port, records, Path(name))]
        records.close()
    return rows


def _browsing(port: int, pages: list[str], cookies: list[str]) -> Iterator[Row]:
    asyncio.run(_browse(port, pages, cookies, seconds=3, pause=0))
    for pause, what in ((PAUSE, "one page a second each"), (0.0, "no pause at all")):
        load = asyncio.run(_browse(port, pages, cookies, seconds=SECONDS, pause=pause))
        yield Row(
            area=AREA,
            what=f"console pages, {USERS} users, {what}: p95",
            value=load.at(0.95) * 1000,
            unit="ms",
            target="< 150",
            is_met=load.at(0.95) < PAGE_TARGET if pause else None,
            note=f"median {load.at(0.5) * 1000:.0f}, p99 {load.at(0.99) * 1000:.0f} ms, "
            f"{load.rate:.0f} pages/s, {load.failed} failed; {ALERTS:,} alerts, {CASES:,} cases",
        )


def _sending(port: int, records: SqlRecords, folder: Path) -> Iterator[Row]:
    path = write_posts(folder)[0]
    body = path.read_bytes()
    count = body.count(b"\n")
    issued = issue_token(
        records,
        name="bench",
        roles=[Role.SYSTEM],
        scopes=["posts:write"],
        valid_days=1,
        by="bench",
        salts=secrets.token_bytes,
        now=wiring.read_clock(),
    )
    began = time.perf_counter()
    answer = _post(port, body, issued.secret)
    seconds = time.perf_counter() - began
    yield Row(
        area=AREA,
        what="bulk ingest through the API, PostgreSQL",
        value=count / seconds,
        unit="posts/s",
        target="20,000",
        is_met=count / seconds >= INGEST_TARGET,
        note=f"{answer['ingested']:,} stored, {answer['refused']:,} refused unread, one call",
    )


def _post(port: int, body: bytes, secret: str) -> dict[str, int]:
    request = Request(
        f"http://{HOST}:{port}/api/v1/posts",
        data=body,
        headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/x-ndjson"},
    )
    with urlopen(request) as answer:
        content: dict[str, int] = json.load(answer)
    return content


async def _browse(
    port: int, pages: list[str], cookies: list[str], *, seconds: float, pause: float
) -> Load:
    taken: list[float] = []
    failed = [0]
    over = time.perf_counter() + seconds
    users = [
        _user(port, cycle(pages[place % len(pages) :] + pages[: place % len(pages)]), cookie,
              taken=taken, failed=failed, over=over, pause=pause, late=place / len(cookies))
        for place, cookie in enumerate(cookies)
    ]  # fmt: skip
    await asyncio.gather(*users)
    return Load(seconds=taken, failed=failed[0], rate=len(taken) / seconds)


async def _user(
    port: int,
    pages: Iterator[str],
    cookie: str,
    *,
    taken: list[float],
    failed: list[int],
    over: float,
    pause: float,
    late: float,
) -> None:
    """One browser on one connection."""
    await asyncio.sleep(late * pause)  # people do not click in step
    reader, writer = await asyncio.open_connection(HOST, port)
    while time.perf_counter() < over:
        began = time.perf_counter()
        status = await _get(reader, writer, next(pages), port=port, cookie=cookie)
        taken.append(time.perf_counter() - began)
        failed[0] += status != 200
        await asyncio.sleep(max(0.0, pause - (time.perf_counter() - began)))
    writer.close()


async def _get(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, *, port: int, cookie: str
) -> int:
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nUser-Agent: {AGENT}\r\n"
        f"Cookie: {cookie}\r\nAccept: text/html\r\n\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length: ")[1].split("\r\n")[0])
    await reader.readexactly(length)
    return int(head[9:12])


@contextmanager
def _serving(url: str, *, workers: int) -> Iterator[int]:
    """The server as an operator starts it; its port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("plainsight")), "serve", "--demo", "--port", str(port),
        "--workers", str(workers), "--page-rate", _RATE, "--records", url,
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"nothing answers on port {port}")
