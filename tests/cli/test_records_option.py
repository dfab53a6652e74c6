"""A mistyped name of records is no empty set of records."""

import json
from pathlib import Path

import pytest
from tests.cli.runner import run

TYPO = ("--records", "sqlite:///typo.db")


@pytest.mark.parametrize(
    "command",
    [
        ("alerts",),
        ("explain", "al_1"),
        ("queue", "list", "--by", "ana"),
        ("log", "show"),
        ("holds", "list"),
        ("cases", "list", "--by", "ana"),
        ("agencies", "list"),
    ],
)
def test_what_reads_records_refuses_those_that_are_not_there(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = run(*command, *TYPO, cwd=tmp_path)
    assert (ran.code, ran.out) == (65, "")
    assert ran.err.startswith("error: there are no records at sqlite:///typo.db; mend --records")
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_says_named_records_are_bad_and_unnamed_ones_absent(tmp_path: Path) -> None:
    named = run("doctor", "--json", *TYPO, cwd=tmp_path)
    assert named.code == 1
    unnamed = run("doctor", "--json", cwd=tmp_path)
    assert unnamed.code == 0
    healths = [
        check["health"]
        for ran in (named, unnamed)
        for check in json.loads(ran.out)
        if check["what"] == "records"
    ]
    assert healths == ["bad", "absent"]
    assert list(tmp_path.iterdir()) == []


def test_what_may_come_first_makes_them(tmp_path: Path) -> None:
    ran = run("ingest", "-", *TYPO, cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert (tmp_path / "typo.db").is_file()
    assert run("alerts", *TYPO, cwd=tmp_path).code == 0
