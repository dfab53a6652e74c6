"""Takes the pictures of the console, the portal and the public page for docs/, in a real Chromium.

    python tools/take_pictures.py

Serves the door of the browser tests on this machine, walks through it as its people do, and writes
docs/pictures/*.png with a small palette, so that none weighs more than 200 kB.
"""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tests.web.browser.live_site import Site

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 160
BYTES_MAX = 200_000
WIDE, PHONE = (1280, 860), (390, 844)
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def main() -> None:
    """Take them all."""
    from playwright.sync_api import sync_playwright
    from tests.web.browser.live_site import fill_site, live_site

    with (
        tempfile.TemporaryDirectory() as filled,
        tempfile.TemporaryDirectory() as folder,
        live_site(Path(folder), fill_site(Path(filled))) as site,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        walk(chromium, site)
        chromium.close()


def walk(chromium: "Browser", site: "Site") -> None:
    """Every stop of the tour."""
    from tests.web.browser.test_desk_path import send_emergency, take

    emergency = send_emergency(site)
    where = f"/console/requests/{emergency}"
    desk = page_of(chromium, site, "desk")
    take(desk, where, "start_verifying")
    take(desk, where, "triage")
    shoot(desk, "/console/requests", "desk-board")
    fill_paper(desk)
    shoot(desk, "", "desk-paper")
    verifier = page_of(chromium, site, "second-desk")
    shoot(verifier, where, "desk-verify")
    judged = verifier.locator(f'form[action="{where}/verify_requester"]')
    judged.locator("input[name=spoke_with]").fill("Lieutenant M. Dorsey")
    judged.locator("input[value=confirms]").check()
    judged.locator("button").click()
    verifier.wait_for_url("**done=verify_requester")
    counsel = page_of(chromium, site, "counsel", dark=True)
    shoot(counsel, where, "desk-request-dark")

    analyst = page_of(chromium, site, "analyst")
    shoot(analyst, "/console/alerts", "queue")
    analyst.keyboard.press("n")
    analyst.wait_for_url("**done=taken")
    shoot(analyst, analyst.url.partition("?")[0], "alert")
    analyst.locator('form[action="/console/cases"] button').click()
    analyst.wait_for_url("**/console/cases/CASE-*")
    case = analyst.url.partition("?")[0]
    analyst.goto("/console/alerts?kind=flow")
    analyst.locator("tbody a.title").first.click()
    analyst.wait_for_selector("[data-drawn=yes]")
    shoot(analyst, analyst.url, "flow")
    analyst.goto(case)
    analyst.get_by_role("link", name="Draft a report").click()
    analyst.get_by_role("button", name="Draft", exact=True).click()
    analyst.wait_for_url("**done=report_drafted")
    report = analyst.url.partition("?")[0]
    shoot(analyst, report, "report")
    analyst.get_by_role("button", name="Propose").click()
    analyst.wait_for_url("**done=report_propose")
    shoot(analyst, case, "case")
    chinese = page_of(chromium, site, "analyst", locale="zh-CN", dark=True)
    shoot(chinese, "/console/alerts", "queue-zh-dark")

    senior = page_of(chromium, site, "second-analyst")
    shoot(senior, "/console/approvals", "approvals")
    shoot(senior, "/console/rollouts", "rollouts")
    shoot(senior, "/console/lexicon?mined=yes", "lexicon")

    officer = page_of(chromium, site, "officer")
    officer.goto("/portal/requests/new?instrument=us-subpoena")
    officer.get_by_label("Investigation reference").fill("NH-2026-0417")
    officer.get_by_label("Who signed?").select_option("grand_jury")
    officer.get_by_label("Name of the court or authority").fill("Example Grand Jury")
    officer.get_by_label("One a line").fill("wx-100200")
    for name in ("D2", "D4", "D7"):
        officer.locator(f"input[name=classes][value={name}]").check()
    officer.get_by_role("button", name="Check").click()
    officer.wait_for_load_state()
    shoot(officer, "", "portal-check")
    everybody = page_of(chromium, site, "")
    shoot(everybody, "/", "scoreboard")
    phone = page_of(chromium, site, "desk", size=PHONE)
    shoot(phone, where, "phone-request")
    spanish = page_of(chromium, site, "", size=PHONE, locale="es-ES")
    shoot(spanish, "/", "phone-scoreboard-es")


def fill_paper(desk: "Page") -> None:
    """A letter without a matter number, checked."""
    desk.goto("/console/paper?instrument=us-subpoena")
    desk.locator("#f-agency_id").select_option("demo-agency")
    desk.get_by_label("Officer's name").fill("Dana Detective")
    desk.locator("#f-email").fill("d.detective@demo.example")
    desk.get_by_label("Who signed?").select_option("grand_jury")
    desk.get_by_label("Name of the court or authority").fill("Example Grand Jury")
    desk.get_by_label("One a line").fill("wx-100200")
    for name in ("D2", "D7"):
        desk.locator(f"input[name=classes][value={name}]").check()
    desk.get_by_role("button", name="Check").click()
    desk.wait_for_load_state()


def page_of(
    chromium: "Browser",
    site: "Site",
    persona: str,
    *,
    dark: bool = False,
    size: tuple[int, int] = WIDE,
    locale: str = "en-GB",
) -> "Page":
    """A page signed in as a persona."""
    context = chromium.new_context(
        base_url=site.url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale=locale,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if persona:
        page.goto("/sign-in")
        page.locator(f'form[action="/demo/{persona}"] button').click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def shoot(page: "Page", path: str, name: str) -> None:
    """One picture, of what a reader sees without scrolling."""
    if path:
        page.goto(path)
    page.wait_for_timeout(700)
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    shrink(target)


def shrink(path: Path) -> None:
    """Fewer colours: pages have few. Pillow comes with weasyprint."""
    from PIL import Image

    picture = Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1000} kB")
    if size > BYTES_MAX:
        sys.exit(f"{path} weighs more than {BYTES_MAX} bytes")


if __name__ == "__main__":
    main()
