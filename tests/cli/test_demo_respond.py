"""The demo's desk: what left is verified in front of the reader, and an impostor gets nothing."""

import shlex
import subprocess
from pathlib import Path

from typer.testing import CliRunner

from plainsight.cli.respond import packages, requests


def test_the_demo_answers_three_refuses_one_and_verifies_what_left(tmp_path: Path) -> None:
    out = tmp_path / "desk"
    done = CliRunner().invoke(
        requests.app, ["demo", "--out", str(out)], catch_exceptions=False, env={"COLUMNS": "200"}
    )
    told = done.output
    assert done.exit_code == 0
    for said in (
        "answered after 1 h 10 min of 48 h, with 4 lines",
        "closed, and every held record is kept",
        "4 parts refused, each with a reason code and a route",
        "fraud suspected",
        "2 of 2 productions are one-sided",
        "Signature Verified Successfully",
        "     VERIFIED",
        "altered: data/records/subscriber.jsonl",
        "NOT VERIFIED",
    ):
        assert said in told, said
    assert told.index("     VERIFIED") < told.index("NOT VERIFIED")
    assert (out / "package" / "bag" / "data" / "gap_certificate.json").is_file()
    assert list(out.glob("*.tar.age"))

    shown = [shlex.split(line.strip()[2:]) for line in told.splitlines() if "   $ " in line]
    assert [words[0] for words in shown] == ["openssl", "python3", "python3"]
    # Whoever types the line that was shown sees what was shown.
    for words, code in zip(shown, (0, 0, 1), strict=True):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout
        assert all(f"     {line}" in told for line in done.stdout.splitlines())
    (ours,) = [line.split() for line in told.splitlines() if "verify-package" in line]
    judged = CliRunner().invoke(packages.app, ["verify", *ours[ours.index("verify-package") + 1 :]])
    assert judged.exit_code == 0
    assert "VERIFIED  LER-2026-000003" in judged.output
