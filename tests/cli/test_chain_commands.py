import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.chain_case import (
    BROKER,
    BUYER,
    MULE,
    POOL,
    SUPPLIER,
    USDT,
    chain_row,
    run,
    write_transfers,
)
from tests.strategies.chain_data import chain_data
from tests.strategies.chains import tron_account

from plainsight import Chain
from plainsight.errors import BadValue, CannotRead
from plainsight.model.address.base58 import encode_base58check
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.screening import Outcome


def test_an_ingest_says_what_it_took_and_takes_it_once(case: Path) -> None:
    again = run("chain", "ingest", "usdt.json", "--complete", BUYER)
    assert "0 new, 4 known" in again.output
    assert "900000000 base units more than the export shows arriving" in again.output


def test_screening_finds_the_listed_and_the_exposed_and_exits_with_one(case: Path) -> None:
    result = run("chain", "screen", SUPPLIER, BROKER, "--ledger", "plainsight-chain", "--json")
    listed, exposed = json.loads(result.output)
    assert result.exit_code == 1
    assert (listed["outcome"], exposed["outcome"]) == ("listed", "exposed")
    assert exposed["reasons"] == ["sent 650 USDT (72.22 %) to a sanctioned party through others"]


def test_screening_as_of_a_day_before_the_listing_finds_nothing(case: Path) -> None:
    result = run("chain", "screen", SUPPLIER, "--as-of", "2023-10-02")
    assert result.exit_code == 0
    assert "nothing found" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("chain", "screen", SUPPLIER),
        ("chain", "screen", SUPPLIER, "--ledger", "plainsight-chain"),
        ("chain", "taint", BROKER),
        ("chain", "path", BROKER),
        ("chain", "exposure", BROKER),
        ("chain", "deposits"),
        ("chain", "report", BROKER),
        ("chain", "cross", "--wallet", f"broker={BROKER}"),
        ("attributions", "show", SUPPLIER),
        ("attributions", "list"),
    ],
    ids=" ".join,
)
def test_a_book_that_is_not_there_is_refused_instead_of_read_as_clean(
    case: Path, words: tuple[str, ...]
) -> None:
    write_transfers(case)
    with pytest.raises(BadValue, match="book is 'atributions': holds no list"):
        run(*words, "--book", "atributions")


def test_a_crossing_without_a_ledger_of_transfers_is_refused(case: Path) -> None:
    with pytest.raises(BadValue, match="ledger is 'plainsight-transfers'"):
        run("chain", "cross", "--wallet", f"broker={BROKER}")


def test_an_address_that_cannot_be_read_was_not_screened(case: Path) -> None:
    result = run("chain", "screen", BROKER, BROKER[:-1] + "x")
    assert result.exit_code == 65
    assert "1 screened, 0 listed; exposure is measured with --ledger; 1 could" in result.output
    assert run("chain", "screen", SUPPLIER, "nonsense").exit_code == 1


def test_wallets_of_posts_are_screened(case: Path) -> None:
    post = {
        "post_id": "1",
        "account_id": "broker",
        "surface": "channel",
        "visibility": "public",
        "posted_at": "2024-06-01T00:00:00Z",
        "text": f"收U 付款到 {SUPPLIER}",
    }
    (case / "posts.jsonl").write_text(json.dumps(post) + "\n")
    result = run("chain", "screen", "--posts", "posts.jsonl", "--json")
    (answer,) = json.loads(result.output)
    assert (answer["address"], answer["outcome"]) == (SUPPLIER, "listed")


def test_every_account_of_the_ledger_is_screened_in_one_pass(case: Path) -> None:
    result = run("chain", "screen", "--every-account", "--ledger", "plainsight-chain", "--json")
    found = {a["address"]: a["outcome"] for a in json.loads(result.output)}
    assert found[MULE] == "exposed"
    assert found[BUYER] == "exposed"
    assert found[POOL] == "named"
    assert len(found) == 5


def test_taint_shows_every_convention_side_by_side(case: Path) -> None:
    result = run("chain", "taint", BROKER, "--json")
    answer = json.loads(result.output)
    assert answer["total"] == "900000000"
    for method in ("haircut", "fifo", "lifo"):
        assert answer["ends"][method] == {
            "sanctioned": "650000000",
            "exchange": "200000000",
            "rests": "50000000",
        }


def test_a_path_names_every_hop_in_both_directions(case: Path) -> None:
    forward = json.loads(run("chain", "path", BROKER, "--json").output)
    assert forward["paths"][0]["units"] == "650000000"
    assert len(forward["paths"][0]["hops"]) == 2
    backward = run("chain", "path", SUPPLIER, "--direction", "backward")
    assert "650 USDT unobserved" in backward.output
    assert "2024-06-01" in backward.output


