"""An alert about flows: what its numbers are is said, and its graph lies still."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import OpenPage, Site

from plainsight.app.casework.work_case import open_case
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.model.role import Role, make_staff

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def alert_path(site: Site) -> str:
    with site.records.read() as view:
        alerts = view.alerts.queue(count_max=50)
    return f"/console/alerts/{next(each.alert_id for each in alerts if each.kind == 'flow')}"


@pytest.fixture(scope="module")
def case_path(site: Site, alert_path: str) -> str:
    """A case with an alert about flows and two accounts that nothing ties to it."""
    now, ana = site.services.clock(), make_staff("demo-analyst", Role.ANALYST)
    alone = [
        CaseItem(kind=ItemKind.ACCOUNT, ref=f"alone-{place}", at=now - timedelta(days=1))
        for place in range(2)
    ]
    alert_id = alert_path.rpartition("/")[2]
    case = open_case(site.records, "Flows", alert_ids=[alert_id], items=alone, actor=ana, now=now)
    return f"/console/cases/{case.reference}"


@pytest.mark.parametrize("kind", ["alert", "case"])
def test_the_graph_lies_the_same_at_every_load(
    alert_path: str, case_path: str, open_page: OpenPage, kind: str
) -> None:
    page = open_page("analyst")
    seen = [_places(page, {"alert": alert_path, "case": case_path}[kind]) for _ in range(3)]
    assert len(seen[0]) > 3
    assert seen[1:] == seen[:1] * 2


def _places(page: Page, path: str) -> dict[str, list[int]]:
    page.goto(path)
    expect(page.locator("[data-flow][data-drawn=yes]").first).to_be_visible()
    places: dict[str, list[int]] = page.evaluate(
        "Object.fromEntries(document.querySelector('.canvas')._cyreg.cy.nodes().map((node) =>"
        " [node.id(), [node.position('x'), node.position('y')].map(Math.round)]))"
    )
    return places


def test_every_number_of_a_flows_reasons_has_a_head_with_its_unit(
    alert_path: str, open_page: OpenPage
) -> None:
    page = open_page("analyst")
    page.goto(alert_path)
    table = page.locator("table", has_text="4 pairs of legs settle one value each")
    assert table.locator("th").all_inner_texts() == ["Reason", "Reached (%)", "Weight (%)"]
    assert table.locator("td").all_inner_texts()[1:] == ["90", "60"]
    expect(page.get_by_text("takes its weight off the doubt that is left")).to_be_visible()
