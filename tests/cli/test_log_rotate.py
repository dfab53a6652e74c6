"""The log's key changed at the command line, and what others see of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.prove import log
from plainsight.cli.prove.verify import verify
from plainsight.errors import (
    BadKeyFile,
    BadNote,
    BadValue,
    RetiredKey,
    SamePerson,
    UnknownSigner,
    UnsignedRotation,
)
from plainsight.model.fact import AuditTag, Fact

NAME = "test.example/log"
WORDS = ("--reason", "keeper_left", "--by", "Ada", "--agreed-by", "ben")

app = typer.Typer()
app.add_typer(log.app, name="log")
app.command()(verify)


class Desk:
    """Records with four signed entries, the log's key and a new one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.new = folder / "log.key", folder / "new.key"
        self.pub = self.keep("log.pub", self.ok("log", "key", str(self.key), "--name", NAME))
        self.new_pub = self.keep("new.pub", self.ok("log", "key", str(self.new), "--name", NAME))
        store = wiring.open_records(fresh_sqlite(folder / "records.db"))
        with store.begin() as unit:
            for number in range(4):
                at = datetime(2026, 1, 31, tzinfo=UTC)
                unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject=f"ba_{number}", at=at))
        store.close()
        self.first = self.keep("first.txt", self.ok("log", "checkpoint"))

    def keep(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text)
        return self.folder / name

    def run(self, *words: str, key: Path | None = None) -> Result:
        environment = {
            "PLAINSIGHT_RECORDS": f"sqlite:///{self.folder / 'records.db'}",
            "PLAINSIGHT_KEY": str(key or self.key),
        }
        return CliRunner().invoke(app, words, env=environment)

    def ok(self, *words: str, key: Path | None = None) -> str:
        done = self.run(*words, key=key)
        assert done.exit_code == 0, done.output
        return done.stdout

    def rotate(self, *more: str) -> str:
        return self.ok("log", "rotate-key", str(self.new), *WORDS, *more)

    def judged(self, path: Path, key: Path, *more: str) -> tuple[int, dict[str, Any]]:
        done = self.run("verify", str(path), "--key", str(key), "--json", *more)
        return done.exit_code, json.loads(done.stdout)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_log_is_verified_with_the_old_key_and_the_new_and_tells_the_change(desk: Desk) -> None:
    told = desk.rotate("--out", str(desk.folder / "both.txt"))
    old, new = desk.pub.read_text().strip(), desk.new_pub.read_text().strip()
    assert f"entry 4: the log's key gave way\n  from  {old}\n  to    {new}\n" in told
    assert (desk.folder / "both.txt").read_text().count(f"\u2014 {NAME} ") == 2
    export = desk.folder / "export"
    desk.ok("log", "export", str(export), key=desk.new)
    for key in (desk.pub, desk.new_pub):
        code, verdict = desk.judged(export, key, "--since", str(desk.first))
        assert (code, verdict["verified"], verdict["signed_by"]) == (0, True, new)
        assert verdict["rotations"] == [
            {"index": 4, "old_key": old, "new_key": new, "reason": "keeper_left"}
        ]
    shown = desk.ok("verify", str(export), "--key", str(desk.pub))
    assert "key changed" in shown
    assert "signed by" in shown


def test_the_change_as_json_carries_the_checkpoint(desk: Desk) -> None:
    told = json.loads(desk.rotate("--json"))
    assert (told["index"], told["size"], told["reason"]) == (4, 5, "keeper_left")
    assert told["checkpoint"].startswith(f"{NAME}\n5\n")


def test_the_old_key_signs_no_more(desk: Desk) -> None:
    desk.rotate()
    for command in (("log", "checkpoint"), ("log", "export", str(desk.folder / "x"))):
        assert isinstance(desk.run(*command).exception, RetiredKey)
    assert desk.ok("log", "checkpoint", key=desk.new)


def test_two_people_and_a_key_of_this_log_are_needed(desk: Desk) -> None:
    alone = desk.run(
        *("log", "rotate-key", str(desk.new), "--reason", "scheduled"),
        *("--by", "ada", "--agreed-by", "ADA "),
    )
    assert isinstance(alone.exception, SamePerson)
    desk.ok("log", "key", str(desk.folder / "else.key"), "--name", "other.example/log")
    other = desk.run("log", "rotate-key", str(desk.folder / "else.key"), *WORDS)
    assert isinstance(other.exception, BadValue)
    absent = desk.run("log", "rotate-key", str(desk.folder / "none.key"), *WORDS)
    assert isinstance(absent.exception, BadKeyFile)
    why = desk.run("log", "rotate-key", str(desk.new), "--reason", "whim", *WORDS[2:])
    assert why.exit_code == 2
    assert len(desk.ok("log", "show", "--json").splitlines()) == 4


