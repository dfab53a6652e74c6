"""Training and scoring from the command line, on a ledger with schemes planted in it."""

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.runner import run

from plainsight.app.trace.flow_ports import FlowQuestion
from plainsight.engines.flow_ledger import read_flow_ledger, with_findings
from plainsight.engines.flows_duckdb.engine import DuckFlows
from plainsight.feeds.policy.flow_policy import load_flow_policy
from plainsight.model.asset import fiat
from plainsight.stores.transfers.parquet import ParquetLedger

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 ordinary payments, and 120 that pass straight on what a mule has received."""
    path = tmp_path_factory.mktemp("scored")
    draw = random.Random(4)
    transfers, labels = [], []
    for number in range(1500):
        at = START + timedelta(minutes=60 * number)
        friend = draw.randrange(50)
        transfers.append((f"n{number:05}", friend, 50 + friend, draw.randrange(10, 900), at))
        if number % 12 == 0:
            mule, amount = 200 + draw.randrange(5), draw.randrange(5000, 9900)
            transfers.append((f"i{number:05}", friend, mule, amount, at + timedelta(minutes=5)))
            onward = at + timedelta(minutes=20)
            transfers.append((f"o{number:05}", mule, 300 + number, amount * 97 // 100, onward))
            labels.append(f"o{number:05}")
    with (path / "transfers.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["transfer_id", "source", "target", "amount", "asset", "at"])
        for name, source, target, amount, at in transfers:
            instant = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            rows.writerow([name, f"a{source}", f"a{target}", f"{amount}.00", "USD", instant])
    with (path / "labels.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["transfer_id", "laundering", "group", "pattern"])
        rows.writerows([name, "1", "", "mule"] for name in labels)
    for reads in ("transfers", "labels"):
        done = run("transfers", "ingest", f"{reads}.csv", cwd=path)
        assert done.code == 0, done.err
    return path


@pytest.fixture(scope="module")
def card(folder: Path) -> dict[str, float]:
    """The card of a model trained there."""
    done = run("flows", "train", "--out", "m.model", "--label-lag", "5", "--json", cwd=folder)
    assert done.code == 0, done.err
    found: dict[str, float] = json.loads(done.out)["card"]
    return found


def test_a_trained_model_says_how_good_it_was_on_time_it_had_not_seen(
    card: dict[str, float],
) -> None:
    assert card["average_precision"] > 0.9
    assert card["f1"] > 0.85
    assert card["confirmed_count"] == 125
    assert card["label_lag_us"] == 5 * 86_400_000_000


def test_scores_come_highest_first_with_reasons(folder: Path, card: dict[str, float]) -> None:
    done = run(
        "flows", "score", "m.model", "--since", "2026-02-20", "--top", "8", "--json", cwd=folder
    )
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert len(lines) == 8
    scores = [line["probability"] for line in lines]
    assert scores == sorted(scores, reverse=True)
    assert all(line["at"] >= "2026-02-20" for line in lines)
    assert sum(line["transfer_id"].startswith("o") for line in lines) >= 7
    assert all(line["reasons"][0]["says"] for line in lines)
    assert lines[0]["is_over"] is (scores[0] >= card["threshold"])


def test_scores_read_like_sentences(folder: Path, card: dict[str, float]) -> None:
    done = run("flows", "score", "m.model", "--top", "2", cwd=folder)
    assert done.code == 0, done.err
    assert f"threshold {card['threshold']:.3f}; a score decides nothing" in done.out
    assert "microseconds" not in done.out


def test_what_has_not_waited_for_the_delay_is_provisional(folder: Path) -> None:
    trained = run("flows", "train", "--delay", "7", "--out", "week.model", cwd=folder)
    assert trained.code == 0, trained.err
    done = run("flows", "score", "week.model", "--top", "2000", "--json", cwd=folder)
    lines = {line["transfer_id"]: line for line in map(json.loads, done.out.splitlines())}
    assert lines["n01499"]["is_provisional"] is True
    assert lines["n00000"]["is_provisional"] is False


def test_a_ledger_without_labels_trains_nothing(tmp_path: Path, folder: Path) -> None:
    run("transfers", "ingest", str(folder / "transfers.csv"), cwd=tmp_path)
    done = run("flows", "train", cwd=tmp_path)
    assert done.code != 0
    assert "the ledger has none" in done.err


def test_findings_are_known_from_the_search_that_made_them(folder: Path) -> None:
    snapshot = ParquetLedger(folder / "plainsight-transfers").snapshot()
    question = FlowQuestion(reporting=fiat("USD"))
    ledger = read_flow_ledger(snapshot, question)
    typology = next(t for t in load_flow_policy().flows if t.typology_id == "F07")
    plain = ledger.known(ledger.marked(frozenset()), label_lag=timedelta(days=1))
    known = with_findings(
        plain, ledger, snapshot, [typology], question, engine=DuckFlows(), every=timedelta(days=10)
    )
    assert len(known.found) > 10
    assert bool((known.found_at_us >= ledger.flow.at_us[known.found]).all())
    assert len(set(known.found_at_us.tolist())) > 2
