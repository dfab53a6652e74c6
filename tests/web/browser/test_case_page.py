"""A case as large as the demo's: short enough to read, and nothing of it out of reach."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import OpenPage, Site

from plainsight.app.casework.work_case import open_case
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.model.role import Role, make_staff

pytestmark = pytest.mark.browser

ACCOUNTS, TRANSFERS = 47, 43
# The demo's case was 13,300 and 18,600 pixels high before its timeline folded.
HIGH_MAX = {1280: 4_000, 390: 5_500}


@pytest.fixture(scope="module")
def case_path(site: Site) -> str:
    """A broker whom many pay, over a month."""
    now, ana = site.services.clock(), make_staff("demo-analyst", Role.ANALYST)
    with site.records.read() as view:
        alerts = view.alerts.queue(count_max=50)
    flow = next(alert.alert_id for alert in alerts if alert.kind == "flow")
    posts = [alert.alert_id for alert in alerts if "surface" in (alert.finding["strongest"] or {})]
    accounts = [
        CaseItem(
            kind=ItemKind.ACCOUNT, ref=f"u_{place:05}", at=now - timedelta(days=2 + place % 28)
        )
        for place in range(ACCOUNTS)
    ]
    transfers = [
        CaseItem(
            kind=ItemKind.TRANSFER,
            ref=f"tr_{place:05}",
            at=now - timedelta(days=2 + place % 28, minutes=place),
            data={
                "source": f"u_{place:05}",
                "target": "broker",
                "amount": 450_000,
                "asset": "USD",
                "money": "4,500.00 USD",
                "says": f"u_{place:05} → broker, 4,500.00 USD",
            },
        )
        for place in range(TRANSFERS)
    ]
    case = open_case(
        site.records,
        "Broker: adverts, mirror transfers, wallet",
        alert_ids=[flow, *posts[:2]],
        items=[*accounts, *transfers],
        actor=ana,
        now=now,
    )
    return f"/console/cases/{case.reference}"


@pytest.mark.parametrize("width", HIGH_MAX)
def test_a_large_case_is_no_endless_page(case_path: str, open_page: OpenPage, width: int) -> None:
    page = open_page("analyst", viewport={"width": width, "height": 900})
    page.goto(case_path)
    expect(page.locator("[data-flow][data-drawn=yes]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < HIGH_MAX[width]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_of_a_case_unfolds_without_a_script(case_path: str, open_page: OpenPage) -> None:
    page = open_page("analyst", java_script_enabled=False)
    page.goto(case_path)
    told = page.locator("main .moment")
    assert 0 < _seen(page, "main .moment") < told.count()
    while (folded := page.locator("main details:not([open]) > summary:visible")).count():
        folded.first.click()
    assert _seen(page, "main .moment") == told.count() > ACCOUNTS + TRANSFERS
    assert _seen(page, "#transfer tbody tr") >= TRANSFERS
    expect(page.locator("main table", has_text="Tie")).to_contain_text("paid: 4,500.00 USD")


def test_one_link_unfolds_all_and_another_folds_it_up(case_path: str, open_page: OpenPage) -> None:
    page = open_page("analyst")
    page.goto(case_path)
    page.get_by_role("link", name="Unfold all").last.click()
    page.wait_for_url("**unfolded=yes**")
    assert _seen(page, "main .moment") == page.locator("main .moment").count()
    page.get_by_role("link", name="Fold up").last.click()
    assert _seen(page, "main .moment") < page.locator("main .moment").count()


def test_a_number_at_the_top_leads_to_what_it_counts(case_path: str, open_page: OpenPage) -> None:
    page = open_page("analyst")
    page.goto(case_path)
    assert _seen(page, "#transfer tbody tr") == 0
    page.locator("a.tile", has_text="Transfers").click()
    expect(page.locator("#transfer tbody tr").first).to_be_in_viewport()


def test_the_flow_stands_before_all_else_and_columns_end_together(
    case_path: str, open_page: OpenPage
) -> None:
    page = open_page("analyst")
    page.goto(case_path)
    expect(page.locator("[data-flow][data-drawn=yes]")).to_be_visible()
    heads = page.locator("main section > header h2").all_inner_texts()
    assert heads[0] == "The flows over time"
    ends = page.evaluate(
        "[...document.querySelectorAll('.split.level > *')]"
        ".map((part) => Math.round(part.getBoundingClientRect().bottom))"
    )
    assert len(ends) == 2
    assert abs(ends[0] - ends[1]) <= 1


def test_the_graph_keeps_its_buttons_off_what_it_shows(case_path: str, open_page: OpenPage) -> None:
    page = open_page("analyst")
    page.goto(case_path)
    expect(page.locator("[data-flow][data-drawn=yes]")).to_be_visible()
    canvas, tools = (page.locator(f".flow {part}").bounding_box() for part in (".canvas", ".tools"))
    assert canvas is not None
    assert tools is not None
    assert tools["y"] >= canvas["y"] + canvas["height"]


def _seen(page: Page, selector: str) -> int:
    return page.locator(f"{selector}:visible").count()
