"""The desk watches itself: a case that is none, how approvers approve, and an outside clock."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.cli.runner import Ran, run

from plainsight import wiring
from plainsight.demo.legal_requests import demo_request
from plainsight.respond.legal_request_form import to_json


def ok(*arguments: str, cwd: Path) -> str:
    done: Ran = run(*arguments, cwd=cwd)
    assert done.code == 0, done.err
    return done.out


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "made-up.json"
    path.write_text(json.dumps(to_json(demo_request("us-subpoena"))), encoding="utf-8")
    return path


def test_who_opens_a_case_that_is_none_sets_off_an_alarm(tmp_path: Path, letter: Path) -> None:
    planted = ok("requests", "honey", letter.name, "--json", cwd=tmp_path)
    reference = json.loads(planted)["reference"]
    ok("requests", "show", reference, "--by", "curious", cwd=tmp_path)
    told = run("requests", "alarms", cwd=tmp_path).out
    assert reference in told
    assert "curious" in told


def test_habits_of_a_quiet_desk_are_nothing(tmp_path: Path) -> None:
    ok("ingest", "-", cwd=tmp_path)
    period = ("--since", "2026-10-01", "--until", "2026-11-01")
    told = json.loads(ok("requests", "habits", *period, "--json", cwd=tmp_path))
    assert told["approval_count"] == 0
    assert "0 approvals" in ok("requests", "habits", *period, cwd=tmp_path)


def test_openssl_verifies_what_log_stamp_wrote(tmp_path: Path, letter: Path) -> None:
    wiring.make_local_authority(tmp_path / "tsa", name="Example TSA")
    ok("requests", "receive", letter.name, "--by", "ines", cwd=tmp_path)
    ok("log", "key", "plainsight.key", "--name", "stamps.example/log", cwd=tmp_path)
    told = ok("log", "stamp", "--tsa", "tsa/tsa.cnf", "--out", "now", cwd=tmp_path)
    assert "entries were in the log by" in told
    ok("log", "stamp", "--entry", "0", "--out", "first", cwd=tmp_path)
    for folder in ("now", "first"):
        command = [
            "openssl", "ts", "-verify", "-data", f"{folder}/checkpoint.txt",
            "-in", f"{folder}/checkpoint.tsr", "-CAfile", "tsa/tsa_root.pem",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    late = run("log", "stamp", "--entry", "999", cwd=tmp_path)
    assert late.code != 0
    assert "plainsight log stamp --tsa" in late.err
