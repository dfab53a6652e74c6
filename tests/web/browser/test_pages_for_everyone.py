"""Every page, light and dark, wide and on a phone: readable for all, nothing sideways."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import OpenPage, Site
from tests.web.browser.test_desk_path import send_emergency
from tests.web.browser.test_hold_path import preserve, propose

from plainsight.app.casework.draft_report import DraftOrder, draft_report
from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.work_case import open_case
from plainsight.app.stored import StoredAlert
from plainsight.casework.report.draft import ReportForm
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.model.role import Role, make_staff

pytestmark = pytest.mark.browser

PAGES = {
    "": ("/", "/transparency", "/log", "/verify", "/sign-in", "{enrol}", "/nowhere"),
    "analyst": (
        "/console",
        "/console/alerts",
        "/console/alerts?kind=flow",
        "{posts_alert}",
        "{flow_alert}",
        "/console/cases",
        "{case}",
        "/console/reports",
        "{new_report}",
        "{report}",
        "/console/restrictions",
        "/console/search?q=卡商",
        "/account",
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
        "/console/paper",
    ),
    "counsel": ("{held}", "/console/approvals"),
    "second-desk": ("/console/requests/LER-2026-000002",),
    "officer": (
        "/portal",
        "/portal/requests/new",
        "/portal/requests/new?instrument=us-emergency-2702",
        "{asked}",
    ),
    "sponsor": ("/portal", "/portal/officers"),
    "operator": ("/people", "/machines"),
}
# What a card hides because it is wider than the card; a text of several lines is cut on purpose.
CUT = """() => [...document.querySelectorAll('.card')].filter(card =>
    getComputedStyle(card).overflowX === 'hidden' && card.scrollWidth > card.clientWidth + 1
).map(card => `${card.scrollWidth - card.clientWidth} px of ${card.innerText.slice(0, 40)}`)"""
LONGEST = {  # Spanish says it longest
    "desk": ("/console/requests/LER-2026-000001", "/console/holds", "/console/roster"),
    "second-analyst": ("/console/lexicon?mined=yes", "/console/alerts", "/console/rollouts"),
}
SERIOUS = ("serious", "critical")
RULES = {"resultTypes": ["violations"]}
# What is not in order: the rest of what it found would take longer to hand over than to find.
ASK = "options => axe.run(options).then(found => found.violations)"
CONTRAST = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
}


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, str]:
    """Pages of one thing: its alerts, a case with a report, a legal request, an enrolment."""
    now, ana = site.services.clock(), make_staff("demo-analyst", Role.ANALYST)
    alerts = _alerts(site)
    with site.records.read() as view:
        ids = [each.alert_id for each in view.alerts.queue(count_max=50) if _is_scanned(each)]
    case = open_case(site.records, "A broker", alert_ids=ids, actor=ana, now=now)
    with site.records.read() as view:
        facts = gather_facts(view, case.case_id, actor=ana, now=now)
    report = draft_report(
        site.records,
        facts,
        DraftOrder(form=ReportForm.SAR, filer_kind="msb"),
        terms=load_report_terms().sar,
        actor=ana,
        now=now,
    )
    held = preserve(site, "M-4710")
    propose(site, held)
    return {
        **alerts,
        "held": f"/console/requests/{held}",
        "case": f"/console/cases/{case.reference}",
        "new_report": f"/console/reports/new?case={case.reference}",
        "report": f"/console/reports/{report.report_id}",
        "asked": f"/portal/requests/{send_emergency(site)}",
        "enrol": site.sponsor_link,
    }


@pytest.mark.parametrize("persona", PAGES)
def test_no_page_shuts_anybody_out(
    site: Site, places: dict[str, str], open_page: OpenPage, persona: str
) -> None:
    page = open_page(persona, color_scheme="light", reduced_motion="reduce")
    wrong = []
    for path in PAGES[persona]:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        seen = page.goto(path.format(**places))
        assert seen is not None
        assert seen.ok or path == "/nowhere", f"{path}: {seen.status}"
        page.evaluate(AXE_SCRIPT)  # stays until the next page
        wrong += [f"{path} light: {each}" for each in _serious(page, RULES)]
        wrong += _sideways(page, path, 1280)
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path} dark: {each}" for each in _serious(page, CONTRAST)]
        page.set_viewport_size({"width": 390, "height": 844})
        wrong += _sideways(page, path, 390)
    assert wrong == []


@pytest.mark.parametrize("persona", LONGEST)
def test_no_card_hides_what_it_has_no_room_for(open_page: OpenPage, persona: str) -> None:
    page = open_page(persona, locale="es-ES")
    wrong = []
    for path in LONGEST[persona]:
        page.goto(path)
        for width in (1280, 1024, 390):
            page.set_viewport_size({"width": width, "height": 844})
            wrong += [f"{path} at {width}: {each}" for each in page.evaluate(CUT)]
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("path", ["/console/holds", "/console/roster", "/verify"])
def test_on_a_phone_the_row_of_pages_opens_on_the_one_that_one_is_at(
    open_page: OpenPage, path: str
) -> None:
    page = open_page("desk", locale="es-ES", viewport={"width": 390, "height": 844})
    page.goto(path)
    here = page.locator('nav a[aria-current="page"]').bounding_box()
    assert here is not None
    assert here["x"] >= 0
    assert here["x"] + here["width"] <= 390


def test_a_persona_of_the_demo_signs_in_by_its_button(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.locator('form[action="/demo/analyst"] button').click()
    page.wait_for_url("**/console")
    expect(page.locator("h1")).to_be_visible()


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


def _is_scanned(alert: StoredAlert) -> bool:
    """Whether the scanner raised it; pages and reports need all that it stores."""
    return "surface" in (alert.finding.get("strongest") or {})


def _alerts(site: Site) -> dict[str, str]:
    with site.records.read() as view:
        found = view.alerts.queue(count_max=50)
    ids = {each.kind: each.alert_id for each in found if each.kind == "flow" or _is_scanned(each)}
    return {f"{kind}_alert": f"/console/alerts/{name}" for kind, name in ids.items()}


def _serious(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate(ASK, options)
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"][:3]
    ]


def _sideways(page: Page, path: str, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [] if wide <= width else [f"{path} is {wide} wide at {width}"]