def test_every_key_is_listed_with_where_it_began(desk: Desk) -> None:
    assert desk.ok("log", "keys") == f"from entry 0\n  {desk.pub.read_text()}"
    desk.rotate()
    listed = json.loads(desk.ok("log", "keys", "--json", key=desk.new))["keys"]
    assert [(one["from_entry"], one["reason"]) for one in listed] == [(0, None), (4, "keeper_left")]
    assert listed[1]["key"] == desk.new_pub.read_text().strip()
    assert "  keeper_left\n" in desk.ok("log", "keys", key=desk.new)


def test_a_key_that_never_signed_this_log_is_not_listed_as_its_key(desk: Desk) -> None:
    other = desk.folder / "odd.key"
    desk.ok("log", "key", str(other), "--name", NAME)
    # As after a restore of a backup from before a rotation: the name fits, the key signed nothing.
    refused = desk.run("log", "keys", key=other)
    assert isinstance(refused.exception, UnknownSigner)
    assert refused.stdout == ""


def test_before_the_first_checkpoint_no_key_is_said_to_have_signed(desk: Desk) -> None:
    fresh = fresh_sqlite(desk.folder / "fresh.db")
    told = desk.ok("log", "keys", "--records", fresh)
    assert told == "no key signed this log yet: plainsight log checkpoint signs it with this one\n"
    assert json.loads(desk.ok("log", "keys", "--records", fresh, "--json")) == {"keys": []}


def test_a_proof_by_the_new_key_opens_with_the_old_one_and_the_rotations(desk: Desk) -> None:
    desk.rotate()
    rotations, proof = desk.folder / "rotations.jsonl", desk.folder / "1.tlog-proof"
    desk.ok("log", "keys", "--out", str(rotations), key=desk.new)
    desk.ok("log", "checkpoint", key=desk.new)
    with wiring.open_records(f"sqlite:///{desk.folder / 'records.db'}").begin() as unit:
        at = datetime(2026, 2, 1, tzinfo=UTC)
        unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject="ba_5", at=at))
    desk.ok("log", "checkpoint", key=desk.new)
    desk.ok("log", "prove", "1", "--out", str(proof))
    code, verdict = desk.judged(proof, desk.pub)
    assert (code, [each["flaw"] for each in verdict["reasons"]]) == (EXIT_NEGATIVE, ["wrong_key"])
    assert desk.judged(proof, desk.pub, "--rotations", str(rotations))[0] == 0
    assert desk.judged(proof, desk.new_pub)[0] == 0
    own = desk.folder / "4.tlog-proof"
    desk.ok("log", "prove", "4", "--out", str(own))
    code, verdict = desk.judged(own, desk.pub)
    assert (code, verdict["signed_by"]) == (0, desk.new_pub.read_text().strip())


def test_rotations_that_are_none_are_refused_by_name(desk: Desk) -> None:
    desk.rotate()
    good = desk.folder / "rotations.jsonl"
    desk.ok("log", "keys", "--out", str(good), key=desk.new)
    proof = desk.folder / "4.tlog-proof"
    desk.ok("log", "prove", "4", "--out", str(proof))
    line = good.read_text()
    for content, error in (
        ("no entry\n", BadNote),
        (line.replace("keeper_left", "scheduled"), UnsignedRotation),
    ):
        bad = desk.keep("bad.jsonl", content)
        refused = desk.run("verify", str(proof), "--key", str(desk.pub), "--rotations", str(bad))
        assert isinstance(refused.exception, error)
    desk.ok("log", "export", str(desk.folder / "export"), key=desk.new)
    folder = desk.run(
        *("verify", str(desk.folder / "export")),
        *("--key", str(desk.pub), "--rotations", str(good)),
    )
    assert folder.exit_code == 2


def test_a_log_whose_key_is_lost_goes_on_under_another_name(desk: Desk) -> None:
    other = desk.folder / "other.key"
    pub = desk.keep("other.pub", desk.ok("log", "key", str(other), "--name", f"{NAME}-2"))
    desk.key.unlink()
    words = ("log", "continue", str(other), "--lost", str(desk.pub), *WORDS[2:])
    told = desk.ok(*words)
    assert f"entry 4: {NAME}-2 continues {NAME}\n  key   {pub.read_text()}" in told
    export = desk.folder / "export"
    desk.ok("log", "export", str(export), key=other)
    code, verdict = desk.judged(export, pub, "--since", str(desk.first))
    assert (code, verdict["verified"]) == (0, True)
    (continued,) = verdict["continues"]
    assert continued["old_key"] == desk.pub.read_text().strip()
    shown = desk.ok("verify", str(export), "--key", str(pub)).replace("\n", " ")
    assert "not signed by its key" in " ".join(shown.split())
    code, verdict = desk.judged(export, desk.pub)
    assert (code, verdict["reasons"][0]["flaw"]) == (EXIT_NEGATIVE, "wrong_origin")
