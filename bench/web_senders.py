"""Machines that send posts to the API in bulk, and what they were told."""

import http.client
import json
import secrets
from dataclasses import dataclass, field
from threading import Thread

from bench.web_users import HOST
from plainsight import wiring
from plainsight.app.identity.issue_token import issue_token
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


def token(records: SqlRecords) -> str:
    """The secret of a token that may send posts."""
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
    return issued.secret


def send(port: int, body: bytes, secret: str) -> dict[str, int]:
    """One call; the answer comes when everything is stored. Raises OSError, HTTPException."""
    connection = http.client.HTTPConnection(HOST, port, timeout=600)
    headers = {"authorization": f"Bearer {secret}", "content-type": "application/x-ndjson"}
    connection.request("POST", "/api/v1/posts", body=body, headers=headers)
    content: dict[str, int] = json.loads(connection.getresponse().read())
    connection.close()
    return content


@dataclass(slots=True, kw_only=True)
class Senders:
    """Send call after call until the server is gone; remember what it confirmed."""

    port: int
    secret: str
    posts: int  # in one call
    confirmed: list[str] = field(default_factory=list)  # names of calls
    _threads: list[Thread] = field(default_factory=list)

    def start(self, count: int) -> None:
        """Begin with so many at a time."""
        self._threads = [Thread(target=self._run, args=(n,), daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until all have noticed."""
        for thread in self._threads:
            thread.join()

    def post_ids(self, call: str) -> list[str]:
        """What one call sent."""
        return [f"{call}-{place}" for place in range(self.posts)]

    def _run(self, sender: int) -> None:
        number = 0
        while True:
            call = f"s{sender}-{number}"
            body = b"".join(_line(post_id) for post_id in self.post_ids(call))
            try:
                answer = send(self.port, body, self.secret)
            except (OSError, http.client.HTTPException, ValueError):
                return
            if answer.get("ingested") == self.posts:
                self.confirmed.append(call)
            number += 1


def _line(post_id: str) -> bytes:
    post = {
        "post_id": post_id,
        "account_id": "a",
        "surface": "bench",
        "visibility": "public",
        "posted_at": "2026-03-01T00:00:00Z",
        "text": f"text of {post_id}",
    }
    return json.dumps(post).encode() + b"\n"
