"""The overseer's main path: read the scoreboard, take the signed statement, verify it elsewhere."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.web.browser.live_site import OpenPage
from typer.testing import CliRunner

from plainsight.cli import full_app

pytestmark = pytest.mark.browser


def test_an_overseer_verifies_the_statement_without_us(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("promised")
    first = page.locator(".measures details").first
    first.locator("summary").click()
    expect(first).to_contain_text("C1.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Signed statement of 2026-10").click()
    with zipfile.ZipFile(download.value.path()) as bundle:
        bundle.extractall(tmp_path)
    page.get_by_role("link", name="Log and keys").click()
    key = tmp_path / "log.pub"
    with page.expect_download() as download:
        page.get_by_role("link", name="log.pub").click()
    key.write_bytes(download.value.path().read_bytes())
    folder = tmp_path / "2026-10"
    told = CliRunner().invoke(full_app(), ["verify-statement", str(folder), "--key", str(key)])
    assert told.exit_code == 0, told.output

    body = (folder / "statement.json").read_bytes()
    forged = re.sub(rb'"value":(\d+)', rb'"value":1\1', body, count=1)
    assert forged != body
    (folder / "statement.json").write_bytes(forged)
    told = CliRunner().invoke(full_app(), ["verify-statement", str(folder), "--key", str(key)])
    assert told.exit_code == 1


def test_the_transparency_report_is_a_page_and_a_file(open_page: OpenPage) -> None:
    page = open_page("overseer")
    page.goto("/transparency")
    expect(page.locator("table")).to_contain_text("*")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("period,country,instrument,")
