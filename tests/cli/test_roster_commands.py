"""The roster from the command line: instants as they were meant, and nothing ignored."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.strategies.records import fresh_sqlite
from typer.testing import CliRunner

from plainsight import wiring
from plainsight.cli.respond import roster
from plainsight.errors import BadValue, UnknownId

RUN = CliRunner()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path / "r.db")


def run(url: str, *words: str) -> str:
    done = RUN.invoke(
        roster.app, [*words, "--by", "holly", "--records", url], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def ends(url: str) -> list[tuple[str, str]]:
    done = RUN.invoke(roster.app, ["show", "--days", "366", "--records", url, "--json"])
    return [(each["from"], each["to"]) for each in json.loads(done.output)["shifts"]]


SHIFT = ("--from", "2026-11-24T06:00:00", "--to", "2026-11-24T18:00:00")


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "read_clock", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.mark.usefixtures("at_noon")
def test_an_offset_is_heeded_and_without_one_utc_is_meant(url: str) -> None:
    run(url, "add", "ines", *SHIFT)
    offset = ("--from", "2026-11-25T06:00:00+05:00", "--to", "2026-11-25T18:00:00+05:00")
    run(url, "add", "ines", *offset)
    assert ends(url) == [
        ("2026-11-24T06:00:00Z", "2026-11-24T18:00:00Z"),
        ("2026-11-25T01:00:00Z", "2026-11-25T13:00:00Z"),
    ]


@pytest.mark.usefixtures("at_noon")
def test_a_shift_that_begins_with_another_of_theirs_is_not_ignored(url: str) -> None:
    run(url, "add", "zed", *SHIFT)
    run(url, "add", "Zed", *SHIFT)
    longer = ("--from", "2026-11-24T06:00:00", "--to", "2026-11-24T20:00:00")
    with pytest.raises(BadValue, match="until 2026-11-24T18:00:00Z already"):
        run(url, "add", "zed", *longer)
    assert "removed" in run(url, "remove", "zed", *SHIFT)
    run(url, "add", "zed", *longer)
    assert ends(url) == [("2026-11-24T06:00:00Z", "2026-11-24T20:00:00Z")]


@pytest.mark.usefixtures("at_noon")
def test_nobody_is_taken_out_who_does_not_stand_there(url: str) -> None:
    run(url, "add", "ines", *SHIFT)
    with pytest.raises(UnknownId, match="otto from"):
        run(url, "remove", "otto", *SHIFT)


@pytest.mark.parametrize("weeks", ["2", "60"])
def test_a_shift_beyond_the_last_year_is_refused(url: str, weeks: str) -> None:
    last = ("--from", "9999-12-30T00:00:00", "--to", "9999-12-31T00:00:00")
    with pytest.raises(BadValue, match="years 1 to 9999"):
        run(url, "add", "off", *last, "--weeks", weeks)
