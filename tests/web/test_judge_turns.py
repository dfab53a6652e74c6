"""A verdict on one short post waits for no long call, whoever made it."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from tests.web.conftest import Machine, MakeApp

from plainsight import wiring
from plainsight.app.detect.scan_sent import ScannerOfDay
from plainsight.detect.examined import Examined
from plainsight.model.post import Post
from plainsight.model.role import Role
from plainsight.web.api import judge_examples
from plainsight.web.api.judge import SHORT_BYTES_MAX

ADVERT = judge_examples.POST
NDJSON = {"content-type": "application/x-ndjson"}


class Held:
    """Scanners that find nothing, and stay at a long post until they are let go."""

    def __init__(self) -> None:
        self.begun, self.over = Event(), Event()
        self._today = ScannerOfDay(scanner=self, policy=wiring.load_policy())

    def of_day(self, _day: date) -> ScannerOfDay:
        return self._today

    def scan(self, posts: Sequence[Post]) -> Iterator[tuple[Post, Examined]]:
        if any(len(post.text) > SHORT_BYTES_MAX for post in posts):
            self.begun.set()
            assert self.over.wait(60)
        return iter(())


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def app(make_app: MakeApp, held: Held) -> FastAPI:
    return make_app(services={"scanners": held})


def _long(count: int) -> bytes:
    post = {**ADVERT, "text": "x" * (SHORT_BYTES_MAX + 1)}
    return (json.dumps(post).encode() + b"\n") * count


def test_a_short_post_is_judged_while_long_calls_of_the_same_token_wait(
    app: FastAPI, held: Held, machine: Machine
) -> None:
    # Behind four such calls one was 37 s late: they had every thread that judges.
    with machine(app, Role.SYSTEM) as client, ThreadPoolExecutor(3) as callers:

        def scan(body: bytes) -> Any:
            return client.post("/api/v1/scan", content=body, headers=NDJSON)

        long = [callers.submit(scan, _long(5)) for _ in range(3)]
        assert held.begun.wait(60)
        short = client.post("/api/v1/scan", json=ADVERT)
        assert (short.status_code, short.json()["scanned"]) == (200, 1)
        assert not any(call.done() for call in long)
        held.over.set()
        assert [call.result().json()["scanned"] for call in long] == [5, 5, 5]
