"""Killed in the middle of bulk ingest, the server has lost nothing that it confirmed."""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Semaphore, Thread

from tests.contract.intact import assert_intact

from plainsight import wiring
from plainsight.app.identity.issue_token import issue_token
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords

WORKER = Path(__file__).with_name("web_worker.py")
POSTS = 40  # in one call
CALLS = 6  # confirmed before the kill
SENDERS = 2
PATIENCE = 120  # seconds; only a broken server uses them up


def test_what_was_confirmed_outlives_a_kill_in_the_middle_of_the_load(
    records: SqlRecords, records_url: str, tmp_path: Path
) -> None:
    secret = _token(records)
    confirmed: list[int] = []
    told = Semaphore(0)
    received = tmp_path / "received"
    received.mkdir()
    with _server(records_url, received) as (process, port):
        numbers = count()
        senders = [
            Thread(target=_send_until_it_dies, args=(port, secret, numbers, confirmed, told))
            for _ in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        for _ in range(CALLS):
            assert told.acquire(timeout=PATIENCE)
        process.kill()
        for sender in senders:
            sender.join()
    assert list(received.iterdir()) == []  # what it was reading lies in nobody's way on the disk
    assert len(confirmed) >= CALLS
    with records.read() as view:
        for call in confirmed:
            for place in range(POSTS):
                assert view.posts.latest(surface="group", post_id=f"p{call}-{place}") is not None
        assert_intact(view)


def _send_until_it_dies(
    port: int, secret: str, numbers: Iterator[int], confirmed: list[int], told: Semaphore
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"authorization": f"Bearer {secret}", "content-type": "application/x-ndjson"}
    while True:
        call = next(numbers)
        try:
            connection.request("POST", "/api/v1/posts", body=_posts(call), headers=headers)
            answer = connection.getresponse()
            content = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return
        assert (answer.status, content["ingested"]) == (200, POSTS), content
        confirmed.append(call)
        told.release()


def _posts(call: int) -> bytes:
    return b"".join(
        json.dumps(
            {
                "post_id": f"p{call}-{place}",
                "account_id": "a",
                "surface": "group",
                "visibility": "public",
                "posted_at": "2026-03-01T00:00:00Z",
                "text": f"text {place}",
            }
        ).encode()
        + b"\n"
        for place in range(POSTS)
    )


def _token(records: SqlRecords) -> str:
    return issue_token(
        records,
        name="feed",
        roles=[Role.SYSTEM],
        scopes=["posts:write"],
        valid_days=1,
        by="test",
        salts=secrets.token_bytes,
        now=wiring.read_clock(),
    ).secret


@contextmanager
def _server(url: str, temporary: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The server on a socket that listens already: a call waits until it is up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        descriptor = listening.fileno()
        process = subprocess.Popen(
            [sys.executable, str(WORKER), url, str(descriptor)],
            pass_fds=[descriptor],
            env={**os.environ, "TMPDIR": str(temporary)},
        )
        port = listening.getsockname()[1]
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()
