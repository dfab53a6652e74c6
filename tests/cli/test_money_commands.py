"""Transfers in, flows and mirrors out: what the commands say, and what they say to machines."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from plainsight import Ledger
from plainsight.cli.detect.quarantine import quarantine
from plainsight.cli.trace import flows, mirror, transfers
from plainsight.errors import BadPolicy, BadValue, CannotRead, NoRate, NotUtc, UnreadableFeed
from plainsight.feeds.policy_root import policy_root
from plainsight.feeds.transfers.samples import sample_transfers

app = typer.Typer()
for name, group in (("transfers", transfers), ("flows", flows), ("mirror", mirror)):
    app.add_typer(group.app, name=name)
app.command()(quarantine)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("money") / "ledger"
    files = [str(path) for path in sample_transfers()]
    assert _run("transfers", "ingest", "--ledger", str(folder), *files).exit_code == 0
    return folder


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def _lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_ingest_says_what_became_of_every_row_and_repeating_changes_nothing(
    tmp_path: Path,
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "transfer_id,source,target,amount,asset,at\n"
        "t1,a,b,100.00,USD,2026-01-01T10:00:00Z\n"
        "t2,a,c,12.345,USD,2026-01-01T10:00:00Z\n"
    )
    arguments = ("transfers", "ingest", str(file), "--ledger", "l", "--json")
    ((first,),) = [json.loads(_run(*arguments).output)]
    assert (first["read"], first["new"], first["quarantined"]) == (2, 1, 1)
    ((again,),) = [json.loads(_run(*arguments).output)]
    assert (again["new"], again["known"], again["quarantined"]) == (0, 1, 1)
    counted = json.loads(_run("transfers", "stats", "--ledger", "l", "--json").output)
    assert counted["transfers"] == 1
    assert counted["quarantine"] == [
        {"field": "amount", "mend": "no more decimals than the asset has", "rows": 1}
    ]


def test_a_file_of_which_no_row_was_taken_is_an_error_that_says_where_the_rows_are(
    tmp_path: Path,
) -> None:
    header = "transfer_id,source,target,amount,asset,at\n"
    (tmp_path / "ok.csv").write_text(f"{header}t1,a,b,1,USD,2026-01-01T10:00:00Z\n")
    (tmp_path / "bad.csv").write_text(
        f"{header}t1,a,b,2,USD,2026-01-01T10:00:00Z\nt2,a,b,x,USD,1\n"
    )
    (tmp_path / "none.csv").write_text(header)
    for form in ((), ("--json",)):
        told = _run("transfers", "ingest", "ok.csv", "none.csv", "bad.csv", "--ledger", "l", *form)
        assert isinstance(told.exception, UnreadableFeed)
        assert "bad.csv: not one of 2 rows could be taken" in str(told.exception)
        assert "plainsight quarantine --ledger l" in str(told.exception)
    assert _run("transfers", "ingest", "none.csv", "--ledger", "l").exit_code == 0
    rows = _lines(_run("quarantine", "--ledger", "l", "--json"))
    assert [(row["source"], row["row"], row["transfer_id"], row["field"]) for row in rows] == [
        ("bad.csv", None, "t1", "transfer_id"),
        ("bad.csv", 2, "", "amount"),
    ]
    shown = _run("quarantine", "--ledger", "l").output
    assert "bad.csv: row 2: field 'amount': a plain decimal such as 1234.50" in shown
    assert "bad.csv: a row with the id 't1'" in shown
    assert "2 rows in quarantine, 2 shown" in shown


RATES = (
    "day,asset,reporting,rate,published_by\n"
    "2026-01-01,USD,MXN,18,test\n2026-01-02,USD,MXN,18,test\n"
)


def _fan_in(folder: Path, asset: str, amount: str) -> None:
    """Nine strangers who pay one account within two days, in one currency."""
    rows = [f"t{n},a{n},x,{amount},{asset},2026-01-0{1 + n % 2}T1{n}:00:00Z" for n in range(9)]
    # Moved within one account: no flow, but the ledger is watched until then.
    rows += [f"k{day},k,k,{amount},{asset},2026-{day}T00:00:00Z" for day in ("01-25", "02-10")]
    header = "transfer_id,source,target,amount,asset,at"
    (folder / "t.csv").write_text("\n".join([header, *rows]) + "\n")


def _fan_ins(ledger: str, reporting: str, *more: str) -> Result:
    asked = ("--ledger", ledger, "--reporting", reporting, "--typology", "fan-in", "--json")
    return _run("flows", "find", *asked, *more)


def test_amounts_of_a_pack_are_met_in_its_own_currency_and_told_in_the_one_asked_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "r.csv").write_text(RATES)
    _fan_in(tmp_path, "MXN", "1000.00")  # 9,000 pesos: 500 dollars, where the pack asks for 5,000
    _run("transfers", "ingest", "t.csv", "r.csv", "--ledger", "l")
    assert _fan_ins("l", "mxn").stdout == ""
    _fan_in(tmp_path, "MXN", "18000.00")
    _run("transfers", "ingest", "t.csv", "r.csv", "--ledger", "m")
    told = _fan_ins("m", "mxn")
    found = json.loads(told.stdout)
    assert found["at_risk"] == {"units": 16_200_000, "asset": "MXN", "decimals": 2}
    assert {leg["value"]["asset"] for leg in found["legs"]} == {"MXN"}
    assert "Judged in USD, as its typology is written" in found["notes"][-1]
    assert any("9,000.00 USD" in reason["says"] for reason in found["reasons"])
    assert "held against them in USD at the rate of its day, and told in MXN" in told.stderr
    assert "held against them" not in _fan_ins("m", "usd").stderr


def test_without_a_rate_the_search_says_what_it_is_needed_for_and_what_else_helps(
    tmp_path: Path,
) -> None:
    _fan_in(tmp_path, "MXN", "1000.00")
    _run("transfers", "ingest", "t.csv", "--ledger", "l")
    refused = _fan_ins("l", "mxn")
    assert isinstance(refused.exception, NoRate)
    said = str(refused.exception)
    assert "typologies are written in USD" in said
    assert "amounts_in: MXN" in said
    assert "no rate for MXN on 2026-01-01" in said
    plain = _fan_ins("l", "mxn", "--as-written")
    assert "written in USD and read in MXN as they stand" in plain.stderr
    (note,) = json.loads(plain.stdout)["notes"]
    assert note.startswith("The ledger reaches back to")


def test_amounts_of_two_digits_are_never_read_as_written_in_a_currency_of_none(
    tmp_path: Path,
) -> None:
    _fan_in(tmp_path, "JPY", "1000")
    _run("transfers", "ingest", "t.csv", "--ledger", "l")
    refused = _fan_ins("l", "jpy", "--as-written")
    assert isinstance(refused.exception, BadValue)
    assert "of 2 digits after the point, cannot be read as JPY" in str(refused.exception)


def test_a_platform_that_joins_is_named_and_told_of_by_its_name(tmp_path: Path) -> None:
    _fan_in(tmp_path, "USD", "1000.00")
    assert _run("transfers", "ingest", "t.csv", "--ledger", "l", "--feed", "wallets").exit_code == 0
    told = _fan_ins("l", "usd").stderr
    assert "wallets: F03" in told


def test_an_ingest_enters_the_audit_log_with_counts_and_no_account(tmp_path: Path) -> None:
    from plainsight import wiring

    url = f"sqlite:///{tmp_path}/records.db"
    files = [str(path) for path in sample_transfers()]
    assert _run("transfers", "ingest", *files, "--records", url).exit_code == 0
    records = wiring.open_records(url)
    with records.read() as reading:
        entries = list(reading.audit.entries())
    records.close()
    assert [entry.tag for entry in entries] == ["transfers:ingested"] * 5
    body = json.loads(entries[3].canonical)["body"]
    assert (body["name"], body["new"]) == ("transfers.csv", 2686)
    assert not any(b"u_97643" in entry.canonical for entry in entries)


def test_stats_tell_a_person_what_the_ledger_holds(ledger: Path) -> None:
    shown = _run("transfers", "stats", "--ledger", str(ledger)).output
    assert "2,686 transfers between 575 accounts, 2025-12-01 to 2026-02-2" in shown
    assert "MXN" in shown


def test_a_file_that_no_layout_fits_is_told_how_to_be_mapped(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("alpha,beta\n1,2\n")
    failed = _run("transfers", "ingest", str(file)).exception
    assert isinstance(failed, BadValue)
    assert "plainsight transfers map odd.csv" in str(failed)
    assert isinstance(_run("transfers", "ingest", "absent.csv").exception, CannotRead)
    mapped = _run("transfers", "map", str(file), "--out", "mine.yaml")
    assert "to be added by hand: transfer_id, source, target, amount, asset, at" in mapped.output
    assert Path("mine.yaml").read_text().startswith("# Drafted from odd.csv")
    told = json.loads(_run("transfers", "map", str(sample_transfers()[3]), "--json").output)
    assert told["layouts"][0] == "plainsight"


def test_an_absent_ledger_is_told_how_to_be_made() -> None:
    failed = _run("flows", "find", "--ledger", "nowhere").exception
    assert isinstance(failed, BadValue)
    assert "plainsight transfers ingest FILE" in str(failed)


def test_find_prints_findings_that_explain_themselves(ledger: Path) -> None:
    shown = _run("flows", "find", "--ledger", str(ledger), "--top", "3").output
    assert "F17 Mirror transfers" in shown
    assert "106,140.00 USD at risk" in shown
    assert "16 pairs of legs settle one value each" in shown
    assert "13 findings (first 3 shown)" in shown


def test_find_for_machines_is_one_finding_a_line(ledger: Path) -> None:
    ran = _run("flows", "find", "--ledger", str(ledger), "--typology", "fan-in", "--json")
    (finding,) = map(json.loads, ran.stdout.splitlines())
    assert "can be told from 2026-01-05 on" in ran.stderr
    assert finding["notes"][0].startswith("The ledger reaches back to 2025-12-01 for")
    assert finding["typology"] == "F03"
    assert finding["keys"] == ["u_64455"]
    assert len(finding["legs"]) == 14  # type: ignore[arg-type]


def test_an_unknown_typology_is_told_those_that_exist(ledger: Path) -> None:
    failed = _run("flows", "find", "--ledger", str(ledger), "--typology", "F99").exception
    assert isinstance(failed, BadValue)
    assert "one of F01, F02" in str(failed)


def test_later_days_revise_the_alerts_and_explain_tells_every_version(
    ledger: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/records.db"
    common = ("--ledger", str(ledger), "--records", url)
    first = _run("flows", "find", *common, "--as-of", "2026-02-16", "--top", "0")
    assert "raised" in first.output
    second = _run("flows", "find", *common, "--top", "0").output
    assert "0 raised" not in first.output
    assert "revised" in second
    from plainsight import wiring

    records = wiring.open_records(url)
    with records.read() as reading:
        queue = reading.alerts.queue(count_max=50)
        fan_in = next(alert for alert in queue if "F03" in alert.typology_ids)
    records.close()
    assert fan_in.version == 2
    told = _run("flows", "explain", fan_in.alert_id, "--records", url).output
    assert "v1  raised on" in told
    assert "v2  revised on" in told
    assert "14 parties that the ledger does not show paying it before" in told
    versions = json.loads(
        _run("flows", "explain", fan_in.alert_id, "--records", url, "--json").output
    )
    assert [version["version"] for version in versions] == [1, 2]


def test_alerts_are_only_kept_from_a_search_for_everything(ledger: Path) -> None:
    failed = _run(
        "flows", "find", "--ledger", str(ledger), "--typology", "F03", "--records", "sqlite:///r.db"
    ).exception
    assert isinstance(failed, BadValue)


def test_explain_shows_an_account_with_every_transfer(ledger: Path) -> None:
    shown = _run("flows", "explain", "u_64455", "--ledger", str(ledger), "--typology", "F03")
    assert shown.output.count("gather: payer → collector") == 14
    absent = _run("flows", "explain", "u_10000", "--ledger", str(ledger), "--typology", "F03")
    assert absent.exit_code == 1
    assert "0 of 1 findings touch it" in absent.output


def test_a_mirror_is_shown_pair_by_pair_with_lag_and_spread(ledger: Path) -> None:
    listed = _run("mirror", "find", "--ledger", str(ledger)).output
    assert "u_97643" in listed
    assert "1 mirror;" in listed
    shown = _run("mirror", "explain", "mx_40215", "--ledger", str(ledger)).output
    assert "counted: pairs 16, runs 0" in shown
    assert "chance 2.08," in shown
    assert "micro" not in shown
    assert "permille" not in shown
    assert len(re.findall(r"^\S+ \S+  [+-][\d.]+ h  [+-][\d.]+ %  ", shown, re.MULTILINE)) == 16
    assert "No single pair proves anything" in shown
    (finding,) = json.loads(
        _run("mirror", "explain", "u_97643", "--ledger", str(ledger), "--json").output
    )
    assert len(finding["pairs"]) == 16
    assert "the books mirror each other: correlation -0.98" in shown
    assert finding["books"]["mirrored"]
    assert any("opposite sign" in reason["says"] for reason in finding["reasons"])
    assert _run("mirror", "explain", "u_1", "--ledger", str(ledger)).exit_code == 1


def test_the_books_of_two_ends_are_held_together_on_request(ledger: Path) -> None:
    arguments = ("mirror", "books", "mx_40215", "u_97643", "--ledger", str(ledger))
    shown = _run(*arguments)
    assert shown.exit_code == 0
    assert "USD/MXN:" in shown.output
    (told,) = _lines(_run(*arguments, "--json"))
    assert told["sides"] == "USD/MXN"
    strangers = _run("mirror", "books", "u_1", "u_97643", "--ledger", str(ledger))
    assert strangers.exit_code == 1
    assert "too little moved" in strangers.output


def test_evaluation_reports_typologies_patterns_and_delays(ledger: Path) -> None:
    arguments = ("flows", "evaluate", "--ledger", str(ledger), "--typology", "F01", "--typology",
                 "F03", "--every", "10", "--delay", "0", "--delay", "10")  # fmt: skip
    shown = _run(*arguments).output
    assert "90 of 2,686 transfers are labelled" in shown
    assert "9 searches, one every 10 days" in shown
    told = json.loads(_run(*arguments, "--json").output)
    recalls = [delay["recall_permille"] for delay in told["delays"]]
    assert recalls == sorted(recalls)
    assert {each["typology_id"] for each in told["typologies"]} == {"F01", "F03"}


def test_a_backtest_says_what_a_changed_policy_gains_and_loses(
    ledger: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "policy"
    for part in ("typologies/advisories", "spec/schemas", "typologies/F03-fan-in"):
        shutil.copytree(policy_root() / part, changed / part)
    place = changed / "typologies" / "F03-fan-in" / "typology.yaml"
    place.write_text(
        place.read_text().replace("measure: payers, min: 8", "measure: payers, min: 15")
    )
    told = json.loads(
        _run("flows", "backtest", "--after", str(changed), "--ledger", str(ledger), "--json").output
    )
    assert told["findings"]["F03"] == [1, 0]
    assert told["lost"] == told["before"]["alerts"]
    assert told["after"]["recall_permille"] == 0
    shown = _run("flows", "backtest", "--after", str(changed), "--ledger", str(ledger)).output
    assert "0 alerts in both" in shown
    place.write_text(place.read_text().replace("strength: total", "strength: totl"))
    failed = _run("flows", "backtest", "--after", str(changed), "--ledger", str(ledger)).exception
    assert isinstance(failed, BadPolicy)


def test_three_lines_of_python_lead_to_findings(ledger: Path) -> None:
    sentences = [finding.sentence() for finding in Ledger(ledger).find_mirrors()]
    assert sentences == [
        "F17 Mirror transfers (0.90) at u_97643, mx_40215, 2025-12-07 to 2026-02-18: 16 pairs of "
        "legs settle one value each, where chance gives 2.08; of findings as strong as this, 0.0 "
        "in 100 are expected to be chance, 4 ways of looking paid for; half of them within 4.5 "
        "hours, spread -5.5 to -4.1 per cent of the day's rate; over bins of 3 days what one end "
        "nets here the other nets there with the opposite sign: correlation -0.98, as low in 2.3 "
        "of 100 alignments."
    ]


def test_python_refuses_to_find_nothing_in_a_folder_without_transfers(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "mistyped")
    for ask in (ledger.find_flows, ledger.find_mirrors):
        with pytest.raises(BadValue, match=r"mistyped.*holds no transfers"):
            ask()
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize("name", ["since", "as_of"])
def test_python_refuses_an_instant_that_names_no_zone(ledger: Path, name: str) -> None:
    for ask in (Ledger(ledger).find_flows, Ledger(ledger).find_mirrors):
        with pytest.raises(NotUtc, match=name):
            ask(**{name: datetime(2026, 1, 1)})  # noqa: DTZ001 - what is refused


def test_a_search_that_ends_before_it_begins_is_refused(ledger: Path) -> None:
    begin, end = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    for ask in (Ledger(ledger).find_flows, Ledger(ledger).find_mirrors):
        with pytest.raises(BadValue, match=r"since is '2026-02-01.*no later than 2026-01-01"):
            ask(since=begin, as_of=end)
        ask(since=end, as_of=end)
    days = ("--since", "2026-02-01", "--as-of", "2026-01-01")
    for command in ("flows", "mirror"):
        done = _run(command, "find", "--ledger", str(ledger), *days)
        assert "since is '2026-02-01" in str(done.exception)


def test_python_takes_files_in_as_the_command_line_does(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "own")
    told = [ledger.ingest(path) for path in sample_transfers()]
    assert sum(each.new for each in told) == 575 + 2 + 94 + 2686 + 90
    assert [each.new for each in [ledger.ingest(sample_transfers()[3])]] == [0]
    with pytest.raises(CannotRead):
        ledger.ingest(tmp_path / "absent.csv")
    with pytest.raises(CannotRead, match="folder"):
        ledger.ingest(tmp_path)
    assert [finding.typology_id for finding in ledger.find_flows(["fan-in"])] == ["F03"]
