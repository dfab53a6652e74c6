"""One server for all browser tests, and a page signed in as a persona."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.web.browser.live_site import Filled, OpenPage, Site, fill_site, live_site


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """What each door begins with."""
    return fill_site(tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, filled: Filled) -> Iterator[Site]:
    """The running door."""
    with live_site(tmp_path_factory.mktemp("site"), filled) as running:
        yield running


@pytest.fixture
def open_page(site: Site, chromium: Browser) -> Iterator[OpenPage]:
    """A page of its own browser context, signed in as a persona or nobody.

    What a page logs as an error fails the test: a refused script or style would be one.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_as(persona: str = "", **options: object) -> Page:
        context = chromium.new_context(
            **{"base_url": site.url, "viewport": {"width": 1280, "height": 900}, **options}  # type: ignore[arg-type]
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
        )
        if persona:
            _sign_in(context, persona)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert complaints == []


def _sign_in(context: BrowserContext, persona: str) -> None:
    """By the form of the sign-in page, which need not be drawn for every browser."""
    token = re.search(r'name="csrf" content="(\w+)"', context.request.get("/sign-in").text())
    assert token is not None
    answer = context.request.post(
        f"/demo/{persona}", form={"csrf_token": token[1]}, max_redirects=0
    )
    assert answer.status == 303, answer.text()
