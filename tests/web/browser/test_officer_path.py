"""The officer's main path: a sponsor vouches, a passkey is made, a legal request is sent and
answered, and the package is verified on the officer's own machine.
"""

from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from playwright.sync_api import Page, expect
from tests.web.browser.live_site import ACCOUNT, OpenPage, Site
from typer.testing import CliRunner

from plainsight.app.respond.approve_scope import approve_scope, grant_scope, triage_request
from plainsight.app.respond.collect_records import collect_records, pass_quality
from plainsight.app.respond.disclose import package_disclosure
from plainsight.app.respond.release_package import release_package
from plainsight.app.respond.settle_request import send_notice
from plainsight.app.respond.verify_requester import Checks, start_verifying, verify_requester
from plainsight.cli import full_app
from plainsight.demo.staff import APPROVER, COLLECTOR, COUNSEL, INTAKE, QUALITY, VERIFIER
from plainsight.respond.gates import CallBack

pytestmark = pytest.mark.browser


def give_authenticator(page: Page, *, transport: str = "internal") -> None:
    """A passkey of the browser's own, by the DevTools protocol."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": transport,
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def enrol(page: Page, link: str) -> None:
    give_authenticator(page)
    page.goto(link)
    page.locator("[data-passkey=create]").click()
    page.wait_for_url("**/portal")


def answer(site: Site, reference: str, officer_id: str) -> None:
    """What the desk does meanwhile; its own path in the browser is another test's."""
    records, now = site.records, site.services.clock()
    start_verifying(records, reference, actor=INTAKE, now=now)
    triage_request(records, reference, actor=INTAKE, now=now)
    call = CallBack(
        dialled="+1 202 555 0100", spoke_with="Captain Lee", confirms_request=True, at=now
    )
    # Newly enrolled: the agency's administrator co-signs live.
    checks = Checks(
        used_passkey=True, agency_admin_cosigned=True, mail_authenticated=True, call_back=call
    )
    verify_requester(records, reference, checks, actor=VERIFIER, now=now)
    key = site.seal.key.key
    grant_scope(
        records,
        reference,
        instruments=site.services.instruments,
        signer=site.seal.seals.signer,
        actor=COUNSEL,
        now=now,
    )
    approve_scope(records, reference, actor=APPROVER, now=now)
    collect_records(records, reference, key=key, actor=COLLECTOR, now=now)
    pass_quality(records, reference, key=key, actor=QUALITY, now=now)
    package_disclosure(
        records,
        reference,
        instruments=site.services.instruments,
        officer_id=officer_id,
        seals=site.seal.seals,
        now=now,
    )
    send_notice(records, reference, instruments=site.services.instruments, actor=INTAKE, now=now)
    release_package(records, reference, actor=APPROVER, now=now + timedelta(seconds=1))


