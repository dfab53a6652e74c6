"""A desk that is run by the command line alone, at a time of the test's choosing."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from tests.strategies.records import fresh_sqlite
from tests.strategies.respond import Seal
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli import full_app
from plainsight.demo.accounts import ACCOUNT, add_person
from plainsight.demo.agency import SUPERVISOR
from plainsight.stores.records import open_records

NOW = datetime(2026, 3, 13, 12, tzinfo=UTC)
RUN = CliRunner()
_program = cache(full_app)


class Desk:
    """Runs commands against one set of records, at a time of the test's choosing."""

    def __init__(self, folder: Path, seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.seal, self.now = folder, seal, NOW
        self.app = _program()
        monkeypatch.setenv("PLAINSIGHT_RECORDS", f"sqlite:///{folder / 'r.db'}")
        monkeypatch.setenv("PLAINSIGHT_KEY", str(seal.folder / "plainsight.key"))
        monkeypatch.setenv("PLAINSIGHT_TSA", str(seal.folder / "tsa" / "tsa.cnf"))
        monkeypatch.setattr(wiring, "read_clock", lambda: self.now)

    def run(self, *words: object, code: int = 0) -> str:
        done = RUN.invoke(self.app, [str(word) for word in words])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    def set_up(self) -> None:
        """A platform with a person on it, and an officer's public key."""
        records = open_records(fresh_sqlite(self.folder / "r.db"), salts=secrets.token_bytes)
        with records.begin() as unit:
            add_person(unit.desk.directory, ACCOUNT, at=NOW - timedelta(days=10))
        records.close()
        (self.folder / "reyes.pub").write_text(f"{self.seal.recipient}\n")

    def enrol(self) -> None:
        """What `set_up` makes, an agency, and the officer with his key."""
        self.set_up()
        self.run(
            "agencies", "add", "us-nh-doj", "--name", "Example DOJ", "--country", "US",
            "--domain", "doj.example.gov", "--number", "+1 603 555 0100",
            "--source", "state directory", "--by", "ines",
        )  # fmt: skip
        self.run(
            "officers", "enrol", "officer-reyes", "--agency", "us-nh-doj",
            "--email", "a.reyes@doj.example.gov", "--recipient", self.folder / "reyes.pub",
            "--vouched-by", "D. Admin", "--by", "ines",
        )  # fmt: skip
        self.now += timedelta(days=4)

    def receive(self, request: object) -> str:
        file = self.folder / "request.json"
        file.write_text(json.dumps(request))
        told = json.loads(self.run("requests", "receive", file, "--by", "ines", "--json"))
        return str(told["reference"])

    def verify(self, reference: str) -> str:
        self.run("requests", "pick-up", reference, "--by", "ines")
        self.run("requests", "triage", reference, "--by", "ines")
        return self.run(
            "requests", "verify", reference, "--by", "victor", "--passkey", "--mail-passed",
            "--dialled", "+1 (603) 555-0100", "--spoke-with", SUPERVISOR, "--confirmed",
        )  # fmt: skip
