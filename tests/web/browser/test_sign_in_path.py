"""A lost passkey in a real browser: drawn anew by two administrators, the old one taken away."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import OpenPage, Site
from tests.web.browser.test_officer_path import give_authenticator

from plainsight.app.identity.draw_link import confirm_link
from plainsight.app.identity.invite_person import invite_person
from plainsight.model.role import Role

pytestmark = pytest.mark.browser


def enrolled(site: Site, page: Page, name: str, role: Role) -> str:
    """Somebody invited, with a passkey made in this page; their id."""
    now = site.services.clock()
    invitation = invite_person(
        site.records,
        name=name,
        email=f"{name.lower()}@platform.example",
        roles=[role],
        by="test",
        salts=secrets.token_bytes,
        now=now,
    )
    if invitation.waits:
        confirm_link(site.records, invitation.person.person_id, by="host", now=now)
    make_passkey(site, page, f"/enrol/{invitation.token}")
    return invitation.person.person_id


def make_passkey(site: Site, page: Page, path: str) -> None:
    give_authenticator(page)
    page.goto(site.url + path)
    page.locator("[data-passkey=create]").click()
    page.wait_for_url(re.compile(r"^(?!.*/enrol/)"))


def open_row(page: Page, person_id: str) -> None:
    row = page.locator("tr", has=page.locator(f"form[action='/people/{person_id}/link']"))
    row.locator("summary").click()


def test_two_administrators_draw_a_sign_in_anew_and_one_cannot(
    site: Site, open_page: OpenPage
) -> None:
    ann, ben, rosa, later = open_page(), open_page(), open_page(), open_page()
    enrolled(site, ann, "Ann", Role.ADMIN)
    enrolled(site, ben, "Ben", Role.ADMIN)
    rosa_id = enrolled(site, rosa, "Rosa", Role.APPROVER)

    ann.goto(site.url + "/people")
    open_row(ann, rosa_id)
    ann.locator(f"form[action='/people/{rosa_id}/link'] button").click()
    link = re.findall(r"/enrol/[0-9a-f]+", ann.content())[0]
    expect(ann.get_by_text("It waits for another administrator.")).to_be_visible()
    answered = later.goto(site.url + link)
    assert answered is not None
    assert answered.status == 401

    rosa.goto(site.url + "/console")
    expect(rosa.get_by_text("Somebody drew a new link to sign in as you.")).to_be_visible()

    ben.goto(site.url + "/people")
    ben.locator(f"form[action='/people/{rosa_id}/link/confirm'] button").click()
    make_passkey(site, later, link)
    expect(later).to_have_url(re.compile("/console"))

    rosa.goto(site.url + "/console")
    expect(rosa).to_have_url(re.compile("/sign-in"))  # what the old passkey began is over

    ben.goto(site.url + "/people")
    expect(ben.get_by_text("sign-in drawn anew on").first).to_be_visible()


def test_an_owner_takes_one_of_two_passkeys_away(site: Site, open_page: OpenPage) -> None:
    nia = open_page()
    enrolled(site, nia, "Nia", Role.ANALYST)
    nia.goto(site.url + "/account")
    taking = nia.get_by_role("button", name="Take away")
    expect(taking).to_have_count(0)
    give_authenticator(nia, transport="usb")
    nia.locator("[data-passkey=create]").click()
    expect(taking).to_have_count(2)
    taking.nth(1).click()
    expect(taking).to_have_count(0)
    expect(nia.get_by_text("Your last way to sign in")).to_be_visible()
