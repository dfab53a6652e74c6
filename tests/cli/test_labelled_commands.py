"""Measuring on labelled rows: private ones are refused unread, and wrong questions are told."""

import json
import random
import re
from pathlib import Path

import pytest
from test_store_commands import ADVERT, LIFE, write_labelled
from tests.cli.runner import Ran, run

from plainsight.feeds.policy_root import policy_root

SHIPPED = str(policy_root())
PRIVATE = f"{ADVERT} 私"
DRAW = random.Random(11)
TRADE = ("wuzzle", "fribbet", "gromp", "heron", "snorkle", "plimth", "quibbet", "mofflin")
DAYS = ("garden", "train", "coffee", "window", "rain", "teacher", "music", "bread", "holiday")
STRANGE = "wuzzle fribbet gromp, ask the heron"
MORNING = "coffee, bread and music by the window, rain in the garden"
UNREAD = "2 rows refused unread: their visibility is not public or semi_public"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    rows = [
        {"text": ADVERT, "label": "ml", "visibility": "public"},
        {"text": LIFE[0], "label": "benign", "visibility": "semi_public"},
        {"text": PRIVATE, "label": "ml", "visibility": "private"},
        {"text": PRIVATE, "label": "benign", "visibility": ""},
        {"text": LIFE[1], "label": "benign"},
    ]
    write(tmp_path / "l.jsonl", rows)
    write(tmp_path / "p.jsonl", [{**row, "visibility": "private"} for row in rows])
    (tmp_path / "empty.jsonl").touch()
    write_labelled(tmp_path / "benign.jsonl", [(text, "benign") for text in LIFE])
    return tmp_path


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def shown() -> list[dict[str, str]]:
    """Rows of a trade that no typology knows, and of daily life."""
    return [
        {"text": " ".join(DRAW.choices(TRADE, k=6)), "label": "ml"}
        if place % 2
        else {"text": " ".join(DRAW.choices(DAYS, k=6)), "label": "b"}
        for place in range(420)
    ]


def told(ran: Ran) -> str:
    assert ran.code == 65, ran.out
    assert ran.out == ""
    return " ".join(ran.err.split())


@pytest.mark.parametrize("command", [("evaluate",), ("backtest", "--after", SHIPPED)])
def test_private_rows_are_refused_unread_and_counted(house: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "l.jsonl", cwd=house)
    assert ran.code == 0, ran.err
    assert UNREAD in " ".join(ran.out.split())
    assert PRIVATE not in ran.out
    told_by_machine = run(*command, "l.jsonl", "--json", cwd=house)
    assert json.loads(told_by_machine.out)["refused"] == 2
    assert "私" not in told_by_machine.out


@pytest.mark.parametrize("command", [("evaluate",), ("backtest", "--after", SHIPPED), ("train",)])
def test_a_set_of_private_rows_alone_is_an_error(house: Path, command: tuple[str, ...]) -> None:
    said = told(run(*command, "p.jsonl", cwd=house))
    assert "no row can be read: 5 rows refused unread" in said


def test_a_model_learns_nothing_from_private_rows(house: Path) -> None:
    rows = shown()
    private = [{**row, "visibility": "private"} for row in rows]
    write(house / "t.jsonl", [*rows, *private])
    ran = run("train", "t.jsonl", "--json", cwd=house)
    assert ran.code == 0, ran.err
    trained = json.loads(ran.out)
    assert (trained["refused"], trained["card"]["row_count"]) == (420, 420)
    assert "420 rows refused unread" in run("train", "t.jsonl", cwd=house).out


def test_a_model_learns_from_ordinary_traffic_and_judges_beside_typologies(house: Path) -> None:
    write(house / "t.jsonl", shown())
    traffic = [{"text": f"{LIFE[place % len(LIFE)]} {place}"} for place in range(60)]
    private = [{"text": PRIVATE, "visibility": "private"}]
    write(house / "day.jsonl", [*traffic, {"text": ADVERT}, *private])
    ran = run("train", "t.jsonl", "--ordinary", "day.jsonl", "--json", cwd=house)
    assert ran.code == 0, ran.err
    told_of = json.loads(ran.out)
    card = told_of["card"]
    assert (card["row_count"], card["ordinary_count"], card["ordinary_raised"]) == (420, 60, 0)
    assert (told_of["left_out"], told_of["refused"]) == (1, 1)
    said = run("train", "t.jsonl", "--ordinary", "day.jsonl", cwd=house).out
    assert "of 60 ordinary posts the model alone raises 0, held out; 1 post left out" in said

    alone, both = (
        json.loads(run("evaluate", "t.jsonl", "--json", *options, cwd=house).out)
        for options in ((), ("--model", "plainsight.model"))
    )
    assert alone["rows"]["recall"] == 0.0
    assert both["rows"]["recall"] > 0.9
    assert both["by_typology"]["M00"]["ml"] > 180


def test_what_a_model_reaches_is_told_as_its_card_tells_it(house: Path) -> None:
    """No finding is taken away, so what typologies find wrongly stays found (decision 77)."""
    write(
        house / "t.jsonl", [*shown(), *({"text": f"{ADVERT} {n}", "label": "b"} for n in range(9))]
    )
    told_of = json.loads(run("train", "t.jsonl", "--json", cwd=house).out)
    card, together = told_of["card"], told_of["together"]
    assert [together[name] for name in ("precision", "recall", "f1")] == [
        card[name] for name in ("precision", "recall", "f1")
    ]
    assert together["precision"] < 1.0


