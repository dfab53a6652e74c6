"""Roll-outs from the command line: proposed from a folder, agreed by two, obeyed by ingest."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_store_commands import ADVERT, LIFE, write_posts
from tests.cli.runner import Ran, run
from tests.strategies.policies import NEXT, stricter_policy

RAISED = {"raised": 1, "revised": 0, "unchanged": 0, "absorbed": 0, "posts_flagged": 1}
QUI = ("--by", "qui", "--role", "RQA")
QUO = ("--by", "quo", "--role", "RQA")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Posts, and a proposed policy whose T04 finds nothing any more."""
    stricter_policy(tmp_path / "next")
    write_posts(tmp_path / "p.jsonl", [*LIFE, ADVERT])
    return tmp_path


def ingest(folder: Path, *options: str) -> Any:
    ran = run("ingest", "p.jsonl", "--json", *options, cwd=folder)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)["alerts"]


def rollouts(folder: Path, *arguments: str, code: int = 0) -> Ran:
    ran = run("rollouts", *arguments, cwd=folder)
    assert ran.code == code, ran.err
    return ran


def typologies(folder: Path) -> Any:
    (alert,) = run("alerts", "--json", cwd=folder).out.splitlines()
    return json.loads(alert)["typology_ids"]


def propose(folder: Path, stage: str, *options: str) -> str:
    ran = rollouts(folder, "propose", "T04", "--stage", stage, *options, *QUI, "--json")
    return str(json.loads(ran.out)["rollout_id"])


def test_a_version_is_watched_then_speaks_and_is_stopped(house: Path) -> None:
    step = propose(house, "shadow", "--proposed", "next")
    own = rollouts(house, "approve", step, *QUI, code=77)
    assert "must be different people" in own.err
    rollouts(house, "approve", step, *QUO)
    assert ingest(house, "--proposed", "next") == RAISED
    shown = rollouts(house, "show", step, *QUI).out
    assert f"T04 version {NEXT}: shadow, approved, in force" in shown
    assert shown.splitlines()[-1].split() == ["all", "6", "1", "0", "0.00"]
    full = propose(house, "full", "--proposed", "next")
    rollouts(house, "approve", full, *QUO)
    assert ingest(house, "--proposed", "next")["revised"] == 1
    assert typologies(house) == ["T05", "T18"]
    rollouts(house, "approve", propose(house, "stopped"), *QUO)
    assert ingest(house)["revised"] == 1
    assert typologies(house) == ["T04", "T05", "T18"]
    (stopped, *_, first) = json.loads(rollouts(house, "list", *QUI, "--json").out)
    assert (stopped["stage"], stopped["is_current"]) == ("stopped", True)
    assert (first["version"], first["stand"], first["total"]["posts"]) == (NEXT, "approved", 6)
    assert "in force" in rollouts(house, "list", *QUI).out


def test_a_step_in_force_is_never_left_out_silently(house: Path) -> None:
    refused = rollouts(house, "propose", "T04", "--stage", "full", *QUI, code=77)
    assert "name the folder of the proposed policy" in refused.err
    same = run(
        "rollouts", "propose", "T01", "--stage", "full", "--proposed", "next", *QUI, cwd=house
    )
    assert same.code == 77, "T01 has the same version in both folders"
    step = propose(house, "share", "--permille", "1000", "--proposed", "next")
    rollouts(house, "approve", step, *QUO)
    ran = run("ingest", "p.jsonl", cwd=house)
    assert ran.code == 77
    assert f"version {NEXT} of T04 is to be rolled out" in ran.err
    ran = run("ingest", "p.jsonl", cwd=house, environment={"PLAINSIGHT_PROPOSED": "next"})
    assert ran.code == 0, ran.err


def test_a_rejected_step_changes_nothing(house: Path) -> None:
    step = propose(house, "share", "--permille", "1000", "--proposed", "next")
    assert "refused" in rollouts(house, "reject", step, *QUO).out
    assert ingest(house) == RAISED
    assert rollouts(house, "show", "ro_none", *QUI, code=65).err
    assert rollouts(house, "list", "--by", "ana", code=77).err
