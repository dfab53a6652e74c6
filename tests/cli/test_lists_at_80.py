"""Every list on a terminal of 80 columns: the id that the next command takes stands whole."""

import os
import re
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from tests.contract.test_rollouts import file_of
from tests.strategies.casework import ANN, NOON, QUI, campaign, keep_post, raised
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.app.roll_out import propose_step
from plainsight.app.work_case import open_case
from plainsight.casework.rollout import Stage
from plainsight.cli import full_app
from plainsight.stores.records import open_records

GOLDEN = Path(__file__).parent / "golden" / "lists_at_80.txt"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
IDS = re.compile(r"\b(al|ro|ca|re|ba)_[0-9a-f]{32}\b")
LISTS = (
    ("alerts",),
    ("queue", "list", "--by", "ana"),
    ("cases", "list", "--by", "ann"),
    ("rollouts", "list", "--by", "qui", "--role", "RQA"),
    ("log", "show"),
)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path / 'r.db'}"
    records = open_records(made, salts=secrets.token_bytes)
    keep_post(records, "p-1", "Structuring")
    raised(
        records,
        campaign("one", score=920, accounts=("acc-1", "acc-2"), typologies=("F01", "F16", "T05")),
        campaign("two", score=705),
    )
    open_case(records, "A broker and the couriers who work for him", actor=ANN, now=NOON)
    propose_step(records, "T01", Stage.SHADOW, offers={"T01": file_of(2)}, actor=QUI, now=NOON)
    records.close()
    monkeypatch.setattr(wiring, "read_clock", lambda: NOON + timedelta(hours=1))
    return made


def shown(url: str, *command: str, **environment: str) -> str:
    done = CliRunner().invoke(
        full_app(), [*command, "--records", url], env=environment, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return COLOURS.sub("", done.output)


def test_lists_at_80_columns_are_what_they_were(url: str) -> None:
    told = "\n".join(
        f"$ plainsight {' '.join(command[:2])}\n"
        + shown(url, *command, COLUMNS="80", FORCE_COLOR="1", TERM="xterm")
        for command in LISTS
    )
    masked = IDS.sub(lambda found: f"{found[1]}_{'0' * 32}", told)
    if os.environ.get("PLAINSIGHT_GOLDEN"):
        GOLDEN.write_text(masked, encoding="utf-8")
    assert masked == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", ["40", "60", "80", "100", "140"])
@pytest.mark.parametrize("command", LISTS, ids=lambda command: " ".join(command[:2]))
def test_a_list_cuts_no_id_at_any_width(url: str, command: tuple[str, ...], columns: str) -> None:
    piped = shown(url, *command)
    on_terminal = shown(url, *command, COLUMNS=columns, FORCE_COLOR="1", TERM="xterm")
    ids = {found.group() for found in IDS.finditer(piped)}
    assert {found.group() for found in IDS.finditer(on_terminal)} == ids
    assert "…" not in on_terminal
