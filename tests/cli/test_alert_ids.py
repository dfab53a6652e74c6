"""Ids of alerts are for copying: whole and on one line, whatever reads them."""

import json
from pathlib import Path

import pytest
from tests.cli.runner import run, run_on_terminal

ADVERT = "实力车队长期接料，卡接回U，一道二道都可以，点位15，飞机@kunlun_fleet9"


@pytest.fixture
def alert_id(tmp_path: Path) -> str:
    post = {
        "account_id": "a",
        "surface": "s",
        "visibility": "public",
        "posted_at": "2026-01-05T08:00:00Z",
        "text": ADVERT,
    }
    assert run("ingest", "-", cwd=tmp_path, stdin=json.dumps(post)).code == 0
    found = json.loads(run("alerts", "--json", cwd=tmp_path).out)["alert_id"]
    assert len(found) > 30
    return str(found)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_an_id_in_a_pipe_stands_whole_before_the_rest_of_its_line(
    tmp_path: Path, alert_id: str, columns: int
) -> None:
    shown = run("alerts", cwd=tmp_path, columns=columns).out.splitlines()
    (line,) = [line for line in shown if line.startswith("al_")]
    assert line.startswith(f"{alert_id} ")
    assert "T04" in line
    assert len(shown[0].split()) == 6


def test_an_id_on_a_narrow_terminal_is_whole(tmp_path: Path, alert_id: str) -> None:
    shown = run_on_terminal("alerts", cwd=tmp_path, columns=60).out
    assert any(line.startswith(f"{alert_id} ") for line in shown.splitlines())
