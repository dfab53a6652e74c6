"""A wrong policy folder on any command line is an error, never a result without findings."""

import shutil
from pathlib import Path

import pytest
from test_store_commands import ADVERT, write_labelled, write_posts
from tests.cli.runner import run

from plainsight.feeds.policy_root import policy_root

COMMANDS = (
    ("scan", "p.jsonl", "--policy"),
    ("scan", "p.jsonl", "--json", "--policy"),
    ("ingest", "p.jsonl", "--policy"),
    ("ingest", "p.jsonl", "--proposed"),
    ("backtest", "l.jsonl", "--after"),
    ("backtest", "l.jsonl", "--after", ".", "--before"),
    ("evaluate", "l.jsonl", "--policy"),
    ("lexicon", "find", "U", "--policy"),
    ("typologies", "lint", "--policy"),
    ("typologies", "show", "--policy"),
    ("typologies", "test", "--policy"),
    ("serve", "--proposed"),
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    write_posts(tmp_path / "p.jsonl", [ADVERT])
    write_labelled(tmp_path / "l.jsonl", [(ADVERT, "ml")])
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_without_a_policy_is_refused_and_named(
    house: Path, command: tuple[str, ...]
) -> None:
    ran = run(*command, "nosuch", cwd=house)
    assert ran.code == 1, ran.out
    assert ran.out == ""
    assert "nosuch: error: no typology" in ran.err.replace("\n", " ")
    assert "name the folder that holds typologies/" in " ".join(ran.err.split())


def test_one_level_too_deep_is_told_so(house: Path) -> None:
    deep = str(policy_root() / "typologies")
    ran = run("scan", "p.jsonl", "--policy", deep, cwd=house, columns=400)
    assert ran.code == 1
    assert f"name the one above it, {policy_root()}" in ran.err


def test_an_unknown_typology_has_no_examples_to_pass(house: Path) -> None:
    ran = run("typologies", "test", "T99", cwd=house)
    assert ran.code == 65
    assert "one of T01" in ran.err


def test_lint_takes_a_policy_of_posts_alone(house: Path) -> None:
    own = house / "own"
    for part in ("spec/schemas", "typologies/advisories", "typologies/lexicon"):
        shutil.copytree(policy_root() / part, own / part)
    (shipped,) = (policy_root() / "typologies").glob("T04-*")
    shutil.copytree(shipped, own / "typologies" / shipped.name)
    ran = run("typologies", "lint", "--policy", "own", cwd=house)
    assert ran.code == 0, ran.err
    assert "1 typologies of posts, 0 of flows" in ran.out
