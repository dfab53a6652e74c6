"""plainsight log and plainsight verify, as an operator and a stranger type them."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from click.testing import Result
from tests.strategies.prove import WITNESS
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.exits import exit_code
from plainsight.cli.prove import log
from plainsight.cli.prove.verify import verify
from plainsight.errors import BadKeyFile, CannotRead, KeyTooOpen, NoCheckpoint, UnknownId
from plainsight.keys.file import load_key
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.checkpoint import parse_checkpoint
from plainsight.prove.proof_file import parse_growth_proof
from plainsight.prove.witness import cosign

NAME = "audit.example.com/plainsight"
AT = datetime(2026, 1, 31, 8, tzinfo=UTC)
NAIVE = Path(__file__).parents[2] / "spec" / "naive_verifier.py"

app = typer.Typer()
app.command()(verify)
app.add_typer(log.app, name="log")


class Desk:
    """A folder with records, a key and its public half, and a shell in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = fresh_sqlite(folder / "plainsight.db")
        self.key = folder / "plainsight.key"
        self.public = folder / "log.pub"
        self.public.write_text(self.ok("log", "key", str(self.key), "--name", NAME))

    def run(self, *words: str) -> Result:
        environment = {
            "PLAINSIGHT_RECORDS": self.records,
            "PLAINSIGHT_KEY": str(self.key),
            "COLUMNS": "100",
        }
        return CliRunner().invoke(app, words, env=environment)

    def ok(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def told(self, kind: type[Exception], *words: str) -> str:
        done = self.run(*words)
        assert isinstance(done.exception, kind), done.output
        return str(done.exception)

    def facts(self, count: int) -> None:
        store = wiring.open_records(self.records)
        with store.begin() as unit:
            for number in range(count):
                unit.record(
                    Fact(
                        tag=AuditTag.POSTS_INGESTED,
                        subject=f"ba_{number}",
                        at=AT,
                        body={"source": "posts 中文.jsonl", "read": number},
                    )
                )
        store.close()

    def export(self) -> Path:
        self.ok("log", "export", str(self.folder / "export"))
        return self.folder / "export"

    def verifying(self) -> tuple[str, ...]:
        return "verify", str(self.folder / "export"), "--key", str(self.public)

    def verify(self, path: Path, *words: str) -> Result:
        return self.run("verify", str(path), "--key", str(self.public), *words)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_stranger_verifies_an_export_with_the_pinned_key(desk: Desk) -> None:
    desk.facts(5)
    done = desk.verify(desk.export())
    assert done.exit_code == 0
    first, *facts = done.stdout.splitlines()
    assert first == f"verified  {NAME}"
    assert any(line.split() == ["entries", "5"] for line in facts)
    assert "\x1b" not in done.stdout  # in a pipe there is no colour


def test_the_naive_verifier_reads_the_same_folder(desk: Desk) -> None:
    desk.facts(5)
    folder = desk.export()
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(NAIVE), str(folder), str(desk.public)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "verified\n")


