"""Every page, light and dark, wide and on a phone: readable for all, nothing sideways."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.web.browser.live_site import OpenPage, Site

pytestmark = pytest.mark.browser

PAGES = {
    "": ("/", "/transparency", "/log", "/verify", "/sign-in", "/nowhere"),
    "analyst": (
        "/console",
        "/console/alerts",
        "/console/alerts?kind=flow",
        "{posts_alert}",
        "{flow_alert}",
        "/console/cases",
        "/console/reports",
        "/console/restrictions",
        "/console/search?q=卡商",
    ),
    "second-analyst": (
        "/console/quality",
        "/console/approvals",
        "/console/rollouts",
        "/console/lexicon?mined=yes",
    ),
    "quality": ("/console/rollouts", "/console/lexicon"),
    "desk": (
        "/console/requests?view=all",
        "/console/requests/LER-2026-000001",
        "/console/approvals",
        "/console/holds",
        "/console/roster",
        "/console/agencies",
    ),
    "second-desk": ("/console/requests/LER-2026-000002",),
    "officer": (
        "/portal",
        "/portal/requests/new",
        "/portal/requests/new?instrument=us-emergency-2702",
    ),
    "operator": ("/people",),
}
SERIOUS = ("serious", "critical")
RULES = {"resultTypes": ["violations"]}
CONTRAST = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
}


@pytest.mark.parametrize("persona", PAGES)
def test_no_page_shuts_anybody_out(site: Site, open_page: OpenPage, persona: str) -> None:
    page = open_page(persona, color_scheme="light", reduced_motion="reduce")
    wrong = []
    for path in PAGES[persona]:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path.format(**_alerts(site)))
        wrong += [f"{path} light: {each}" for each in _serious(page, RULES)]
        wrong += _sideways(page, path, 1280)
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path} dark: {each}" for each in _serious(page, CONTRAST)]
        page.set_viewport_size({"width": 390, "height": 844})
        wrong += _sideways(page, path, 390)
    assert wrong == []


def test_the_theme_is_the_readers_and_stays(open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.goto("/log")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_language_is_the_readers_and_stays(open_page: OpenPage) -> None:
    page = open_page(locale="en-US")
    page.goto("/verify")
    page.locator("summary[aria-label^=Language]").click()
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_a_clock_goes_on_while_a_page_is_open(open_page: OpenPage) -> None:
    page = open_page("desk")
    page.clock.install()
    page.goto("/console/requests/LER-2026-000001")
    left = page.locator("[data-clock] .left").first
    before = left.inner_text()
    page.clock.run_for(120_000)
    assert left.inner_text() != before


def _alerts(site: Site) -> dict[str, str]:
    with site.records.read() as view:
        found = view.alerts.queue(count_max=50)
    ids = {alert.kind: alert.alert_id for alert in found}
    return {f"{kind}_alert": f"/console/alerts/{name}" for kind, name in ids.items()}


def _serious(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"][:3]
    ]


def _sideways(page: Page, path: str, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [] if wide <= width else [f"{path} is {wide} wide at {width}"]
