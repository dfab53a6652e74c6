"""The application over empty records, and browsers that keep cookies."""

import secrets
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from plainsight import wiring
from plainsight.stores.records import SqlRecords, open_records
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings

with warnings.catch_warnings():
    # The framework's test client prefers a newer sibling of httpx that nothing else here needs.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ORIGIN = "https://desk.example"
DEMO_ORIGIN = "http://127.0.0.1:8008"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = wiring.read_clock()

    def __call__(self) -> Any:
        return self.now

    def wait(self, length: timedelta) -> None:
        self.now += length


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web_records(tmp_path: Path) -> Iterator[SqlRecords]:
    opened = open_records(f"sqlite:///{tmp_path / 'web.db'}", salts=secrets.token_bytes)
    yield opened
    opened.close()


@pytest.fixture
def make_app(web_records: SqlRecords, clock: Clock) -> Callable[..., FastAPI]:
    def make(**settings: Any) -> FastAPI:
        return create_app(
            WebServices(
                records=web_records,
                clock=clock,
                salts=secrets.token_bytes,
                settings=WebSettings(**{"origin": ORIGIN, **settings}),
            )
        )

    return make


@pytest.fixture
def demo_app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(origin=DEMO_ORIGIN, is_demo=True)


def browser(app: FastAPI) -> TestClient:
    """A browser on the application: its own cookies, redirects shown rather than followed."""
    origin = app.state.services.settings.origin
    return TestClient(app, base_url=origin, follow_redirects=False)
