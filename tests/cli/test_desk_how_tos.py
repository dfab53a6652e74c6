"""What the pages tell a desk to type, typed when it is the time for it."""

import json
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.desk_runner import Desk
from tests.docs.page_examples import ROOT, blocks_of, commands_of
from tests.strategies.respond import Seal, make_seal

from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.errors import OutOfTurn
from plainsight.respond.legal_request_form import to_json

EMERGENCY = ROOT / "docs" / "how-to" / "answer-an-emergency.md"
LETTER = "We ask for the records of the account that is named in our request.\n"
HOLDS = ROOT / "docs" / "tutorials" / "response-desk.md"


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture
def desk(tmp_path: Path, seal: Seal, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, seal, monkeypatch)


def _commands(page: Path) -> list[list[str]]:
    """The words of each command of the desk that a page shows."""
    return [
        shlex.split(command.command.replace("\\\n", " "))[1:]
        for block in blocks_of(page)
        for command in commands_of(block)
    ]


def test_an_emergency_is_answered_by_the_commands_of_its_page(desk: Desk) -> None:
    desk.set_up()
    (desk.folder / "request.json").write_text(json.dumps(to_json(emergency_request())))
    (desk.folder / "letter.pdf").write_text(LETTER)
    for words in _commands(EMERGENCY):
        desk.run(*words)
        if words[0] == "officers":
            desk.now += timedelta(days=4)  # an address that is new to us is not called at once
    assert (desk.folder / "LER-2026-000001.tar.age").stat().st_size > 0


def test_a_scope_before_the_gates_stand_open_says_what_is_missing(desk: Desk) -> None:
    desk.enrol()
    reference = desk.receive(to_json(emergency_request()))
    desk.run("requests", "triage", reference, "--by", "ines")
    with pytest.raises(OutOfTurn, match="G1 to G4 must stand open, `requests verify` says why"):
        desk.run("requests", "scope", reference, "--by", "clara")


def test_a_hold_goes_to_its_end_by_the_commands_of_the_page(desk: Desk) -> None:
    desk.enrol()
    reference = desk.receive(to_json(demo_request("us-preservation-2703f")))
    desk.verify(reference)
    (desk.folder / "may.pdf").write_text(LETTER)
    for words in _commands(HOLDS):
        desk.now += timedelta(days=WAITED.get(words[1], 0))
        if words[1] == "confirm-keeping":
            desk.run("holds", "review")
        desk.run(*(word.replace("LER-2026-000123", reference) for word in words))
    assert "released" in desk.run("holds", "list")


# Days before a step: the last of a preservation's 90, the last of the second 90, a month to object.
WAITED = {"extend": 65, "confirm-keeping": 95, "release": 30}
