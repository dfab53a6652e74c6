"""`plainsight log stamps`: who outside vouched for the log, without opening the database."""

import json
from pathlib import Path

from tests.cli.runner import run

from plainsight import wiring

NAME = "stamps.example/log"
WITNESS = "ag.example.gov/witness"


def ok(*arguments: str, cwd: Path) -> str:
    ran = run(*arguments, cwd=cwd)
    assert ran.code == 0, ran.err
    return ran.out


def test_a_log_that_nobody_vouched_for_says_so_and_how_to_mend_it(tmp_path: Path) -> None:
    ok("ingest", "-", cwd=tmp_path)
    ran = run("log", "stamps", cwd=tmp_path)
    assert ran.code == 1
    assert "plainsight log stamp --tsa" in ran.out
    as_json = run("log", "stamps", "--json", cwd=tmp_path)
    assert (as_json.code, json.loads(as_json.out)["stamps"]) == (1, [])


def test_stamps_and_cosignatures_are_listed_with_both_clocks(tmp_path: Path) -> None:
    wiring.make_local_authority(tmp_path / "tsa", name="Example TSA")
    ok("ingest", "-", cwd=tmp_path)
    (tmp_path / "log.pub").write_text(
        ok("log", "key", "plainsight.key", "--name", NAME, cwd=tmp_path)
    )
    public = ok("log", "key", "witness.key", "--name", WITNESS, "--witness", cwd=tmp_path)
    (tmp_path / "witness.pub").write_text(public)
    ok("log", "stamp", "--tsa", "tsa/tsa.cnf", cwd=tmp_path)
    ok("log", "growth", "--out", "growth.txt", cwd=tmp_path)
    ok(
        "witness", "cosign", "growth.txt", "--log-key", "log.pub", "--key", "witness.key",
        "--out", "cosigned.txt", cwd=tmp_path,
    )  # fmt: skip
    ok(
        "witness", "accept", "cosigned.txt", "--log-key", "log.pub", "--witness", "witness.pub",
        cwd=tmp_path,
    )  # fmt: skip
    told = json.loads(ok("log", "stamps", "--json", cwd=tmp_path))
    assert [(one["kind"], one["witness"]) for one in told["stamps"]] == [
        ("witness", WITNESS),
        ("authority", None),
    ]
    assert all(one["stamped_at"] and one["received_at"] for one in told["stamps"])
    shown = ok("log", "stamps", cwd=tmp_path)
    assert WITNESS in shown
    assert "authority" in shown
    assert (
        len(json.loads(ok("log", "stamps", "--count", "1", "--json", cwd=tmp_path))["stamps"]) == 1
    )
