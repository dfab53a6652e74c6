"""A search that knows less than the alerts do keeps nothing, unless it is told to."""

from pathlib import Path

import pytest
from tests.cli.test_money_commands import _fan_in as fan_in
from tests.cli.test_money_commands import _run as run
from tests.cli.test_money_commands import ledger as ledger

from plainsight.errors import KnowsLess


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


def test_a_look_back_or_another_ledger_revises_no_alert_unless_it_is_told_to(
    ledger: Path, tmp_path: Path
) -> None:
    common = ("flows", "find", "--records", f"sqlite:///{tmp_path}/records.db", "--top", "0")
    assert run(*common, "--ledger", str(ledger)).exit_code == 0
    back = ("--ledger", str(ledger), "--as-of", "2025-12-20")
    assert isinstance(run(*common, *back).exception, KnowsLess)
    other = tmp_path / "other"
    fan_in(tmp_path, "USD", "1000.00")
    later = (tmp_path / "t.csv").read_text().replace("2026-", "2027-")
    (tmp_path / "t.csv").write_text(later)
    assert run("transfers", "ingest", "t.csv", "--ledger", str(other)).exit_code == 0
    failed = run(*common, "--ledger", str(other)).exception
    assert isinstance(failed, KnowsLess)
    assert "this ledger holds 0 of the" in str(failed)
    # A day after the last transfer is known no better than the last transfer.
    ahead = run(*common, "--ledger", str(ledger), "--as-of", "2030-01-01")
    again = run(*common, "--ledger", str(ledger))
    assert "0 withdrawn" in ahead.output
    assert "0 withdrawn" in again.output
    assert "0 withdrawn" not in run(*common, *back, "--knowing-less").output