def test_exposure_lists_both_sides(case: Path) -> None:
    rows = json.loads(run("chain", "exposure", BROKER, "--json").output)["exposures"]
    found = {(r["way"], r["reach"], r["category"]): r["units"] for r in rows}
    assert found["sent", "direct", "exchange"] == "200000000"
    assert found["sent", "indirect", "sanctioned"] == "650000000"


def test_amounts_too_wide_for_64_bits_are_measured_by_the_definition(case: Path) -> None:
    wide = {**chain_row(30, BROKER, POOL, 0), "quant": str(10**20)}
    (case / "wide.json").write_text(json.dumps({"token_transfers": [wide]}))
    run("chain", "ingest", "wide.json")
    rows = json.loads(run("chain", "exposure", BROKER, "--json").output)["exposures"]
    found = {(r["way"], r["reach"], r["category"]): r["units"] for r in rows}
    assert found["sent", "direct", "exchange"] == str(200_000_000 + 10**20)


def test_deposit_accounts_at_custodians_are_found_with_their_confidence(case: Path) -> None:
    rows = [chain_row(10, BUYER, MULE, 5), chain_row(11, tron_account(9), tron_account(8), 40)]
    rows += [chain_row(12, tron_account(8), POOL, 40)]
    (case / "more.json").write_text(json.dumps({"token_transfers": rows}))
    run("chain", "ingest", "more.json")
    (found,) = json.loads(run("chain", "deposits", "--json").output)
    assert (found["account"], found["party"]) == (tron_account(8), "Example Exchange")
    assert found["confidence_percent"] < 90
    assert tron_account(8) in run("chain", "deposits").output


def test_a_swap_is_shown_as_a_break_with_what_was_got(case: Path) -> None:
    router, hash_ = tron_account(7), sha256(b"swap").hexdigest()
    given = {**chain_row(20, MULE, router, 30), "transaction_id": hash_}
    got = {**chain_row(20, router, MULE, 25), "transaction_id": hash_}
    got["contract_address"] = "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8"
    (case / "swap.json").write_text(json.dumps({"token_transfers": [given, got]}))
    (case / "router.yaml").write_text(
        "source: desk\nconfidence: service\ncategory: swap\nparty: A Router\n"
        f"effective_from: 2023-10-03\nattributions:\n  - {{account: {router}}}\n"
    )
    run("chain", "ingest", "swap.json")
    run("attributions", "update", "router.yaml")
    run("chain", "report", MULE, "--asset", "USDT")
    page = (case / "trace.html").read_text()
    assert "Where it became another asset" in page
    assert "30.000000 USDT" in page
    assert "25.000000 USDC" in page
    assert run("chain", "report", "--check", "trace.html").exit_code == 0


def test_a_bridge_is_a_break_that_points_to_the_other_network(case: Path) -> None:
    bridge, far = tron_account(6), "0x" + "ab" * 20
    entry = chain_row(20, MULE, bridge, 30)
    (case / "in.json").write_text(json.dumps({"token_transfers": [entry]}))
    usdt_on_ethereum = "0xdac17f958d2ee523a2206206994597c13d831ec7"
    exit_at = entry["block_ts"] // 1000 + 600
    (case / "out.csv").write_text(
        "token_address,from_address,to_address,value,transaction_hash,log_index,"
        "block_number,block_timestamp\n"
        f"{usdt_on_ethereum},{'0x' + 'cd' * 20},{far},{30 * 10**6},0x{'12' * 32},1,500,"
        f"{exit_at}\n"
    )
    (case / "bridge.yaml").write_text(
        "source: desk\nconfidence: service\ncategory: bridge\nparty: A Bridge\n"
        f"effective_from: 2023-10-03\nattributions:\n  - {{account: {bridge}}}\n"
        f"  - {{account: '0x{'cd' * 20}'}}\n"
    )
    assert "out.csv: 1 new" in run("chain", "ingest", "in.json", "out.csv").output
    assert run("attributions", "update", "bridge.yaml").exit_code == 0
    said = run("chain", "path", MULE, "--asset", f"tron:{USDT}").output
    assert "break, bridge: 30 USDT given by" in said
    assert "on ethereum (70 % sure); the next trace starts there" in said
    assert run("chain", "report", MULE, "--asset", f"tron:{USDT}").exit_code == 0
    assert "on ethereum" in (case / "trace.html").read_text()


