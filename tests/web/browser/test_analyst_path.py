"""The analyst's main path in a real browser: from an alert to a filed report."""

import pytest
from playwright.sync_api import expect
from tests.web.browser.live_site import OpenPage, Site

from plainsight.casework.filing import FilingStand
from plainsight.model.role import Role, make_staff

pytestmark = pytest.mark.browser


def test_an_analyst_goes_from_an_alert_to_a_filed_report_that_another_approved(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page("analyst")
    page.goto("/console/alerts?kind=posts")
    page.keyboard.press("j")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("o")
    page.wait_for_url("**/console/alerts/al_*")
    page.keyboard.press("t")
    page.wait_for_url("**done=taken")
    assert "kunlun_fleet9" not in page.content()
    page.keyboard.press("1")
    page.locator("fieldset:not([hidden]) input[name=reason]").first.check()
    page.get_by_role("button", name="Decide", exact=True).click()
    page.wait_for_url("**done=decided")
    twice = "button => { button.click(); setTimeout(() => button.click(), 30); }"
    page.locator('form[action="/console/cases"] button').evaluate(twice)
    page.wait_for_url("**/console/cases/CASE-*")
    mine = page.request.get("/console/cases?view=mine").text()
    assert mine.count("<tr data-href") == 1, "a double click is one step"
    expect(page.locator("[data-flow][data-drawn=yes] canvas").first).to_be_visible()
    page.get_by_role("link", name="Draft a report").click()
    page.get_by_role("button", name="Draft", exact=True).click()
    page.wait_for_url("**/console/reports/*done=report_drafted")
    sentences = page.locator(".narrative p")
    assert sentences.count() > 3
    for place in range(sentences.count()):
        assert sentences.nth(place).locator("a.ref").count() >= 1
    name = page.locator("details.fold:not([open]) tr[id]").first.get_attribute("id")
    expect(page.locator(f"#{name}")).to_be_hidden()
    page.locator(f'.narrative a.ref[href="#{name}"]').first.click()
    expect(page.locator(f"#{name}")).to_be_in_viewport()
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url("**done=report_propose")
    where = page.url.partition("?")[0]
    assert page.get_by_role("button", name="Approve").count() == 0

    officer = open_page("second-analyst")
    officer.goto(where)
    officer.get_by_role("button", name="Approve").click()
    officer.wait_for_url("**done=report_approve")
    officer.get_by_role("button", name="File", exact=True).click()
    officer.wait_for_url("**done=report_file")
    with officer.expect_download() as download:
        officer.get_by_role("link", name="The document").click()
    assert b"EFilingBatchXML" in download.value.path().read_bytes()
    report_id = where.rpartition("/")[2]
    with site.records.read() as view:
        viewer = make_staff("demo-second-analyst", Role.FILING_OFFICER)
        assert view.casework.reports.get(report_id, viewer=viewer).stand is FilingStand.FILED


def test_the_keys_lead_from_a_row_to_a_decision_without_the_mouse(open_page: OpenPage) -> None:
    page = open_page("second-analyst")
    page.goto("/console/alerts")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/console/alerts/al_*")
    expect(page.get_by_role("button", name="Take it")).to_be_focused()
    page.keyboard.press("t")
    page.wait_for_url("**done=taken")
    expect(page.locator("#decide")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("2")
    second = page.locator("input[name=outcome]").nth(1)
    expect(second).to_be_focused()
    expect(second).to_be_checked()
    page.keyboard.press("Tab")
    reason = page.locator("fieldset:not([hidden]) input[name=reason]").first
    expect(reason).to_be_focused()
    page.keyboard.press("Space")
    expect(reason).to_be_checked()
    page.keyboard.press("r")
    page.wait_for_url("**/console/alerts?done=given_back")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(1)


def test_a_reason_is_needed_and_said_so_on_the_page(open_page: OpenPage) -> None:
    page = open_page("second-analyst")
    page.goto("/console/alerts?kind=flow")
    page.locator("tbody a.title").first.click()
    page.get_by_role("button", name="Take it").click()
    page.wait_for_url("**done=taken")
    page.locator("input[name=outcome]").first.check()
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("choose one at least")


def test_a_refused_decision_keeps_its_words_and_its_page_can_be_loaded_anew(
    open_page: OpenPage,
) -> None:
    page = open_page("analyst")
    page.goto("/console/alerts?kind=posts")
    page.locator("[data-rows] a").first.click()
    page.get_by_role("button", name="Take it").click()
    page.wait_for_url("**done=taken")
    where = page.url.partition("?")[0]
    page.locator("input[name=outcome]").nth(1).check()
    page.fill("#f-note", "half a day of work")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator(".note.bad")).to_be_visible()
    assert page.input_value("#f-note") == "half a day of work"
    assert page.url == where
    page.locator("details.menu summary").first.click()
    page.locator("button[lang=es]").click()
    expect(page.get_by_role("button", name="Decidir")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("form[action$=release] button").click()
    page.wait_for_url("**done=given_back")


def test_contacts_stay_covered_until_somebody_says_why(site: Site, open_page: OpenPage) -> None:
    page = open_page("second-analyst")
    page.goto("/console/alerts?kind=posts&q=卡商")
    page.locator("tbody a.title").first.click()
    page.get_by_role("button", name="Take it").click()
    page.wait_for_url("**done=taken")
    assert "ningka_boss" not in page.content()
    page.get_by_role("button", name="Show contacts").first.click()
    page.locator("#unmask button.main").click()
    page.wait_for_load_state()
    assert "ningka_boss" in page.locator(".post").inner_text()
    with site.records.read() as view:
        tags = [entry.tag for entry in view.audit.entries()]
    assert "contacts:unmasked" in tags


def test_the_queue_narrows_as_one_chooses_without_a_new_page(open_page: OpenPage) -> None:
    page = open_page("analyst")
    page.goto("/console/alerts?whose=all")
    before = page.locator("tbody tr").count()
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator("#f-kind").select_option("flow")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert before > 1
    assert page.locator("body").get_attribute("data-same") == "yes"
    assert "kind=flow" in page.url
