"""The agency registry from the command line: a revision is called one, and nothing is left out."""

import json
from pathlib import Path

import pytest
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight.cli.respond import agencies
from plainsight.errors import BadValue

RUN = CliRunner()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path / "r.db")


def add(url: str, *more: str, number: str = "+1 603 555 0100", by: str = "ines") -> str:
    done = RUN.invoke(
        agencies.app,
        ["add", "zz", "--name", "Example Police", "--country", "US", "--domain", "zz.example",
         "--number", number, "--source", "printed directory", "--by", by, "--records", url, *more],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_a_revision_says_what_it_changed_and_keeps_the_mark(url: str) -> None:
    assert "zz is registered" in add(url, "--compromised")
    said = add(url, number="+1 603 555 0999", by="mallory")
    assert "zz is revised; changed: call back number" in said
    assert "COMPROMISED" in said
    assert "COMPROMISED" not in add(url, "--not-compromised", number="+1 603 555 0999")


def test_the_list_for_machines_holds_the_number_and_its_source(url: str) -> None:
    add(url)
    done = RUN.invoke(agencies.app, ["list", "--records", url, "--json"])
    (one,) = json.loads(done.output)
    assert one["call_back_number"] == "+1 603 555 0100"
    assert one["number_source"] == "printed directory"


def test_nobody_registers_an_agency_unnamed(url: str) -> None:
    with pytest.raises(BadValue, match="--by"):
        add(url, by="")