def test_exposure_of_one_account_comes_with_its_top_paths(case: Path) -> None:
    said = run("chain", "exposure", BROKER).output
    assert "largest paths, sent" in said
    assert "1. 650 USDT to sanctioned" in said
    paths = json.loads(run("chain", "exposure", BROKER, "--paths", "1", "--json").output)["paths"]
    assert [(p["way"], p["units"], p["category"]) for p in paths] == [
        ("sent", "650000000", "sanctioned")
    ]
    assert len(paths[0]["hops"]) == 2


def test_three_lines_of_python_trace_screen_and_take_in(case: Path) -> None:
    chain_of = Chain(case / "plainsight-chain", book=case / "plainsight-attributions")
    day = date(2024, 6, 2)
    assert chain_of.ingest(case / "usdt.json").known_count == 4
    answer = chain_of.trace(BROKER, as_of=day)
    assert answer.ends[Method.FIFO]["sanctioned"] == 650_000_000
    assert chain_of.trace(SUPPLIER, as_of=day, backward=True).total == 650_000_000
    assert chain_of.screen(SUPPLIER, as_of=day).outcome is Outcome.LISTED
    assert chain_of.screen(SUPPLIER, as_of=date(2023, 10, 2)).outcome is not Outcome.LISTED
    with pytest.raises(CannotRead):
        chain_of.ingest(case / "nothing.json")


@pytest.mark.parametrize("paths", ["0", "3"])
def test_exposure_of_an_account_that_the_ledger_never_shows_is_an_error(
    case: Path, paths: str
) -> None:
    with pytest.raises(BadValue, match="the ledger shows no transfer of it"):
        run("chain", "exposure", tron_account(77), "--paths", paths)


@pytest.mark.parametrize(
    "words",
    [
        ("cross", "--within-hours", "-5"),
        ("cross", "--within-hours", "999999999999"),
        ("cross", "--spread-bp", "-1"),
        ("taint", BROKER, "--hub-max", "-5"),
        ("path", BROKER, "--hops-max", "0"),
        ("path", BROKER, "--hops-max", "9" * 25),
        ("path", BROKER, "--top", "-1"),
        ("report", BROKER, "--hops-max", "-1"),
        ("exposure", BROKER, "--paths", "-1"),
        ("cluster", "--merge-size-max", "0"),
    ],
    ids=" ".join,
)
def test_a_number_that_would_make_the_answer_empty_is_refused(
    case: Path, words: tuple[str, ...]
) -> None:
    done = run("chain", *words)
    assert done.exit_code == 2
    assert "Input should be" in done.output


def test_the_ends_of_all_money_have_no_limit_of_hops(case: Path) -> None:
    assert "No such option" in run("chain", "taint", BROKER, "--hops-max", "3").output


def test_a_removed_claim_shows_its_past(case: Path) -> None:
    result = run("attributions", "show", SUPPLIER)
    assert "sanctioned: Example <Chemicals>" in result.output
    missing = run("attributions", "show", BUYER)
    assert "not the same as clean" in missing.output


def test_what_a_later_edition_of_a_pack_left_out_stood_until_that_edition(case: Path) -> None:
    whole = (case / "pack.yaml").read_text()
    less = "".join(line for line in whole.splitlines(True) if SUPPLIER not in line)
    for name, text, day in (("a", whole, "2025-06-01"), ("b", less, "2026-06-01")):
        (case / f"{name}.yaml").write_text(text)
        said = run("attributions", "update", f"{name}.yaml", "--book", "dated", "--published", day)
        assert f"edition of {day}" in said.output
    shown = ("attributions", "show", SUPPLIER, "--book", "dated", "--as-of")
    assert "  sanctioned: Example" in run(*shown, "2026-03-01").output
    assert "ended 2026-06-01: sanctioned" in run(*shown, "2026-06-01").output
    assert "nobody names it" in run(*shown, "2025-05-31", "--basis", "known").output