def test_an_officer_enrols_asks_and_verifies_the_package_without_us(
    site: Site, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sponsor = open_page()
    enrol(sponsor, site.sponsor_link)
    sponsor.goto("/portal/officers")
    sponsor.get_by_label("Name").fill("Alma Reyes")
    sponsor.get_by_label("Address").fill("a.reyes@elsewhere.example")
    sponsor.get_by_role("button", name="Invite").click()
    expect(sponsor.get_by_role("alert")).to_contain_text("demo.example")
    sponsor.get_by_label("Name").fill("Alma Reyes")
    sponsor.get_by_label("Address").fill("a.reyes@demo.example")
    sponsor.get_by_role("button", name="Invite").click()
    link = sponsor.locator("#link").inner_text()

    officer = open_page()
    enrol(officer, link)
    own_key = pyrage.x25519.Identity.generate()
    officer.get_by_label("Public key").fill(str(own_key.to_public()))
    officer.get_by_role("button", name="Enrol").click()
    officer.wait_for_url("**done=enrolled")

    officer.get_by_role("link", name="New legal request").click()
    officer.locator("input[value=us-subpoena]").check()
    expect(officer.locator("#reach")).to_contain_text("does not reach is marked")
    officer.get_by_role("button", name="Check").click()
    expect(officer.locator("#wrong-investigation_reference")).to_be_visible()
    officer.get_by_label("Investigation reference").fill("NH-2026-0417")
    officer.get_by_label("Who signed?").select_option("grand_jury")
    officer.get_by_label("Name of the court or authority").fill("Example Grand Jury")
    officer.get_by_label("One a line").fill("Mr Lucky Exchange")
    officer.locator("input[name=classes][value=D2]").check()
    officer.locator("input[name=classes][value=D4]").check()
    officer.locator("input[name=classes][value=D7]").check()
    officer.locator("input[value=us-emergency-2702]").check()
    officer.get_by_label("Why do minutes matter?").fill("Tonight.")
    officer.locator("input[value=us-subpoena]").check()
    expect(officer.get_by_label("Why do minutes matter?")).to_have_count(0)
    expect(officer.locator("input[name=classes]:checked")).to_have_count(3)
    officer.get_by_label("Investigation reference").press("Enter")
    expect(officer.locator("#wrong-identifiers")).to_contain_text("display name")
    officer.get_by_label("One a line").fill(ACCOUNT)
    officer.get_by_role("button", name="Check").click()
    expect(officer.locator("section", has_text="What you will get")).to_contain_text("court order")
    officer.locator("input[name=knowing]").check()
    officer.get_by_role("button", name="Send").click()
    officer.wait_for_url("**/portal/requests/LER-*done=received_and_held")
    where = officer.url.partition("?")[0]
    reference = where.rpartition("/")[2]

    officer.get_by_text("Send a document").click()
    officer.get_by_label("Documents").set_input_files(
        {"name": "order.txt", "mimeType": "text/plain", "buffer": b"The signed order. " * 9}
    )
    officer.get_by_role("button", name="Send", exact=True).click()
    officer.wait_for_url("**done=documents")
    expect(officer.locator("section", has_text="Messages")).to_contain_text("order.txt")
    verifier = open_page("second-desk")
    verifier.goto(f"/console/requests/{reference}")
    with verifier.expect_download() as order:
        verifier.get_by_role("link", name="order.txt").click()
    assert order.value.path().read_bytes() == b"The signed order. " * 9
    assert order.value.suggested_filename.startswith(f"{reference}-")

    with site.records.read() as view:
        enrolled = view.desk.registry.officer_by_email("a.reyes@demo.example")
    assert enrolled is not None
    assert enrolled.vouched_by
    answer(site, reference, enrolled.officer_id)

    officer.goto(where)
    expect(officer.locator("section", has_text="Your package")).to_contain_text("until ")
    with officer.expect_download() as download:
        officer.get_by_role("link", name="Download").click()
    sealed = tmp_path / f"{reference}.tar.age"
    sealed.write_bytes(download.value.path().read_bytes())
    # What the page prints is run as it stands there, with the key that the page links to.
    lines = officer.locator("pre", has_text="packages verify").inner_text().splitlines()
    printed, opening = [line.split() for line in lines if line]
    for option in ("--key", "--tsa"):
        name = printed[printed.index(option) + 1]
        with officer.expect_download() as pinned:
            officer.get_by_role("link", name=name).click()
        (tmp_path / name).write_bytes(pinned.value.path().read_bytes())
    identity = tmp_path / "officer.txt"
    identity.write_text(str(own_key), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(full_app(), printed[1:])
    assert told.exit_code == 0, told.output
    assert "VERIFIED" in told.output

    told = CliRunner().invoke(full_app(), opening[1:])
    assert told.exit_code == 0, told.output
    opened = tmp_path / "package"
    nonce = (opened / "bag" / "data" / "acknowledge.json").read_text(encoding="utf-8")
    officer.get_by_label("The word from inside the package").fill("something else")
    officer.get_by_role("button", name="Acknowledge").click()
    expect(officer.get_by_role("alert")).to_be_visible()
    officer.get_by_label("The word from inside the package").fill(nonce.split('"')[3])
    officer.get_by_role("button", name="Acknowledge").click()
    officer.wait_for_url("**done=acknowledge")

    sponsor.goto("/portal")
    expect(sponsor.locator("main")).to_contain_text(reference)
