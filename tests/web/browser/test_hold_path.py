"""A hold in a real browser: ended by two people, and kept longer on counsel's word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import ACCOUNT, BUREAU, OpenPage, Site

from plainsight.app.respond.approve_scope import triage_request
from plainsight.app.respond.end_hold import propose_hold_end
from plainsight.app.respond.extend_hold import ask_reviews, confirm_hold
from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.release_hold import Grounds
from plainsight.app.respond.verify_requester import start_verifying, verify_requester
from plainsight.demo.legal_requests import demo_request, good_checks
from plainsight.demo.staff import CUSTODIAN, INTAKE, VERIFIER
from plainsight.respond.legal_request import Identifier, IdentifierKind

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)


def preserve(site: Site, matter: str) -> str:
    """Receive a preservation 62 days ago, confirm its hold and put it up for review."""
    asked, then = demo_request("us-preservation-2703f", account_id=ACCOUNT), site.services.clock()
    placed = then - 62 * DAY
    request = replace(
        asked,
        investigation_reference=matter,
        requester=replace(
            asked.requester,
            name="Olu Officer",
            agency_id=BUREAU.agency_id,
            email="officer@demo.example",
        ),
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=ACCOUNT),),
    )
    records, rules = site.records, site.services.instruments
    stored = receive_request(
        records, request, instruments=rules, actor=INTAKE, now=placed
    ).stored  # fmt: skip
    number = stored.request_id
    start_verifying(records, number, actor=INTAKE, now=placed)
    triage_request(records, number, actor=INTAKE, now=placed)
    checks = good_checks(placed)
    assert checks.call_back is not None
    call = replace(checks.call_back, dialled=BUREAU.call_back_number)
    judged = replace(checks, call_back=call, agency_admin_cosigned=True)
    verify_requester(records, number, judged, actor=VERIFIER, now=placed)
    confirm_hold(records, number, instruments=rules, actor=CUSTODIAN, now=placed)
    ask_reviews(records, instruments=rules, now=then)
    return stored.reference


def propose(site: Site, reference: str) -> None:
    """The custodian's word, for pages on which counsel's form stands."""
    propose_hold_end(
        site.records, reference, "their letter of 20 March",
        grounds=Grounds(is_written_release=True), instruments=site.services.instruments,
        actor=CUSTODIAN, now=site.services.clock(),
    )  # fmt: skip


def opened(page: Page, where: str, step: str) -> Page:
    """Go to the workspace and unfold the form of a step."""
    page.goto(where)
    folded = page.locator("details", has=page.locator(f'form[action="{where}/{step}"]'))
    if folded.count():
        folded.first.locator("summary").click()
    return page


def test_a_hold_ends_by_one_who_proposes_and_another_who_finds_it_among_approvals(
    site: Site, open_page: OpenPage
) -> None:
    reference = preserve(site, "M-4711")
    where = f"/console/requests/{reference}"
    desk, counsel = open_page("desk"), open_page("counsel")
    opened(desk, where, "propose_hold_end")
    desk.get_by_label("On what ground it may end").fill("their letter of 20 March")
    desk.get_by_label("The agency released it in writing").check()
    desk.get_by_role("button", name="Propose to end the hold").click()
    desk.wait_for_url("**done=propose_hold_end")
    expect(desk.locator("#about-holds")).to_be_visible()
    expect(desk.get_by_role("button", name="Agree to end the hold")).to_have_count(0)

    counsel.goto("/console/approvals")
    counsel.get_by_role("link", name=reference).click()
    expect(counsel.get_by_role("heading", name="Next: Agree to end the hold")).to_be_visible()
    expect(counsel.get_by_text("Proposed: their letter of 20 March").first).to_be_visible()
    counsel.get_by_role("button", name="Agree to end the hold").click()
    counsel.wait_for_url("**done=agree_to_hold_end")
    with site.records.read() as view:
        stored = view.desk.requests.get(reference)
        (hold,) = view.desk.holds.of_request(stored.request_id)
    assert stored.state.holding.value == hold.state.value == "release_pending"
    counsel.goto("/console/approvals")
    expect(counsel.get_by_role("link", name=reference)).to_have_count(0)


def test_a_hold_is_kept_beyond_its_law_once_counsel_said_why(
    site: Site, open_page: OpenPage
) -> None:
    reference = preserve(site, "M-4712")
    where = f"/console/requests/{reference}"
    desk, counsel = open_page("desk"), open_page("counsel", locale="en-GB")
    counsel.goto(where)
    expect(
        counsel.get_by_role("heading", name="Next: Confirm that it is kept longer")
    ).to_be_visible()
    counsel.get_by_label("On what ground it is kept longer").fill("the commitment of 13 March")
    counsel.get_by_role("button", name="Confirm that it is kept longer").click()
    counsel.wait_for_url("**done=confirm_keeping")
    opened(desk, where, "keep_hold")
    expect(desk.get_by_text("Counsel confirmed it: the commitment of 13 March")).to_be_visible()
    desk.get_by_role("button", name="Keep the hold").click()
    desk.wait_for_url("**done=keep_hold")
    with site.records.read() as view:
        assert view.desk.requests.get(reference).state.holding.value == "extended"
