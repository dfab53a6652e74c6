"""From a backup to a signed log again, at the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from click.testing import Result
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.prove import log
from plainsight.cli.run.backup import backup
from plainsight.cli.run.restore import restore
from plainsight.errors import NotProven, RestoredLog, SamePerson
from plainsight.model.fact import AuditTag, Fact

app = typer.Typer()
app.command()(backup)
app.command()(restore)
app.add_typer(log.app, name="log")


class Desk:
    """Records with four entries in a backup, and two more that were signed after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ok("log", "key", str(folder / "log.key"), "--name", "test.example/log")
        fresh_sqlite(folder / "lost.db")
        self.facts(4)
        (folder / "early.txt").write_text(self.ok("log", "checkpoint"))
        self.ok("backup", str(folder / "kept"))
        self.facts(2)
        (folder / "late.txt").write_text(self.ok("log", "checkpoint"))
        self.told = self.ok("restore", str(folder / "kept"), "--by", "ada", records="back.db")

    def run(self, *words: str, records: str = "back.db") -> Result:
        environment = {
            "PLAINSIGHT_RECORDS": f"sqlite:///{self.folder / records}",
            "PLAINSIGHT_KEY": str(self.folder / "log.key"),
        }
        return CliRunner().invoke(app, words, env=environment)

    def ok(self, *words: str, records: str = "lost.db") -> str:
        done = self.run(*words, records=records)
        assert done.exit_code == 0, done.output
        return done.stdout

    def facts(self, count: int) -> None:
        store = wiring.open_records(f"sqlite:///{self.folder / 'lost.db'}")
        with store.begin() as unit:
            for number in range(count):
                at = datetime(2026, 1, 31, tzinfo=UTC)
                unit.record(Fact(tag=AuditTag.POSTS_INGESTED, subject=f"ba_{number}", at=at))
        store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_was_signed_after_the_backup_keeps_the_restored_log_unsigned(desk: Desk) -> None:
    assert "plainsight log resume --since CHECKPOINT" in desk.told
    for command in (("log", "checkpoint"), ("log", "export", str(desk.folder / "x"))):
        assert isinstance(desk.run(*command).exception, RestoredLog)
    refused = desk.run("log", "resume", "--since", str(desk.folder / "late.txt"), "--by", "ada")
    assert isinstance(refused.exception, NotProven)
    assert "6 entries were signed, and the backup held 4" in str(refused.exception)
    assert isinstance(desk.run("log", "checkpoint").exception, RestoredLog)


def test_it_is_signed_again_after_the_comparison(desk: Desk) -> None:
    early = desk.ok(
        "log", "resume", "--since", str(desk.folder / "early.txt"), "--by", "ada", records="back.db"
    )
    assert early == "resumed: it contains the 4 entries of that checkpoint\n"
    assert "\n6\n" in desk.ok("log", "checkpoint", records="back.db")


def test_a_loss_is_said_and_noted(desk: Desk) -> None:
    lost = ("log", "resume", "--since", str(desk.folder / "late.txt"), "--lost", "--by", "ada")
    said = desk.ok(*lost, "--agreed-by", "ben", records="back.db")
    assert said == "resumed, with entries lost; the log says so\n"
    shown = desk.ok("log", "show", "--about", "log", "--json", records="back.db")
    assert '"is_lost":true' in shown
    assert '"tag":"log:restored"' in shown


def test_without_a_checkpoint_the_mend_is_named(desk: Desk) -> None:
    done = desk.run("log", "resume", "--by", "ada")
    assert done.exit_code == 2
    assert "newest checkpoint" in done.output


def test_what_was_taken_away_after_the_backup_is_named_from_an_export(desk: Desk) -> None:
    store = wiring.open_records(f"sqlite:///{desk.folder / 'lost.db'}")
    at = datetime(2026, 1, 31, tzinfo=UTC)
    with store.begin() as unit:
        unit.record(Fact(tag=AuditTag.TOKEN_REVOKED, subject="tk_1", at=at, body={"by": "holly"}))
    store.close()
    export = str(desk.folder / "export")
    desk.ok("log", "export", export)
    told = desk.ok("log", "lost", export, records="back.db")
    assert "token:revoked" in told
    assert "tk_1" in told
    assert "lost beside them: 2 other entries (posts:ingested 2)" in told
    found = json.loads(desk.ok("log", "lost", export, "--json", records="back.db"))
    assert [each["index"] for each in found["taken_away"]] == [6]
    nothing = json.loads(desk.ok("log", "lost", export, "--json"))
    assert nothing == {"taken_away": [], "owed": [], "others": {}}


def test_what_others_have_in_writing_is_named_with_what_it_is_known_as(desk: Desk) -> None:
    store = wiring.open_records(f"sqlite:///{desk.folder / 'lost.db'}")
    at = datetime(2026, 1, 31, tzinfo=UTC)
    with store.begin() as unit:
        for tag, subject, body in (
            (AuditTag.REQUEST_RECEIVED, "re_1", {"reference": "LER-2026-000007"}),
            (AuditTag.HOLD_PLACED, "ho_1", {"request": "re_1"}),
            (AuditTag.REPORT_FILED, "rp_1", {}),
        ):
            unit.record(Fact(tag=tag, subject=subject, at=at, body=body))
    store.close()
    export = str(desk.folder / "export")
    desk.ok("log", "export", export)
    told = desk.ok("log", "lost", export, records="back.db")
    assert "somebody outside has these in writing" in told
    assert "LER-2026-000007" in told
    found = json.loads(desk.ok("log", "lost", export, "--json", records="back.db"))
    assert [(each["subject"], each["known_as"]) for each in found["owed"]] == [
        ("re_1", "LER-2026-000007"),
        ("ho_1", "re_1"),
        ("rp_1", ""),
    ]
    assert found["taken_away"] == []


def test_an_export_that_differs_before_the_backup_tells_of_no_loss(desk: Desk) -> None:
    export = desk.folder / "export"
    desk.ok("log", "export", str(export))
    entries = export / "entries.jsonl"
    entries.write_bytes(entries.read_bytes().replace(b"ba_2", b"ba_9", 1))
    refused = desk.run("log", "lost", str(export))
    assert isinstance(refused.exception, NotProven)
    assert "entry 2 is another one" in str(refused.exception)


def test_a_loss_takes_two_people_by_name(desk: Desk) -> None:
    lost = ("log", "resume", "--since", str(desk.folder / "late.txt"), "--lost")
    nobody = desk.run(*lost)
    assert nobody.exit_code == 2
    assert "--by" in nobody.output
    one = desk.run(*lost, "--by", "ada")
    assert one.exit_code == 2
    assert "--agreed-by" in one.output
    assert isinstance(desk.run(*lost, "--by", "ada", "--agreed-by", "Ada ").exception, SamePerson)
    assert isinstance(desk.run("log", "checkpoint").exception, RestoredLog)
