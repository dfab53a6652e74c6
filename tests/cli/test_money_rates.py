"""Rates that cannot be are set aside, and one that was wrong is corrected by who published it."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from plainsight.cli import flows, transfers
from plainsight.cli.quarantine import quarantine

app = typer.Typer()
for name, group in (("transfers", transfers), ("flows", flows)):
    app.add_typer(group.app, name=name)
app.command()(quarantine)

HEADER = "day,asset,reporting,rate,published_by\n"
WRONG = "field 'rate': a plain positive decimal such as 0.1397"
ITSELF = "field 'rate': an asset is worth one of itself; leave the row out"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def _ingest(*rows: str) -> tuple[int, int, int]:
    """New, revised and quarantined."""
    Path("rates.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows))
    told = _run("transfers", "ingest", "rates.csv", "--ledger", "l", "--json")
    (counted,) = json.loads(told.output)
    return counted["new"], counted["revised"], counted["quarantined"]


def _at_risk() -> int:
    """Cents that nine strangers paid one account, of 18,000 pesos each."""
    rows = [f"t{n},a{n},x,18000.00,MXN,2026-01-0{1 + n % 2}T1{n}:00:00Z" for n in range(9)]
    rows += [f"k{day},k,k,1.00,MXN,2026-{day}T00:00:00Z" for day in ("01-25", "02-10")]
    header = "transfer_id,source,target,amount,asset,at"
    Path("t.csv").write_text("\n".join([header, *rows]) + "\n")
    assert _run("transfers", "ingest", "t.csv", "--ledger", "l").exit_code == 0
    asked = ("--ledger", "l", "--reporting", "usd", "--typology", "fan-in", "--json")
    found = _run("flows", "find", *asked)
    assert found.exit_code == 0, found.output
    return int(json.loads(found.stdout)["at_risk"]["units"])


@pytest.mark.parametrize("rate", ["0", "0.0", "000.000"])
def test_a_rate_of_nothing_costs_its_row_and_no_search(rate: str) -> None:
    known = [f"2026-{day},MXN,USD,0.05,bank" for day in ("01-01", "01-25", "02-10")]
    assert _ingest(f"2026-01-02,MXN,USD,{rate},bank", *known) == (3, 0, 1)
    assert WRONG in _run("quarantine", "--ledger", "l").output
    assert _at_risk() == 9 * 18_000_00 // 20


def test_no_asset_is_worth_two_of_itself() -> None:
    assert _ingest("2026-01-01,USD,USD,2.0,bank", "2026-01-02,USD,USD,1.00,bank") == (1, 0, 1)
    assert ITSELF in _run("quarantine", "--ledger", "l").output


def test_who_published_a_wrong_rate_corrects_it_in_a_later_file() -> None:
    days = ("01-01", "01-02", "01-25", "02-10")
    assert _ingest(*(f"2026-{day},MXN,USD,20,bank" for day in days)) == (4, 0, 0)
    assert _ingest(*(f"2026-{day},MXN,USD,0.05,bank" for day in days)) == (0, 4, 0)
    assert _at_risk() == 9 * 18_000_00 // 20


def test_a_rate_is_not_corrected_by_somebody_else_nor_twice_in_one_file() -> None:
    assert _ingest("2026-01-01,MXN,USD,0.05,bank") == (1, 0, 0)
    assert _ingest("2026-01-01,MXN,USD,0.06,stranger", "2026-01-02,MXN,USD,0.05,bank") == (1, 0, 1)
    assert _ingest("2026-01-03,MXN,USD,0.05,bank", "2026-01-03,MXN,USD,0.06,bank") == (1, 0, 1)
    shown = _run("quarantine", "--ledger", "l").output
    assert shown.count("another rate of this day stands; who published it corrects it") == 2
