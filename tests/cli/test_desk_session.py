"""A desk works by the command line alone: from intake to a package that a court has verified."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.desk_runner import Desk
from tests.strategies.respond import Seal, make_seal, opened

from plainsight.cli.respond import request_view
from plainsight.demo.legal_requests import demo_request, emergency_request
from plainsight.errors import CannotWrite, GuardUnmet, SamePerson
from plainsight.respond.data_class import DataClass
from plainsight.respond.legal_request_form import to_json


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return make_seal(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory, seal: Seal) -> Path:
    """A folder that every desk begins with."""
    folder = tmp_path_factory.mktemp("enrolled")
    with pytest.MonkeyPatch.context() as patch:
        Desk(folder, seal, patch).enrol()
    return folder


@pytest.fixture
def desk(tmp_path: Path, enrolled: Path, seal: Seal, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copytree(enrolled, tmp_path, dirs_exist_ok=True)
    made = Desk(tmp_path, seal, monkeypatch)
    made.now += timedelta(days=4)  # since the officer enrolled
    return made


def test_an_emergency_is_worked_from_intake_to_a_verified_package(
    desk: Desk, seal: Seal, tmp_path: Path
) -> None:
    reference = desk.receive(to_json(emergency_request()))
    assert "G4 open" in desk.verify(reference)
    said = desk.run("requests", "scope", reference, "--by", "clara")
    assert "granted: D2, D5" in said
    assert "not D7: PROCESS_LEVEL_INSUFFICIENT" in said
    one = desk.run("requests", "approve", reference, "--by", "ada", "--department", "legal")
    assert "one more approver" in one
    with pytest.raises(GuardUnmet):
        desk.run("requests", "approve", reference, "--by", "paul", "--department", "legal")
    desk.run("requests", "approve", reference, "--by", "paul", "--department", "safety")
    desk.run("requests", "collect", reference, "--by", "cole")
    desk.run("requests", "send-back", reference, "--words", "again, please", "--by", "quinn")
    desk.run("requests", "collect", reference, "--by", "cole")
    desk.run("requests", "check", reference, "--by", "quinn")
    assert "4 lines" in desk.run(
        "requests", "package", reference, "--officer", "officer-reyes", "--custodian", "C. Example"
    )
    package = tmp_path / "package.tar.age"
    desk.run("requests", "release", reference, "--by", "ada", "--out", package)
    with pytest.raises(GuardUnmet, match="handed over"):
        desk.run(
            "requests", "take-back", reference, "--words", "a slip", "--by", "ada",
            "--agreed-by", "clara",
        )  # fmt: skip
    again = tmp_path / "again.tar.age"
    desk.run("requests", "fetch", reference, "--officer", "officer-reyes", "--out", again)
    assert again.read_bytes() == package.read_bytes()
    pinned, identity = tmp_path / "log.pub", tmp_path / "officer.txt"
    pinned.write_text(f"{seal.key.key}\n")
    identity.write_text(f"{seal.identity}\n")
    pin = ("--key", pinned, "--identity", identity, "--tsa", seal.tsa_root)
    assert f"VERIFIED  {reference}" in desk.run("verify-package", package, *pin)
    nonce = json.loads(opened(package.read_bytes(), seal)["bag/data/acknowledge.json"])["nonce"]
    desk.run("requests", "acknowledge", reference, "--nonce", nonce, "--officer", "officer-reyes")
    desk.run("holds", "confirm", reference, "--by", "holly")
    desk.run("requests", "review", reference, "--by", "dora", "--words", "she was found")
    assert "blocked_until" in desk.run("requests", "notice", reference)
    desk.now += timedelta(days=91)
    desk.run("requests", "tell-user", reference, "--by", "ines")
    assert "closed" in desk.run("requests", "close", reference, "--by", "ines")
    shown = json.loads(desk.run("requests", "show", reference, "--by", "ines", "--json"))
    assert [step["step"] for step in shown["custody"]][-1] == "T22"
    assert {said["kind"] for said in shown["statements"]} >= {"judgement", "sent_back", "review"}


def test_counsel_waives_the_notice_of_a_subpoena_and_takes_it_back(desk: Desk) -> None:
    reference = desk.receive(to_json(demo_request("us-subpoena", DataClass.PHONE)))
    desk.verify(reference)
    desk.run("requests", "scope", reference, "--by", "clara")
    waive = ("requests", "waive-notice", reference, "--words", "the account is closed")
    with pytest.raises(GuardUnmet, match="requests notice says when"):
        desk.run(*waive, "--by", "clara")
    desk.run("requests", "approve", reference, "--by", "ada", "--department", "legal")
    with pytest.raises(SamePerson, match="ada did the approval"):
        desk.run(*waive, "--by", "ada")
    desk.run(*waive, "--by", "clara")
    assert "waived, counsel waived it" in desk.run("requests", "notice", reference)
    desk.run(*waive, "--by", "clara", "--take-back")
    assert ": due" in desk.run("requests", "notice", reference)
    desk.run("requests", "tell-user", reference, "--by", "ines")
    assert "sent, the user was told" in desk.run("requests", "notice", reference)


def packaged(desk: Desk) -> str:
    """An emergency worked as far as its package."""
    reference = desk.receive(to_json(emergency_request()))
    desk.verify(reference)
    desk.run("requests", "scope", reference, "--by", "clara")
    for by, department in (("ada", "legal"), ("paul", "safety")):
        desk.run("requests", "approve", reference, "--by", by, "--department", department)
    desk.run("requests", "collect", reference, "--by", "cole")
    desk.run("requests", "check", reference, "--by", "quinn")
    desk.run("requests", "package", reference, "--officer", "officer-reyes", "--custodian", "C. E")
    return reference


def test_nothing_is_released_to_a_place_that_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    reference = packaged(desk)
    with pytest.raises(CannotWrite, match="no folder"):
        desk.run("requests", "release", reference, "--by", "ada", "--out", tmp_path / "no" / "x")
    shown = json.loads(desk.run("requests", "show", reference, "--by", "ines", "--json"))
    assert shown["production"] == "packaged"
    assert "released" in desk.run("requests", "release", reference, "--by", "ada")


def test_a_release_whose_copy_cannot_be_written_says_that_it_left_and_where_to_take_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = packaged(desk)

    def full(path: Path, content: bytes) -> None:
        raise CannotWrite(str(path), "No space left on device")

    monkeypatch.setattr(request_view, "write_whole", full)
    with pytest.raises(CannotWrite, match=f"released all the same.*fetch {reference} --officer"):
        desk.run("requests", "release", reference, "--by", "ada", "--out", tmp_path / "x")


def test_a_preservation_is_confirmed_extended_and_released_by_two(desk: Desk) -> None:
    reference = desk.receive(to_json(demo_request("us-preservation-2703f")))
    desk.verify(reference)
    assert "hold active" in desk.run("holds", "confirm", reference, "--by", "holly")
    assert "0 overdue" in desk.run("clocks", "board")
    letter = desk.folder / "renewal.txt"
    letter.write_text("We renew our request for the preservation of all that is named in it.\n")
    renew = ("holds", "extend", reference, "--basis", "renewal", "--by", "holly")
    with pytest.raises(GuardUnmet, match="an extension is noted from"):
        desk.run(*renew, "--letter", letter)
    desk.now += timedelta(days=65)
    with pytest.raises(GuardUnmet, match="holds extend --letter FILE"):
        desk.run(*renew)
    assert "hold extended" in desk.run(*renew, "--letter", letter)
    desk.now += timedelta(days=95)
    assert "1 to ask" in desk.run("holds", "review")
    assert "asked 1 times" in desk.run("holds", "ask", reference, "--by", "holly")
    desk.now += timedelta(days=8)
    assert "asked 2 times" in desk.run("holds", "ask", reference, "--by", "holly")
    two = ("--by", "holly", "--agreed-by", "clara")
    assert "in writing" in desk.run("holds", "prepare-release", reference, "--written", *two)
    with pytest.raises(GuardUnmet, match="not before"):
        desk.run("holds", "release", reference, *two)
    desk.now += timedelta(days=30)
    desk.run("holds", "bar", "holly", "--by", "dora")
    with pytest.raises(GuardUnmet, match="two roles agree"):
        desk.run("holds", "release", reference, *two)
    with pytest.raises(GuardUnmet, match="two roles agree"):
        desk.run("holds", "release", reference, *two[:3], "clara", "--role", "QA")
    assert "hold released" in desk.run(
        "holds", "release", reference, "--by", "hugo", "--agreed-by", "dora", "--role", "DPO"
    )


def test_a_preservation_under_review_is_kept_when_the_case_is_open(desk: Desk) -> None:
    reference = desk.receive(to_json(demo_request("us-preservation-2703f")))
    desk.verify(reference)
    desk.run("holds", "confirm", reference, "--by", "holly")
    desk.now += timedelta(days=61)
    desk.run("holds", "review")
    with pytest.raises(GuardUnmet, match="holds confirm-keeping"):
        desk.run("holds", "keep", reference, "--by", "holly")
    words = ("--words", "commitment of 13 March")
    desk.run("holds", "confirm-keeping", reference, *words, "--by", "clara")
    assert "hold extended" in desk.run("holds", "keep", reference, "--by", "holly")


def test_an_impostor_gets_nothing_and_the_agency_is_called(desk: Desk) -> None:
    genuine = desk.receive(to_json(demo_request("us-subpoena", DataClass.PHONE)))
    desk.verify(genuine)
    reference = desk.receive(to_json(emergency_request()))
    desk.run("requests", "pick-up", reference, "--by", "ines")
    desk.run("requests", "triage", reference, "--by", "ines")
    told = desk.run("requests", "verify", reference, "--by", "victor", "--mail-passed")
    assert "dial back" in told
    called = ("--spoke-with", "watch commander Hale", "--words", "told them", "--by", "victor")
    with pytest.raises(GuardUnmet, match="published number"):
        desk.run("requests", "dial-back", reference, "--dialled", "+1 603 555 0199", *called)
    desk.run("requests", "dial-back", reference, "--dialled", "+1 603 555 0100", *called)
    denied = desk.run("requests", "verify", reference, "--by", "victor", "--denied")
    assert "FRAUD" in denied
    desk.run(
        "requests", "refuse", reference, "--reason", "AUTHENTICITY_NOT_ESTABLISHED", "--by", "clara"
    )
    assert "+1 603 555 0100" in desk.run("requests", "alarms", "--json")
    with pytest.raises(GuardUnmet, match="suspected fraud"):
        desk.run("requests", "scope", genuine, "--by", "clara")
    desk.run("requests", "lift-freeze", genuine, "--words", "came in person", "--by", "clara")
    assert "granted: D2" in desk.run("requests", "scope", genuine, "--by", "clara")


def test_a_question_a_part_a_challenge_and_a_withdrawal(desk: Desk) -> None:
    subpoena = to_json(demo_request("us-subpoena", DataClass.PHONE))
    asked = desk.receive(subpoena)
    desk.verify(asked)
    desk.run(
        "requests", "ask", asked, "--reason", "INCOMPLETE", "--words", "which?", "--by", "ines"
    )
    desk.run("requests", "clarify", asked, "--words", "this one", "--by", "officer-reyes")
    assert "partial" in desk.run(
        "requests", "refuse-part", asked, "--reason", "OVERBROAD", "--words", "not all",
        "--by", "clara",
    )  # fmt: skip
    challenged = desk.receive(subpoena)
    desk.verify(challenged)
    assert "challenged" in desk.run(
        "requests", "challenge", challenged, "--filing", "26-cv-1", "--general-counsel", "greta",
        "--by", "clara",
    )  # fmt: skip
    assert "withdrawn" in desk.run(
        "requests", "withdraw", challenged, "--authenticated-by", "call back",
        "--by", "officer-reyes",
    )  # fmt: skip


def test_the_gap_is_routed_followed_and_measured(desk: Desk) -> None:
    reference = desk.receive(to_json(demo_request("us-subpoena", DataClass.PHONE)))
    desk.verify(reference)
    desk.run("requests", "route", reference, "--letter", "by treaty", "--by", "xenia")
    desk.run("requests", "mla-reference", reference, "--number", "OIA-7", "--by", "xenia")
    desk.now += timedelta(days=200)
    desk.run("requests", "mla-answer", reference, "--words", "came", "--by", "xenia")
    told = json.loads(desk.run("requests", "gaps", "--json"))["whole"]
    assert (told["gap_4_answered"], told["gap_4_median_days"]) == (1, 200.0)
    assert "1 answered" in desk.run("requests", "gaps", "--since", "2026-01-01")


def test_reports_for_agencies_and_the_roster(desk: Desk) -> None:
    reference = desk.receive(to_json(demo_request("us-preservation-2703f")))
    digest = desk.run(
        "requests", "digest", "us-nh-doj", "--since", "2026-01-01", "--until", "2027-01-01"
    )
    assert reference in digest
    assert "us-nh-doj" in desk.run("agencies", "list")
    assert "officer-reyes" in desk.run("officers", "list", "us-nh-doj")
    desk.now += timedelta(days=91)
    (row,) = json.loads(desk.run("requests", "preservations", "--json"))
    assert row["never_followed"] == 1
    desk.run("requests", "watch", code=1)
    shift = ("--from", "2026-06-17T00:00:00", "--to", "2026-06-17T12:00:00")
    desk.run("roster", "add", "ines", *shift, "--by", "holly")
    desk.run("roster", "add", "otto", *shift, "--level", "2", "--weeks", "3", "--by", "holly")
    shown = json.loads(desk.run("roster", "show", "--json", code=1))
    assert [each["who"] for each in shown["shifts"]] == ["ines", "otto"]
    assert len(shown["gaps"]) == 2
    desk.run("roster", "remove", "ines", *shift, "--by", "holly")
    desk.run("requests", "watch", code=1)
    assert "nobody on duty" in desk.run("requests", "alarms", "--json")
