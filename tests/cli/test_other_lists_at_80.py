"""What the desk, an overseer and whoever follows money read: what they copy stays whole."""

import re
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.at_width import on_terminal, piped, still_golden
from tests.cli.chain_case import BROKER, run, write_case
from tests.strategies.respond import NOON, make_desk, make_seal

from plainsight import wiring
from plainsight.demo.scenes import run_respond_demo
from plainsight.feeds.transfers.samples import sample_transfers
from plainsight.stores.records import open_records

DESK = (
    ("clocks", "board"),
    ("requests", "list"),
    ("requests", "show", "LER-2026-000003", "--by", "ines"),
    ("requests", "alarms"),
    ("requests", "gaps"),
    ("requests", "preservations"),
    ("requests", "digest", "us-nh-doj", "--since", "2026-01-01", "--until", "2027-01-01"),
    ("holds", "list"),
    ("agencies", "list"),
    ("officers", "list", "us-nh-doj"),
    ("statements", "scoreboard"),
)
MONEY = (
    ("transfers", "stats"),
    ("mirror", "find"),
    ("mirror", "explain", "u_97643", "--legs", "3"),
)
CHAIN = (
    ("chain", "taint", BROKER),
    ("chain", "exposure", BROKER),
    ("chain", "deposits"),
    ("attributions", "list"),
)
LISTS = DESK + MONEY + CHAIN
COPIED = re.compile(r"[\w@.:/+-]*[\d@][\w@/+-]*")  # an id, an address, a number, an instant


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of the desk's four requests, the sample ledger, and the chain of a broker."""
    made = tmp_path_factory.mktemp("lists")
    (made / "seal").mkdir()
    records = open_records(f"sqlite:///{made / 'r.db'}", salts=secrets.token_bytes)
    desk = make_desk(records, make_seal(made / "seal"), is_prepared=False)
    run_respond_demo(desk, tell=lambda _: None)
    records.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        patch.setattr(wiring, "read_clock", lambda: NOON)
        write_case(made)
        files = map(str, sample_transfers())
        piped("transfers", "ingest", *files)
        run("chain", "ingest", "usdt.json")
    return made


@pytest.fixture(autouse=True)
def _there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a copy: whoever looks at a legal request enters the log, which another list counts."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAINSIGHT_RECORDS", f"sqlite:///{tmp_path / 'r.db'}")
    monkeypatch.setattr(wiring, "read_clock", lambda: NOON + timedelta(days=100))


@pytest.mark.parametrize(("name", "commands"), [("desk", DESK), ("money", MONEY), ("chain", CHAIN)])
def test_lists_at_80_columns_are_what_they_were(
    name: str, commands: tuple[tuple[str, ...], ...]
) -> None:
    still_golden(f"{name}_lists_at_80", commands)


@pytest.mark.parametrize("command", LISTS, ids=lambda command: " ".join(command[:2]))
def test_what_is_copied_is_whole_at_any_width(command: tuple[str, ...]) -> None:
    told = set(COPIED.findall(piped(*command)))
    for columns in (60, 80, 100, 160):
        cut = told - set(COPIED.findall(on_terminal(columns, *command)))
        assert not cut, f"cut at {columns} columns"
