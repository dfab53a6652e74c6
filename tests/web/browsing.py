"""Browsers on the application: cookies kept, redirects shown, form tokens taken from the page."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI

with warnings.catch_warnings():
    # The framework's test client prefers a newer sibling of httpx that nothing else here needs.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ORIGIN = "https://desk.example"
DEMO_ORIGIN = "http://127.0.0.1:8008"


@contextmanager
def one_loop() -> Iterator[None]:
    """Let browsers share an event loop, as the requests to a server do.

    To begin one with its threads, and to end it, takes longer than most requests.
    """
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


def browser(app: FastAPI, **headers: str) -> TestClient:
    """A browser with its own cookies; redirects are shown rather than followed."""
    origin = app.state.services.settings.origin
    return TestClient(app, base_url=origin, follow_redirects=False, headers=headers)


def form_token(client: TestClient, path: str = "/sign-in") -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf" content="(\w+)"', client.get(path).text)
    assert found is not None
    return found[1]


def as_persona(app: FastAPI, persona: str) -> TestClient:
    """A browser signed in to the demo."""
    client = browser(app)
    answer = client.post(f"/demo/{persona}", data={"csrf_token": form_token(client)})
    assert answer.status_code == 303, answer.text
    return client


def post(client: TestClient, path: str, **fields: Any) -> Any:
    """Send a form with the token of the account page."""
    return client.post(path, data={"csrf_token": form_token(client, "/account"), **fields})


def page(app: FastAPI, persona: str, path: str) -> str:
    answer = as_persona(app, persona).get(path)
    assert answer.status_code == 200, answer.text[:500]
    return str(answer.text)


def page_in(house: FastAPI, language: str, path: str) -> str:
    """The same of an analyst, in a language."""
    client = as_persona(house, "analyst")
    client.headers["accept-language"] = language
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return str(answer.text)
