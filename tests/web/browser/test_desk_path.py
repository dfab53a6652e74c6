"""The desk's main path in a real browser: from an emergency to its release, by five people."""

from dataclasses import replace
from itertools import count

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import ACCOUNT, BUREAU, OpenPage, Site

from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Actor
from plainsight.demo.legal_requests import emergency_request
from plainsight.respond.legal_request import Identifier, IdentifierKind
from plainsight.respond.states import Role

pytestmark = pytest.mark.browser


_MATTERS = count(1)


def send_emergency(site: Site) -> str:
    """Each in a matter of its own: the same form twice within a day is one legal request."""
    asked = emergency_request()
    request = replace(
        asked,
        requester=replace(
            asked.requester,
            name="Olu Officer",
            agency_id=BUREAU.agency_id,
            email="officer@demo.example",
        ),
        identifiers=(Identifier(kind=IdentifierKind.PLATFORM_ID, value=ACCOUNT),),
        investigation_reference=f"{asked.investigation_reference}-{next(_MATTERS)}",
    )
    receipt = receive_request(
        site.records,
        request,
        instruments=site.services.instruments,
        actor=Actor(actor_id="demo-officer", role=Role.REQUESTER),
        now=site.services.clock(),
    )
    return receipt.stored.reference


def take(page: Page, where: str, step: str) -> None:
    page.goto(where)
    form = page.locator(f'form[action="{where}/{step}"]')
    folded = page.locator("details", has=form)
    if folded.count() and not folded.first.get_attribute("open"):
        folded.first.locator("summary").click()
    form.locator("button").last.click()
    page.wait_for_url(f"**done={step}")


def test_an_emergency_is_answered_by_five_people_and_the_clock_stops(
    site: Site, open_page: OpenPage
) -> None:
    reference = send_emergency(site)
    where = f"/console/requests/{reference}"
    desk, verifier = open_page("desk"), open_page("second-desk")
    counsel = open_page("counsel")
    lead, privacy = open_page("desk-lead"), open_page("second-lead")

    desk.goto("/console/requests?view=emergencies")
    row = desk.locator("tr", has_text=reference)
    expect(row.locator(".clock .left")).to_contain_text("left")
    take(desk, where, "start_verifying")
    take(desk, where, "triage")

    verifier.goto(where)
    judged = verifier.locator(f'form[action="{where}/verify_requester"]')
    judged.locator("input[name=spoke_with]").fill("Lieutenant M. Dorsey")
    judged.locator("input[value=confirms]").check()
    judged.locator("button").click()
    verifier.wait_for_url("**done=verify_requester")
    expect(verifier.locator(".badge", has_text="verified").first).to_be_visible()

    take(counsel, where, "grant_scope")
    take(lead, where, "approve")
    lead.goto("/console/approvals")
    expect(lead.locator("tr", has_text=reference)).to_contain_text("1 of 2 given: Lee Lead")
    take(privacy, where, "approve")
    take(desk, where, "collect")
    take(verifier, where, "pass_quality")
    take(lead, where, "package")
    take(lead, where, "release")
    expect(lead.locator(".clock", has_text="met").first).to_be_visible()
    with site.records.read() as view:
        stored = view.desk.requests.get(reference)
    assert stored.state.production.value == "released"
    assert stored.answered_at is not None
    phone = open_page("desk-lead", viewport={"width": 390, "height": 844})
    phone.goto(where)
    now = phone.locator(".steps .now").bounding_box()
    assert now is not None
    assert now["x"] + now["width"] <= 390, "the way opens where the legal request stands"


def test_the_same_hands_twice_are_refused_and_the_page_says_why(
    site: Site, open_page: OpenPage
) -> None:
    reference = send_emergency(site)
    where = f"/console/requests/{reference}"
    desk, verifier = open_page("desk"), open_page("second-desk")
    counsel, lead = open_page("counsel"), open_page("desk-lead")
    take(desk, where, "start_verifying")
    take(desk, where, "triage")
    verifier.goto(where)
    judged = verifier.locator(f'form[action="{where}/verify_requester"]')
    judged.locator("button").click()
    verifier.wait_for_url("**done=verify_requester")
    expect(verifier.locator(".badge", has_text="being verified").first).to_be_visible()
    judged.locator("input[name=spoke_with]").fill("Lieutenant M. Dorsey")
    judged.locator("input[value=confirms]").check()
    judged.locator("button").click()
    take(counsel, where, "grant_scope")
    take(lead, where, "approve")
    lead.goto(where)
    lead.locator(f'form[action="{where}/approve"] button').click()
    expect(lead.get_by_role("alert")).to_contain_text("demo-desk-lead did the approval")
    with site.records.read() as view:
        assert view.desk.requests.get(reference).state.production.value == "scoped"


def test_a_scope_granted_again_is_not_called_next_and_asks_twice(
    site: Site, open_page: OpenPage
) -> None:
    reference = send_emergency(site)
    where = f"/console/requests/{reference}"
    desk, verifier, counsel = open_page("desk"), open_page("second-desk"), open_page("counsel")
    take(desk, where, "start_verifying")
    take(desk, where, "triage")
    verifier.goto(where)
    judged = verifier.locator(f'form[action="{where}/verify_requester"]')
    judged.locator("input[name=spoke_with]").fill("Lieutenant M. Dorsey")
    judged.locator("input[value=confirms]").check()
    judged.locator("button").click()
    verifier.wait_for_url("**done=verify_requester")
    take(counsel, where, "grant_scope")
    counsel.goto(where)
    expect(counsel.locator("#next")).not_to_contain_text("Grant")
    back = counsel.locator("section", has=counsel.locator("#back"))
    form = back.locator(f'form[action="{where}/grant_scope"]')
    back.locator("summary").first.click()
    form.locator("button").last.click()
    expect(counsel.get_by_role("alert")).to_contain_text("tick it")
    back.locator("summary").first.click()
    form.locator("input[name=again]").check()
    form.locator("button").last.click()
    counsel.wait_for_url("**done=grant_scope")
