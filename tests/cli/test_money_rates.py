"""Rates that cannot be are set aside, and one that was wrong is corrected by who published it."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import typer
from typer.testing import CliRunner, Result

from plainsight.cli.detect.quarantine import quarantine
from plainsight.cli.trace import flows, mirror, transfers

app = typer.Typer()
for name, group in (("transfers", transfers), ("flows", flows), ("mirror", mirror)):
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


def _shown() -> str:
    return _run("quarantine", "--ledger", "l").output


def test_two_directions_of_one_day_that_contradict_each_other_are_both_set_aside() -> None:
    assert _ingest("2026-01-01,CNY,USD,0.14,bank", "2026-01-01,USD,CNY,1,desk") == (0, 0, 2)
    shown = _shown()
    both = (
        "1 CNY = 0.14 USD on 2026-01-01 (bank) and 1 USD = 1 CNY on 2026-01-01 (desk) "
        "contradict each other by more than 5 %: mend the wrong one, or leave it out"
    )
    assert shown.count(both) == 2
    assert "a row with the id '2026-01-01 CNY,USD': field 'rate'" in shown


def test_two_directions_that_agree_but_for_what_a_bank_keeps_both_stand() -> None:
    assert _ingest("2026-01-01,CNY,USD,0.14,bank", "2026-01-01,USD,CNY,6.9,bank") == (2, 0, 0)


def test_what_a_ledger_holds_stands_against_the_other_direction_of_a_later_file() -> None:
    assert _ingest("2026-01-01,CNY,USD,0.14,bank") == (1, 0, 0)
    assert _ingest("2026-01-01,USD,CNY,1,desk") == (0, 0, 1)
    said = "1 USD = 1 CNY on 2026-01-01 (desk) contradicts 1 CNY = 0.14 USD on 2026-01-01 (bank), "
    assert said + "which stands" in _shown()


def test_a_later_file_corrects_both_directions_of_a_day_at_once() -> None:
    assert _ingest("2026-01-01,CNY,USD,7.1,bank", "2026-01-01,USD,CNY,0.14,bank") == (2, 0, 0)
    assert _ingest("2026-01-01,CNY,USD,0.14,bank", "2026-01-01,USD,CNY,7.1,bank") == (0, 2, 0)


def test_a_whole_file_upside_down_is_set_aside_beside_what_the_ledger_knows() -> None:
    assert _ingest("2026-01-01,CNY,USD,0.14,bank", "2026-01-01,EUR,USD,1.1,bank") == (2, 0, 0)
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(2, 28)]
    turned = [f"{day},CNY,USD,7.{1 + n % 3},bank" for n, day in enumerate(days)]
    assert _ingest(*turned, "2026-01-02,EUR,USD,0.95,bank") == (1, 0, len(days))
    assert (
        "1 CNY = 7.1 USD on 2026-01-02 (bank) is upside down beside 1 CNY = 0.14 USD on "
        "2026-01-01 (bank): write it as 1 USD = 7.1 CNY, or let that be corrected first"
    ) in _run("quarantine", "--ledger", "l", "--top", "1000").output


def test_who_entered_rates_upside_down_corrects_them_and_goes_on() -> None:
    assert _ingest("2026-01-01,CNY,USD,7.1,bank", "2026-01-02,CNY,USD,7.1,bank") == (2, 0, 0)
    assert _ingest("2026-01-03,CNY,USD,0.14,bank") == (0, 0, 1)
    right = [f"2026-01-0{day},CNY,USD,0.14,bank" for day in (1, 2, 3)]
    assert _ingest(*right) == (1, 2, 0)


def _convert(count: int, *, received: str = "710.00") -> Result:
    """That many transfers of 100 dollars arrive in yuan."""
    header = "transfer_id,source,target,amount,asset,at,received_amount,received_asset\n"
    rows = [f"t{n},a{n},b,100.00,USD,2026-01-02T1{n}:00:00Z,{received},CNY\n" for n in range(count)]
    Path("t.csv").write_text(header + "".join(rows))
    return _run("transfers", "ingest", "t.csv", "--ledger", "l")


UPSIDE_DOWN = (
    "warning: the rates of USD in CNY are upside down: of 3 transfers that left in USD and arrived "
    "in CNY, 3 say so; on 2026-01-02 they brought 7.1 CNY for 1 USD, and the rate is 0.14 "
)


def test_rates_that_the_platforms_own_conversions_turn_over_are_named_wherever_they_are_used() -> (
    None
):
    assert _ingest("2026-01-01,USD,CNY,0.14,bank") == (1, 0, 0)
    assert UPSIDE_DOWN in _convert(3).stderr
    assert UPSIDE_DOWN in _run("transfers", "stats", "--ledger", "l").stdout
    assert UPSIDE_DOWN in _run("mirror", "find", "--ledger", "l").stderr
    assert UPSIDE_DOWN in _run("flows", "find", "--ledger", "l").stderr
    counted = json.loads(_run("transfers", "stats", "--ledger", "l", "--json").stdout)
    assert [f"warning: {doubt}"[: len(UPSIDE_DOWN)] for doubt in counted["rate_doubts"]] == [
        UPSIDE_DOWN
    ]


@pytest.mark.parametrize(("count", "received"), [(2, "710.00"), (3, "15.00")])
def test_two_mistyped_conversions_or_a_commission_speak_against_no_rate(
    count: int, received: str
) -> None:
    assert _ingest("2026-01-01,USD,CNY,0.14,bank") == (1, 0, 0)
    assert "warning" not in _convert(count, received=received).output


def test_stats_miss_no_rate_that_a_search_derives() -> None:
    assert _ingest("2026-01-01,USD,CNY,7.1,bank", "2026-01-01,EUR,CNY,7.8,bank") == (2, 0, 0)
    rows = "t1,a,b,1.00,CNY,2026-01-02T10:00:00Z\nt2,a,b,1.00,EUR,2026-01-20T10:00:00Z\n"
    Path("t.csv").write_text("transfer_id,source,target,amount,asset,at\n" + rows)
    assert _run("transfers", "ingest", "t.csv", "--ledger", "l").exit_code == 0
    counted = json.loads(_run("transfers", "stats", "--ledger", "l", "--json").stdout)
    assert {each["asset"]: each["days_without_rate"] for each in counted["assets"]} == {
        "CNY": 0,
        "EUR": 1,
    }


def test_stats_name_a_contradiction_that_a_ledger_of_an_earlier_release_holds() -> None:
    assert _ingest("2026-01-01,CNY,USD,0.14,bank") == (1, 0, 0)
    (held,) = Path("l/rates").glob("*.parquet")
    table = pa.parquet.read_table(held)
    turned = table.set_column(
        table.schema.get_field_index("asset"), "asset", pa.array(["USD"])
    ).set_column(table.schema.get_field_index("reporting"), "reporting", pa.array(["CNY"]))
    turned = turned.cast(table.schema)
    pa.parquet.write_table(pa.concat_tables([table, turned]), held)
    shown = _run("transfers", "stats", "--ledger", "l").stdout
    assert "(bank) contradict each other by more than 5 %: who published the wrong one" in shown