@pytest.mark.parametrize("name", ["entries.jsonl", "checkpoint.txt"])
def test_a_file_missing_from_the_folder_is_named_and_no_forgery(desk: Desk, name: str) -> None:
    desk.facts(2)
    file = desk.export() / name
    held = file.read_bytes()
    file.unlink()
    assert f"cannot read {file}: it is missing" in desk.told(CannotRead, *desk.verifying())
    assert naive(desk) == (1, "", f"not verified: there is no file {file}\n")
    file.mkdir()
    assert f"cannot read {file}: it is no file" in desk.told(CannotRead, *desk.verifying())
    assert naive(desk) == (1, "", f"not verified: there is no file {file}\n")
    file.rmdir()
    file.write_bytes(held[: len(held) // 2])  # cut off is not absent
    assert desk.verify(file.parent).exit_code == 1
    assert naive(desk)[1] != ""


def test_a_file_that_may_not_be_read_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.facts(1)
    folder = desk.export()

    def closed(path: Path, *_mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(CannotRead, match=r"checkpoint\.txt: Permission denied"):
        wiring.open_export(folder).checkpoint()


def test_an_empty_folder_is_no_forged_log(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    assert "checkpoint.txt: it is missing" in desk.told(CannotRead, *desk.verifying())
    assert exit_code(CannotRead("x", "y")) == 65


def naive(desk: Desk) -> tuple[int, str, str]:
    run = subprocess.run(
        [sys.executable, "-I", "-S", NAIVE, desk.folder / "export", desk.public],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


def test_the_naive_verifiers_name_a_file_that_is_missing(desk: Desk, tmp_path: Path) -> None:
    desk.facts(1)
    desk.export()
    desk.public.unlink()
    assert naive(desk) == (1, "", f"not verified: there is no file {desk.public}\n")
    entry = NAIVE.with_name("naive_entry.py")
    run = subprocess.run(
        [sys.executable, entry, tmp_path / "absent", NAIVE],
        capture_output=True,
        text=True,
        check=False,
    )
    told = f"not verified: there is no file {tmp_path / 'absent'}\n"
    assert (run.returncode, run.stderr) == (1, told)


def test_a_tampered_export_is_refused_with_its_reason_and_exit_code_1(desk: Desk) -> None:
    desk.facts(5)
    entries = desk.export() / "entries.jsonl"
    entries.write_bytes(entries.read_bytes().replace(b'"read":3', b'"read":4'))
    done = desk.verify(entries.parent)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"NOT VERIFIED  {NAME}\n")
    assert "flipped_byte: entry 3: byte " in done.stdout
    told = json.loads(desk.verify(entries.parent, "--json").stdout)
    assert told["verified"] is False
    assert [(reason["flaw"], reason["index"]) for reason in told["reasons"]] == [
        ("flipped_byte", 3)
    ]


def test_the_key_that_lies_in_the_folder_does_not_help_a_forger(desk: Desk, tmp_path: Path) -> None:
    desk.facts(5)
    folder = desk.export()
    (tmp_path / "forger").mkdir()
    forger = Desk(tmp_path / "forger")
    forger.facts(4)
    forged = forger.export()
    assert forger.verify(forged).exit_code == 0
    done = desk.run("verify", str(forged), "--key", str(folder / "verifier_key.txt"))
    assert done.exit_code == 1
    assert "wrong_key" in done.stdout


def test_an_earlier_checkpoint_must_be_contained(desk: Desk, tmp_path: Path) -> None:
    desk.facts(5)
    held = tmp_path / "held.txt"
    desk.ok("log", "checkpoint", "--out", str(held))
    desk.facts(2)
    done = desk.verify(desk.export(), "--since", str(held), "--json")
    assert done.exit_code == 0
    older = json.loads(done.stdout)
    assert (older["verified"], older["size"]) == (True, 7)
    shown = desk.verify(desk.export(), "--since", str(held))
    assert "extends" in shown.stdout
    newer = tmp_path / "newer.txt"
    desk.facts(1)
    desk.ok("log", "checkpoint", "--out", str(newer))
    done = desk.verify(tmp_path / "export", "--since", str(newer))
    assert done.exit_code == 1
    assert "rollback" in done.stdout


def test_one_entry_is_proven_in_one_file(desk: Desk, tmp_path: Path) -> None:
    desk.facts(5)
    desk.ok("log", "checkpoint")
    proof = tmp_path / "3.tlog-proof"
    desk.ok("log", "prove", "3", "--out", str(proof))
    assert desk.verify(proof).exit_code == 0
    assert desk.ok("log", "prove", "3") == proof.read_text(encoding="utf-8")
    proof.write_bytes(proof.read_bytes().replace(b"index 3", b"index 2"))
    done = desk.verify(proof)
    assert done.exit_code == 1
    assert "unproven_entry: entry 2" in done.stdout


def test_a_witness_is_asked_for_and_shown(desk: Desk, tmp_path: Path) -> None:
    desk.facts(2)
    folder = desk.export()
    theirs = tmp_path / "witness.pub"
    theirs.write_text(str(WITNESS.key))
    words = ("--witness", str(theirs), "--witnesses", "1")
    assert "missing_witness" in desk.verify(folder, *words).stdout
    note = folder / "checkpoint.txt"
    cosigned = cosign(parse_checkpoint(note.read_bytes()), signer=WITNESS, at=AT)
    note.write_bytes(bytes(cosigned.note))
    done = desk.verify(folder, *words)
    assert done.exit_code == 0
    assert f"{WITNESS.name} at 2026-01-31T08:00:00Z" in " ".join(done.stdout.split())
    told = json.loads(desk.verify(folder, *words, "--json").stdout)
    assert told["witnessed"] == [{"witness": WITNESS.name, "at": "2026-01-31T08:00:00Z"}]


def test_growth_is_written_for_a_witness(desk: Desk, tmp_path: Path) -> None:
    desk.facts(3)
    held = tmp_path / "held.txt"
    desk.ok("log", "checkpoint", "--out", str(held))
    desk.facts(3)
    desk.ok("log", "checkpoint")
    told = desk.ok("log", "growth", str(held))
    assert parse_growth_proof(told.encode()).old_size == 3


def test_the_key_command_prints_the_public_half_alone(desk: Desk, tmp_path: Path) -> None:
    secret = desk.key.read_text().strip().split("+", 4)[4]
    assert secret not in desk.public.read_text()
    assert desk.public.read_text().strip() == str(load_key(desk.key).key)
    witness = desk.ok("log", "key", str(tmp_path / "w.key"), "--name", "w.example", "--witness")
    assert load_key(tmp_path / "w.key").key.kind == 4
    assert witness.strip() == str(load_key(tmp_path / "w.key").key)
    assert "never overwritten" in desk.told(BadKeyFile, "log", "key", str(desk.key), "--name", NAME)


def test_a_key_others_can_read_signs_nothing(desk: Desk) -> None:
    desk.key.chmod(0o644)
    assert "chmod 600" in desk.told(KeyTooOpen, "log", "checkpoint")
    assert "mode 0644" in desk.told(KeyTooOpen, "log", "export", str(desk.folder / "export"))
    assert not (desk.folder / "export").exists()


def test_the_log_is_shown_with_how_far_it_is_signed(desk: Desk) -> None:
    desk.facts(30)
    desk.ok("log", "checkpoint")
    desk.facts(2)
    shown = desk.ok("log", "show", "--count", "3")
    lines = shown.splitlines()
    assert lines[0].split() == ["index", "at", "tag", "subject", "what"]
    assert [line.split()[0] for line in lines[1:4]] == ["29", "30", "31"]
    assert "中文" in shown
    assert lines[-1] == "32 entries, 30 of them under a checkpoint"
    (line,) = desk.ok("log", "show", "--from", "7", "--count", "1", "--json").splitlines()
    assert json.loads(line)["subject"] == "ba_7"
    about = desk.ok("log", "show", "--about", "ba_1", "--json").splitlines()
    assert [json.loads(line)["index"] for line in about] == [1, 31]
    later = desk.ok("log", "show", "--about", "ba_1", "--from", "2", "--json").splitlines()
    assert [json.loads(line)["index"] for line in later] == [31]


def test_what_cannot_be_answered_is_told_as_what_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.facts(1)
    desk.told(NoCheckpoint, "log", "prove", "0")
    desk.told(UnknownId, "log", "prove", "9")


def test_wrong_usage_exits_with_2(desk: Desk, tmp_path: Path) -> None:
    desk.facts(1)
    folder = desk.export()
    (tmp_path / "no.pub").write_text("no key")
    proof = tmp_path / "0.tlog-proof"
    desk.ok("log", "prove", "0", "--out", str(proof))
    for words in (
        ("verify", str(folder)),
        ("verify", str(tmp_path / "absent"), "--key", str(desk.public)),
        ("verify", str(folder), "--key", str(tmp_path / "absent")),
        ("verify", str(folder), "--key", str(tmp_path / "no.pub")),
        ("verify", str(folder), "--key", str(desk.key)),
        ("verify", str(proof), "--key", str(desk.public), "--since", str(proof)),
        ("log", "prove", "-1"),
    ):
        done = desk.run(*words)
        assert done.exit_code == 2, (words, done.output)


def test_a_private_key_given_by_mistake_is_not_shown(desk: Desk) -> None:
    desk.facts(1)
    secret = desk.key.read_text().strip().split("+", 4)[4]
    done = desk.run("verify", str(desk.export()), "--key", str(desk.key))
    assert done.exit_code == 2
    assert "this is a private key; give the public one" in " ".join(done.output.split())
    for part in (secret, desk.key.read_text().split("+")[3]):
        assert part[:6] not in "".join(done.output.split())


@pytest.mark.parametrize("command", [("verify",), *(("log", name) for name in (
    "key", "checkpoint", "export", "prove", "growth", "show"))])  # fmt: skip
def test_every_command_explains_itself_by_example(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "100"})
    assert shown.exit_code == 0
    assert f"plainsight {' '.join(command)}" in shown.stdout


def test_a_pinned_key_of_a_witness_is_a_misuse(desk: Desk, tmp_path: Path) -> None:
    desk.facts(1)
    (tmp_path / "w.pub").write_text(str(WITNESS.key))
    done = desk.run("verify", str(desk.export()), "--key", str(tmp_path / "w.pub"))
    assert done.exit_code == 2
