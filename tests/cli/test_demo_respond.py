"""The demo's desk: what left is verified in front of the reader, and an impostor gets nothing."""

from pathlib import Path

from typer.testing import CliRunner

from plainsight.cli import requests


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
