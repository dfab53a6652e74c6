"""Pictures from the command line, and in a real browser: what is pointed at is lit and told."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser
from tests.cli.runner import run

from plainsight.app.trace.flow_ports import ValuedTransfer
from plainsight.cli.trace.flow_legs import legs_around
from plainsight.cli.trace.flow_picture_page import render_pictures
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.finding import FlowFinding, FlowReason
from plainsight.trace.picture.figure import Picture, picture_from_json, picture_of
from strategies.pictures import mirror, scatter_gather

SAMPLES = Path(__file__).parents[2] / "samples" / "transfers"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample ledger taken in."""
    path = tmp_path_factory.mktemp("drawn")
    for reads in ("accounts", "links", "rates", "transfers"):
        done = run("transfers", "ingest", str(SAMPLES / f"{reads}.csv"), cwd=path)
        assert done.code == 0, done.err
    return path


def test_a_finding_is_drawn_as_a_page_without_any_network(folder: Path) -> None:
    done = run("trace", "show", "u_80001", "--typology", "F06", cwd=folder)
    assert (done.code, done.err.strip()) == (0, "") or "drawn: flow.html" in done.out
    page = (folder / "flow.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert page.count('class="leg"') == 12
    assert "through 6 accounts" in page


def test_a_finding_is_drawn_as_svg(folder: Path) -> None:
    done = run("trace", "show", "u_80001", "--typology", "F06", "--out", "one.svg", cwd=folder)
    assert done.code == 0, done.err
    root = etree.fromstring((folder / "one.svg").read_bytes())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_surroundings_of_an_account_are_drawn_without_a_finding(folder: Path) -> None:
    done = run(
        "trace", "show", "u_58843", "--of", "neighbourhood", "--legs", "3", "--out", "n.html",
        cwd=folder,
    )  # fmt: skip
    assert done.code == 0, done.err
    page = (folder / "n.html").read_text(encoding="utf-8")
    assert page.count('class="leg"') == 3
    assert "The 3 largest" in page


def test_an_account_without_findings_says_so(folder: Path) -> None:
    done = run("trace", "show", "nobody", "--typology", "F06", "--out", "x.html", cwd=folder)
    assert done.code == 1
    assert "nothing to draw" in done.out
    assert not (folder / "x.html").exists()


def test_a_picture_of_another_kind_is_refused(folder: Path) -> None:
    done = run("trace", "show", "u_80001", "--out", "x.png", cwd=folder)
    assert done.code != 0
    assert "ends in .html or .svg" in done.err


def finding() -> FlowFinding:
    legs, pairs = mirror()
    return FlowFinding(
        typology_id="F17",
        typology_version=1,
        typology_title="Mirror",
        policy_digest="d" * 64,
        flags=(),
        sar_subtypes=(),
        keys=("u_48213",),
        score=830,
        at_risk=legs[0].value,
        legs=tuple(legs),
        numbers={},
        reasons=(FlowReason(says="two pairs", grade=500, weight=500),),
        first_at=legs[0].at,
        last_at=legs[-1].at,
        pairs=tuple(pairs),
        notes=("a note",),
    )


def test_a_kept_finding_is_drawn_as_it_was_found() -> None:
    drawn = picture_from_json(finding().to_json())
    assert drawn == picture_of(finding())


def test_around_an_account_roles_say_who_pays_it() -> None:
    legs = scatter_gather()
    around = legs_around(
        "王小明",
        [
            ValuedTransfer(
                transfer=Transfer(
                    transfer_id=one.transfer_id,
                    source=one.source,
                    target=one.target,
                    money=one.money,
                    at=one.at,
                ),
                value=one.value,
            )
            for one in legs
        ],
    )
    roles = {leg.source: leg.source_role for leg in around}
    assert (roles["咖啡商行"], roles["王小明"], roles["u_20481"]) == ("payer", "centre", "beyond")


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real browser on a page with two figures."""
    legs, pairs = mirror()
    pictures = [
        Picture(legs=tuple(scatter_gather()), title="one"),
        Picture(legs=tuple(legs), pairs=tuple(pairs), title="two"),
    ]
    path = tmp_path_factory.mktemp("page") / "flow.html"
    path.write_text(render_pictures(pictures, title="Flows", about="-"), encoding="utf-8")
    with closing(chromium.new_context()) as context:
        tab: Any = context.new_page()
        said: list[str] = []
        tab.on("console", lambda line: said.append(line.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(path.as_uri())
        tab.said = said
        yield tab


@pytest.mark.browser
def test_pointing_at_a_leg_lights_its_way_and_tells_of_it(page: Any) -> None:
    page.keyboard.press("Escape")
    figure = page.locator("figure.flow").nth(0)
    figure.locator('.leg[data-leg="1"]').dispatch_event("mouseenter")
    lit = figure.locator(".leg.lit").evaluate_all("all => all.map(g => g.dataset.leg).sort()")
    assert lit == ["1", "4"]
    assert (
        "tr-001: 3,900.00 USD, 咖啡商行 → 王小明, 2026-03-02 11:00 UTC"
        in figure.locator(".said").inner_text()
    )
    assert figure.locator("tr.lit").count() == 2
    assert page.locator("figure.flow").nth(1).locator(".lit").count() == 0
    assert page.said == []


@pytest.mark.browser
def test_a_click_keeps_the_way_until_escape(page: Any) -> None:
    figure = page.locator("figure.flow").nth(0)
    band = figure.locator('.leg[data-leg="0"]')
    band.dispatch_event("click")
    band.dispatch_event("mouseleave")
    assert figure.locator(".leg.lit").count() == 2
    page.keyboard.press("Escape")
    assert figure.locator(".leg.lit").count() == 0


@pytest.mark.browser
def test_the_keyboard_reaches_every_leg_and_a_mirror_lights_its_partner(page: Any) -> None:
    page.keyboard.press("Escape")
    figure = page.locator("figure.flow").nth(1)
    figure.locator('.leg[data-leg="0"]').focus()
    page.keyboard.press("Enter")
    lit = figure.locator(".leg.lit").evaluate_all("all => all.map(g => g.dataset.leg).sort()")
    assert lit == ["0", "1"]
    page.keyboard.press("Escape")


@pytest.mark.browser
def test_a_lane_lights_all_its_legs(page: Any) -> None:
    page.keyboard.press("Escape")
    figure = page.locator("figure.flow").nth(0)
    figure.locator(".lane").first.dispatch_event("mouseenter")
    assert figure.locator(".leg.lit").count() == 3
    assert "3 transfers" in figure.locator(".said").inner_text()


@pytest.mark.browser
def test_the_page_keeps_its_own_policy(page: Any) -> None:
    blocked = page.evaluate("fetch('https://example.org/').then(() => 'open', () => 'closed')")
    assert blocked == "closed"
    page.said.clear()