def test_a_pack_without_a_date_is_the_edition_of_the_day_it_is_taken(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plainsight.wiring.read_clock", lambda: datetime(2026, 11, 1, tzinfo=UTC))
    said = run("attributions", "update", "pack.yaml", "--book", "dated")
    assert "edition of 2026-11-01" in said.output
    assert f"came: {POOL} exchange Example Exchange" in said.output


def test_an_edition_of_a_day_to_come_does_not_shut_the_door_on_those_of_today(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)  # the second has begun in Samoa, the third nowhere
    monkeypatch.setattr("plainsight.wiring.read_clock", lambda: noon)
    update = ("attributions", "update", "pack.yaml", "--book", "dated")
    for asked in (("--published", "2026-11-03"), ("--published", "2099-06-01", "--dry-run")):
        with pytest.raises(BadValue, match="not after today, 2026-11-01"):
            run(*update, *asked)
    assert not (case / "dated").exists()
    assert "edition of 2026-11-01" in run(*update).output
    assert "edition of 2026-11-02" in run(*update, "--published", "2026-11-02").output


def test_the_editions_of_the_book_are_listed_with_their_hashes(case: Path) -> None:
    (edition,) = json.loads(run("attributions", "list", "--json").output)
    assert edition["added"] == 2
    assert edition["sha256"] == sha256((case / "pack.yaml").read_bytes()).hexdigest()


def test_a_dry_run_changes_nothing(case: Path) -> None:
    (case / "more.yaml").write_text(
        (case / "pack.yaml").read_text().replace("Demo list", "Other list")
    )
    assert "nothing was changed" in run("attributions", "update", "more.yaml", "--dry-run").output
    assert len(json.loads(run("attributions", "list", "--json").output)) == 1


def test_the_audit_log_holds_what_was_done_and_no_address(case: Path) -> None:
    url = f"sqlite:///{case / 'records.db'}"
    run("chain", "screen", SUPPLIER, "--records", url)
    run("chain", "report", BROKER, "--records", url)
    content = (case / "records.db").read_bytes()
    assert b"addresses:screened" in content
    assert b"trace:reported" in content
    assert SUPPLIER.encode() not in content


@pytest.mark.data
def test_the_golden_block_is_traced_clustered_and_proven_from_raw_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = chain_data("btc_raw_blocks").resolve()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pack.yaml").write_text(
        "source: desk\nconfidence: service\ncategory: exchange\nparty: An Exchange\n"
        "effective_from: 2023-10-03\nattributions:\n"
        f"  - {{account: {encode_base58check(bytes(21))}}}\n"
    )
    assert run("attributions", "update", "pack.yaml").exit_code == 0
    block = str(folder / "bcoin_block300025.raw")
    undo = str(folder / "bcoin_block300025-undo.raw")
    assert "461 new" in run("chain", "ingest", block, "--undo", undo).output
    clusters = json.loads(run("chain", "cluster", "--json").output)
    assert clusters["addresses"] > 1000
    dice = "1dice6wBxymYi3t94heUAG6MpG5eceLG1"
    assert "rests" in run("chain", "exposure", dice, "--json").output
    chain_of = json.loads(run("chain", "sources", "--json").output)
    assert chain_of[0]["quarantined"] == 0
    subject = "84064bcb6588b5cb101940dda858cf081d5bda93c46aba86df237c6ef59367ff:1"
    assert run("chain", "report", subject).exit_code == 0
    result = run("chain", "report", "--check", "trace.html")
    assert result.exit_code == 0
    assert "0 transactions proven" not in result.output
    assert "the page was made again from the appendix, and is the same" in result.output


def test_an_address_of_another_network_is_not_taken_for_tron(case: Path) -> None:
    bitcoin = encode_base58check(b"\x00" + bytes(20))
    (answer,) = json.loads(run("chain", "screen", bitcoin, "--json").output)
    assert answer["network"] == "bitcoin"


def test_a_post_a_fiat_leg_a_wallet_and_a_supplier_become_one_trail(case: Path) -> None:
    write_transfers(case)
    post = {
        "post_id": "p1",
        "account_id": "broker",
        "surface": "channel",
        "visibility": "public",
        "posted_at": "2024-05-31T00:00:00Z",
        "text": f"换汇 收款地址 {BROKER}",
    }
    (case / "posts.jsonl").write_text(json.dumps(post) + "\n")
    stated = f"broker={BROKER}"
    result = run("chain", "cross", "--posts", "posts.jsonl", "--wallet", stated, "--par", "--json")
    found = json.loads(result.output)
    (crossing,) = found["crossings"]
    assert (crossing["ramp"], crossing["fiat"]) == ("on_ramp", "f1")
    trail = next(t for t in found["trails"] if t["category"] == "sanctioned")
    assert (trail["post_id"], trail["wallet"], trail["units"]) == ("p1", BROKER, "650000000")
    assert len(trail["hops"]) == 2
    assert len(found["by_chance"]) == 8
    said = run("chain", "cross", "--posts", "posts.jsonl", "--wallet", stated, "--par").output
    assert "650 USDT in one path to sanctioned" in said


def test_the_sample_case_runs_from_post_to_supplier_and_its_report_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    result = run("chain", "demo", "--out", str(tmp_path / "case"))
    assert "set aside, imitation: 1" in result.output
    assert "9 crossings; moved by whole weeks, chance alone gives 0.0" in result.output
    assert "to sanctioned: " in result.output
    assert "every number holds" in result.output
    checked = run("chain", "report", "--check", str(tmp_path / "case" / "trace.html"))
    assert checked.exit_code == 0
