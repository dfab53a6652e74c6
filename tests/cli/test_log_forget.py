"""Forgetting a person at the command line."""

import json
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.prove import log
from plainsight.errors import OutOfTurn
from plainsight.model.fact import AuditTag, Fact

BOTH = ("--by", "ada", "--agreed-by", "ben")
app = typer.Typer()
app.add_typer(log.app, name="log")


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    store = wiring.open_records(url)
    with store.begin() as unit:
        at = wiring.read_clock()
        for _ in range(2):
            unit.record(
                Fact(tag=AuditTag.ALERT_VIEWED, subject="al", at=at, personal={"of_": "marta"})
            )
    store.close()
    return url


def run(url: str, *words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["log", "forget", *words, *BOTH, "--records", url], input=typed)


def test_it_says_what_it_would_close_and_then_closes_it(url: str) -> None:
    would = run(url, "marta", "--dry-run")
    assert would.output == "2 commitments in 2 entries would be closed for good\n"
    done = run(url, "-", typed="marta\n")
    assert done.output == "2 commitments in 2 entries are closed for good\n"
    assert isinstance(run(url, "marta").exception, OutOfTurn)


def test_it_says_so_as_json(url: str) -> None:
    told = json.loads(run(url, "marta", "--json", "--dry-run").stdout)
    assert told == {"openings": 2, "entries": 2, "forgotten": False}
    assert json.loads(run(url, "marta", "--json").stdout)["forgotten"] is True
