"""The application over empty records."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.strategies.records import fresh_sqlite
from tests.strategies.respond import instruments
from tests.web.browsing import DEMO_ORIGIN, ORIGIN, TestClient, browser, one_loop
from tests.web.crew_alert import raise_crew
from tests.web.tokens import stored_token

from plainsight import wiring
from plainsight.app.identity.token_scopes import SCOPES
from plainsight.demo.personas import ensure_personas
from plainsight.feeds.policy.reviews_yaml import load_review_policy
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords, open_records
from plainsight.web.app import create_app
from plainsight.web.given import WebServices, WebSettings

MakeApp = Callable[..., FastAPI]
Machine = Callable[..., TestClient]


class MovedClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = wiring.read_clock()

    def __call__(self) -> datetime:
        return self.now

    def wait(self, length: timedelta) -> None:
        self.now += length


@pytest.fixture(scope="session", autouse=True)
def loop() -> Iterator[None]:
    """One for all requests of this test process."""
    with one_loop():
        yield


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def web_records(tmp_path: Path) -> Iterator[SqlRecords]:
    opened = open_records(fresh_sqlite(tmp_path / "web.db"), salts=secrets.token_bytes)
    yield opened
    opened.close()


@pytest.fixture
def make_app(web_records: SqlRecords, clock: MovedClock) -> MakeApp:
    def make(*, services: dict[str, Any] | None = None, **settings: Any) -> FastAPI:
        return create_app(
            WebServices(
                records=web_records,
                clock=clock,
                salts=secrets.token_bytes,
                settings=WebSettings(**{"origin": ORIGIN, **settings}),
                **(services or {}),
            )
        )

    return make


@pytest.fixture
def app(make_app: MakeApp) -> FastAPI:
    return make_app()


@pytest.fixture
def demo_app(make_app: MakeApp, web_records: SqlRecords, clock: MovedClock) -> FastAPI:
    ensure_personas(web_records, now=clock())
    return make_app(origin=DEMO_ORIGIN, is_demo=True)


@pytest.fixture
def house(
    make_app: Callable[..., FastAPI], web_records: SqlRecords, clock: Callable[[], datetime]
) -> FastAPI:
    """The demo's door with what governs reviewing."""
    ensure_personas(web_records, now=clock())
    return make_app(
        origin=DEMO_ORIGIN,
        is_demo=True,
        services={"reviews": load_review_policy(), "instruments": instruments()},
    )


@pytest.fixture
def machine(web_records: SqlRecords, clock: MovedClock) -> Machine:
    def make(app: FastAPI, role: Role, *scopes: str) -> TestClient:
        secret = stored_token(web_records, role, scopes=scopes or SCOPES, now=clock())
        return browser(app, authorization=f"Bearer {secret}")

    return make


@pytest.fixture
def alert_id(web_records: SqlRecords, clock: MovedClock) -> str:
    """One alert in the queue, about a crew."""
    return raise_crew(web_records, clock())