def test_a_model_needs_something_to_learn_from(house: Path) -> None:
    assert "name a file of labelled posts, or add --starter" in told(run("train", cwd=house))


@pytest.mark.parametrize("command", [("evaluate",), ("backtest", "--after", SHIPPED), ("train",)])
def test_an_empty_set_measures_nothing(house: Path, command: tuple[str, ...]) -> None:
    assert "no rows are left to measure" in told(run(*command, "empty.jsonl", cwd=house))


def test_an_unknown_typology_is_told_and_not_measured(house: Path) -> None:
    said = told(run("evaluate", "l.jsonl", "--typology", "T04,T99", cwd=house))
    assert "--typology is 'T99': one of T01, " in said
    ran = run("evaluate", "l.jsonl", "--typology", "t04", "--json", cwd=house)
    assert json.loads(ran.out)["rows"]["recall"] == 1.0


@pytest.mark.parametrize("command", [("evaluate",), ("backtest", "--after", SHIPPED), ("train",)])
def test_positive_labels_that_no_row_has_are_told(house: Path, command: tuple[str, ...]) -> None:
    said = told(run(*command, "l.jsonl", "--positive", "nosuch", cwd=house))
    assert "no row has such a label; labels here: benign, ml" in said


def test_labels_of_one_and_nought_mean_the_same_to_every_command(house: Path) -> None:
    rows = [{"text": f"{ADVERT} {n}", "label": "1"} for n in range(3)]
    write(house / "ints.jsonl", [*rows, *({"text": text, "label": "0"} for text in LIFE)])
    measured = json.loads(run("evaluate", "ints.jsonl", "--json", cwd=house).out)
    assert measured["rows"]["recall"] == 1.0
    compared = json.loads(
        run("backtest", "ints.jsonl", "--after", SHIPPED, "--json", cwd=house).out
    )
    assert compared["before"]["recall"] == compared["after"]["recall"] == 1.0
    assert "3 positive posts, 50 are needed" in run("train", "ints.jsonl", cwd=house).err


def test_a_model_cannot_be_trained_on_benign_rows_alone_by_the_usual_labels(house: Path) -> None:
    assert "no row has such a label" in told(run("train", "benign.jsonl", cwd=house))


def test_a_set_of_benign_rows_alone_is_measured_with_the_usual_labels(house: Path) -> None:
    ran = run("evaluate", "benign.jsonl", "--json", cwd=house)
    assert json.loads(ran.out)["rows"]["false_positives_per_10k"] == 0
    told_of = run("evaluate", "benign.jsonl", cwd=house).out
    assert re.search(r"label benign +- +- +- +0\.0 ", told_of), "nothing was to be found"


def test_a_backtest_raises_as_many_alerts_as_a_scan_shows(house: Path) -> None:
    samples = str(policy_root() / "samples" / "posts.jsonl")
    ran = run("backtest", samples, "--after", SHIPPED, "--json", cwd=house)
    assert "both are the same policy" in ran.err
    compared = json.loads(ran.out)
    shown = run("scan", samples, "--visibility", "public", cwd=house)
    assert f"in {compared['after']['alerts']} campaigns" in " ".join(shown.out.split())
    assert compared["before"]["alerts"] == compared["after"]["alerts"] > 1
    assert compared["refused"] == 60


def test_a_model_raises_alerts_that_say_so_and_why(house: Path) -> None:
    write(house / "t.jsonl", shown())
    assert run("train", "t.jsonl", cwd=house).code == 0
    days = [f"2026-01-0{place + 1}T00:00:00Z" for place in range(3)]
    posts = [
        {
            "post_id": f"p{place}",
            "account_id": f"a{place}",
            "surface": "forum",
            "visibility": "public",
            "posted_at": day,
            "text": text,
        }
        for place, (day, text) in enumerate(zip(days, (STRANGE, MORNING, ADVERT), strict=True))
    ]
    write(house / "posts.jsonl", posts)
    taken_in = ("ingest", "posts.jsonl", "--model", "plainsight.model", "--json")
    assert json.loads(run(*taken_in, cwd=house).out)["alerts"]["raised"] == 2
    setting = {"PLAINSIGHT_MODEL": "plainsight.model"}
    again = run("ingest", "posts.jsonl", "--json", "--only-new", cwd=house, environment=setting)
    assert (again.code, json.loads(again.out)["alerts"]) == (0, None)

    told_of = [json.loads(line) for line in run("alerts", "--json", cwd=house).out.splitlines()]
    by_model = {each["finding"]["strongest"]["raised_by"]: each for each in told_of}
    alone = by_model["model"]["finding"]["strongest"]
    assert by_model["model"]["typology_ids"] == ["M00"]
    assert [reason["facet"] for reason in alone["reasons"]] == ["wording"]
    for evidence in alone["reasons"][0]["evidence"]:
        assert STRANGE[evidence["start"] : evidence["end"]] == evidence["excerpt"]
    both = by_model["typology"]
    assert both["score_permille"] == both["finding"]["strongest"]["likelihood_permille"]
    why = run("explain", by_model["model"]["alert_id"], cwd=house).out
    assert "wording that the model has learnt" in why
    assert "found by the text model alone; no red flag explains it" in why
