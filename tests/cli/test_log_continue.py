"""A log whose key is lost goes on under another name at the command line, statements too."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.prove import log, statements
from plainsight.cli.prove.verify import verify
from plainsight.cli.prove.verify_statement import verify_statement
from plainsight.errors import BadStatement, BrokenContinuation, SamePerson, WrongOrigin
from plainsight.model.fact import AuditTag, Fact

OLD_NAME, NEW_NAME = "test.example/log", "test.example/log-2"
BOTH = ("--by", "ada", "--agreed-by", "ben")

app = typer.Typer()
app.add_typer(log.app, name="log")
app.add_typer(statements.app, name="statements")
app.command()(verify)
app.command()(verify_statement)


class Desk:
    """Records with a stated month of three entries under a key that is lost afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, folder / "old.key"
        self.pub = self.make_key(self.key, OLD_NAME)
        self.pin = self.make_key(folder / "new.key", NEW_NAME)
        self.log_facts(3)
        self.ok("statements", "make", "2026-08")
        self.kept = self.keep("kept.txt", self.ok("log", "checkpoint"))

    def make_key(self, place: Path, name: str) -> Path:
        told = self.ok("log", "key", str(place), "--name", name)
        return self.keep(f"{place.stem}.pub", told)

    def keep(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text)
        return self.folder / name

    def log_facts(self, count: int) -> None:
        store = wiring.open_records(f"sqlite:///{self.folder / 'records.db'}")
        with store.begin() as unit:
            for number in range(count):
                at = datetime(2026, 9, 1, tzinfo=UTC)
                unit.record(Fact(tag=AuditTag.ALERT_RAISED, subject=f"al_{number}", at=at))
        store.close()

    def run(self, *words: str) -> Result:
        environment = {
            "PLAINSIGHT_RECORDS": f"sqlite:///{self.folder / 'records.db'}",
            "PLAINSIGHT_KEY": str(self.key),
            "PLAINSIGHT_STATEMENTS": str(self.folder / "statements"),
        }
        return CliRunner().invoke(app, words, env=environment)

    def ok(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.stdout

    def go_on(self, *more: str) -> str:
        """Continue the log; from here on the new key signs."""
        told = self.ok(
            *("log", "continue", str(self.folder / "new.key"), "--lost", str(self.pub)),
            *BOTH, *more,
        )  # fmt: skip
        self.key = self.folder / "new.key"
        return told

    def judged(self, *words: str, key: Path) -> tuple[int, dict[str, Any]]:
        done = self.run(*words, "--key", str(key), "--json")
        return done.exit_code, json.loads(done.stdout)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_command_says_that_the_old_key_did_not_sign(desk: Desk) -> None:
    told = desk.go_on()
    assert f"{NEW_NAME} continues {OLD_NAME}\n  key   {desk.pin.read_text().strip()}\n" in told
    assert "not signed by the old key; give everybody the new one to pin" in told


def test_as_json_it_carries_the_first_checkpoint_under_the_new_name(desk: Desk) -> None:
    told = json.loads(desk.go_on("--json"))
    assert (told["index"], told["size"]) == (4, 5)
    assert (told["old_key"], told["new_key"]) == (
        desk.pub.read_text().strip(), desk.pin.read_text().strip()
    )  # fmt: skip
    assert told["checkpoint"].startswith(f"{NEW_NAME}\n5\n")


def test_an_export_verifies_with_the_new_key_and_contains_what_was_kept(desk: Desk) -> None:
    desk.go_on()
    export = str(desk.folder / "export")
    desk.ok("log", "export", export)
    code, verdict = desk.judged("verify", export, "--since", str(desk.kept), key=desk.pin)
    assert (code, verdict["verified"]) == (0, True)
    shown = desk.ok("verify", export, "--key", str(desk.pin))
    assert f"continues   {OLD_NAME}" in shown
    code, verdict = desk.judged("verify", export, key=desk.pub)
    assert (code, [each["flaw"] for each in verdict["reasons"]]) == (
        EXIT_NEGATIVE, ["wrong_origin"]
    )  # fmt: skip


def test_the_keys_name_both_logs_and_a_proof_opens_with_the_new_one(desk: Desk) -> None:
    desk.go_on()
    keys = json.loads(desk.ok("log", "keys", "--json"))["keys"]
    assert keys[-1]["key"] == desk.pin.read_text().strip()
    proof = desk.folder / "1.tlog-proof"
    desk.ok("log", "prove", "1", "--out", str(proof))
    assert desk.judged("verify", str(proof), key=desk.pin)[0] == 0
    assert desk.judged("verify", str(proof), key=desk.pub)[0] == EXIT_NEGATIVE


def test_the_key_may_be_lost_twice(desk: Desk) -> None:
    desk.go_on()
    third = desk.make_key(desk.folder / "third.key", f"{OLD_NAME}-3")
    desk.ok("log", "continue", str(desk.folder / "third.key"), "--lost", str(desk.pin), *BOTH)
    desk.key = desk.folder / "third.key"
    desk.ok("log", "export", str(desk.folder / "export"))
    words = ("verify", str(desk.folder / "export"), "--since", str(desk.kept))
    assert desk.judged(*words, key=third)[0] == 0


def test_it_is_refused_alone_or_under_the_same_name_or_of_another_log(desk: Desk) -> None:
    same, other = desk.folder / "same.key", desk.folder / "other.key"
    desk.make_key(same, OLD_NAME)
    stranger = desk.make_key(other, "other.example/log")
    new, lost = str(desk.folder / "new.key"), ("--lost", str(desk.pub))
    for words, error in (
        ((new, *lost, "--by", "ada", "--agreed-by", " ADA"), SamePerson),
        ((str(same), *lost, *BOTH), BrokenContinuation),
        ((new, "--lost", str(stranger), *BOTH), WrongOrigin),
    ):
        refused = desk.run("log", "continue", *words).exception
        assert isinstance(refused, error), repr(refused)
    assert desk.ok("log", "checkpoint").startswith(f"{OLD_NAME}\n4\n")


def test_a_month_after_it_is_stated_and_verified_against_the_month_before(desk: Desk) -> None:
    desk.go_on()
    desk.log_facts(2)
    desk.ok("statements", "make", "2026-09")
    months = [str(desk.folder / "statements" / each) for each in ("2026-08", "2026-09")]
    code, verdict = desk.judged("verify-statement", months[1], key=desk.pin)
    assert (code, verdict["reasons"], verdict["log"]) == (0, [], NEW_NAME)
    assert verdict["values"]["C1.raised"] == 2
    code, verdict = desk.judged(
        "verify-statement", months[1], "--previous", months[0], key=desk.pin
    )
    assert (code, verdict["reasons"]) == (0, [])
    assert any(f"continues {OLD_NAME} from entry 4" in note for note in verdict["notes"])
    assert desk.judged("verify-statement", months[0], key=desk.pub)[0] == 0
    assert desk.judged("verify-statement", months[1], key=desk.pub)[0] == EXIT_NEGATIVE
    desk.log_facts(1)
    desk.ok("statements", "make", "2026-10")
    board = json.loads(desk.ok("statements", "scoreboard", "--json"))
    assert board["stated"] == "2026-10"


def test_a_month_of_another_log_is_followed_by_none_of_this_one(desk: Desk) -> None:
    """Somebody else's statement lies in the folder."""
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    stranger = Desk(elsewhere)
    shutil.rmtree(desk.folder / "statements")
    shutil.move(elsewhere / "statements", desk.folder / "statements")
    statement = desk.folder / "statements" / "2026-08" / "statement.json"
    statement.write_text(statement.read_text().replace(OLD_NAME, "other.example/log"))
    desk.go_on()
    assert isinstance(desk.run("statements", "make", "2026-09").exception, BadStatement)
    assert stranger.key.exists()


def test_a_continuation_that_its_key_did_not_sign_speaks_against_the_month(desk: Desk) -> None:
    desk.go_on()
    desk.ok("statements", "make", "2026-09")
    entries = desk.folder / "statements" / "2026-09" / "entries.jsonl"
    entries.write_text(entries.read_text().replace(OLD_NAME, "test.example/gol"))
    code, verdict = desk.judged("verify-statement", str(entries.parent), key=desk.pin)
    assert code == EXIT_NEGATIVE
    assert any("continues, but" in reason for reason in verdict["reasons"])
