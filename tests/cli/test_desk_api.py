"""The desk from Python, in three lines; whoever looks is in the log."""

import json
from pathlib import Path

import pytest
from tests.strategies.records import fresh_sqlite

import plainsight
from plainsight import Desk, wiring
from plainsight.demo.legal_requests import demo_request
from plainsight.errors import BadLegalRequest, CannotRead, UnknownId
from plainsight.prove.entry import parse_entry
from plainsight.respond.legal_request_form import to_json


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path / "records.db")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(to_json(demo_request("us-subpoena"))), encoding="utf-8")
    return path


def tags(url: str) -> list[str]:
    records = wiring.open_records(url)
    with records.read() as view:
        found = [parse_entry(entry.canonical).tag for entry in view.audit.entries()]
    records.close()
    return found


def test_a_legal_request_is_received_and_its_clocks_are_known(url: str, letter: Path) -> None:
    with Desk(url, by="ines") as desk:
        receipt = desk.receive(letter)
        reference = receipt.stored.reference
        assert desk.open(reference).request == receipt.stored.request
        assert desk.clocks(reference) == receipt.clocks != ()
        assert desk.holds(reference) == receipt.holds
    assert tags(url).count("request:opened") == 3


def test_what_cannot_be_read_is_refused_and_reaches_the_log(url: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    with Desk(url, by="ines") as desk, pytest.raises(BadLegalRequest):
        desk.receive(bad)
    assert "request:unreadable" in tags(url)


def test_a_file_that_is_not_there_is_named(url: str, letter: Path, tmp_path: Path) -> None:
    gone = tmp_path / "nope.json"
    with Desk(url, by="ines") as desk:
        for given in (lambda: desk.receive(gone), lambda: desk.receive(letter, attach=[gone])):
            with pytest.raises(CannotRead, match=r"nope\.json: No such file"):
                given()
        with pytest.raises(CannotRead, match="directory"):
            desk.receive(tmp_path)
    assert "request:received" not in tags(url)


def test_a_reference_that_names_nothing_is_an_error(url: str) -> None:
    with Desk(url, by="ines") as desk, pytest.raises(UnknownId):
        desk.open("LER-2026-009999")


def test_the_package_names_what_it_offers() -> None:
    assert {name: getattr(plainsight, name).__name__ for name in ("Chain", "Desk", "Ledger")} == {
        "Chain": "Chain",
        "Desk": "Desk",
        "Ledger": "Ledger",
    }
