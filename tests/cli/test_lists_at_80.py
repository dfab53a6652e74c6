"""Every list on a terminal of 80 columns: the id that the next command takes stands whole."""

import secrets
from datetime import timedelta

import pytest
from tests.cli.at_width import ID, on_terminal, piped, still_golden
from tests.contract.test_rollouts import file_of
from tests.strategies.casework import ANN, NOON, QUI, campaign, keep_post, raised

from plainsight import wiring
from plainsight.app.casework.roll_out import propose_step
from plainsight.app.casework.work_case import open_case
from plainsight.casework.rollout import Stage
from plainsight.stores.records import open_records

LISTS = (
    ("alerts",),
    ("queue", "list", "--by", "ana"),
    ("cases", "list", "--by", "ann"),
    ("rollouts", "list", "--by", "qui", "--role", "RQA"),
    ("log", "show"),
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"sqlite:///{tmp_path_factory.mktemp('lists') / 'r.db'}"
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
    return made


@pytest.fixture(autouse=True)
def _an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "read_clock", lambda: NOON + timedelta(hours=1))


def test_lists_at_80_columns_are_what_they_were(url: str) -> None:
    still_golden("lists_at_80", LISTS, "--records", url)


@pytest.mark.parametrize("command", LISTS, ids=lambda command: " ".join(command[:2]))
def test_a_list_cuts_no_id_at_any_width(url: str, command: tuple[str, ...]) -> None:
    ids = {found.group() for found in ID.finditer(piped(*command, "--records", url))}
    for columns in (40, 60, 80, 100, 140):
        shown = on_terminal(columns, *command, "--records", url)
        assert {found.group() for found in ID.finditer(shown)} == ids, f"at {columns} columns"
        assert "…" not in shown, f"at {columns} columns"
