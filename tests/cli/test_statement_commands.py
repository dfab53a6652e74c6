"""statements, verify-statement, witness: an operator, a witness and an overseer, each alone."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from plainsight.cli.prove import log, statements, verify_statement, witness
from plainsight.errors import BadValue, CannotWrite, NotProven, OutOfTurn, UnknownId, UnknownSigner
from plainsight.model.fact import AuditTag, Fact
from plainsight.oversight.measures import MEASURES_VERSION
from plainsight.wiring import open_records, read_clock

NAME = "audit.example.com/plainsight"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder with a key and a log of some days."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    (tmp_path / "log.pub").write_text(_log("key", "plainsight.key", "--name", NAME).output)
    _tell([("re_1", 5), ("re_2", 60)])
    return tmp_path


def _tell(answers: list[tuple[str, int]]) -> None:
    records = open_records("sqlite:///plainsight.db")
    try:
        with records.begin() as unit:
            for request, hours in answers:
                body = {"country": "US", "instrument": "i", "is_duplicate": False}
                unit.record(_fact(AuditTag.REQUEST_RECEIVED, request, **body))
                unit.record(
                    _fact(
                        AuditTag.CLOCK_ANSWERED,
                        request,
                        kind="response",
                        standing="met" if hours <= 48 else "missed",
                        took_seconds=hours * 3600,
                        allowed_seconds=48 * 3600,
                    )
                )
    finally:
        records.close()


def _fact(tag: AuditTag, subject: str, **body: object) -> Fact:
    return Fact(tag=tag, subject=subject, at=read_clock(), body=body)  # type: ignore[arg-type]


def _log(*words: str) -> Result:
    return CliRunner().invoke(log.app, list(words), catch_exceptions=False)


def _statements(*words: str) -> Result:
    return CliRunner().invoke(statements.app, list(words), catch_exceptions=False)


def _witness(*words: str) -> Result:
    return CliRunner().invoke(witness.app, list(words), catch_exceptions=False)


def _verify(*words: str) -> Result:
    import typer

    app = typer.Typer()
    app.command()(verify_statement.verify_statement)
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_a_statement_is_made_each_month_and_verified_elsewhere(
    desk: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "4 entries measured and signed" in _statements("make", "2026-09").output
    _tell([("re_3", 4)])
    assert "3 entries measured" in _statements("make", "2026-10").output  # with statement:made
    assert json.loads(_statements("list", "--json").output) == ["2026-09", "2026-10"]
    office = tmp_path_factory.mktemp("office")
    shutil.copytree(desk / "plainsight-statements", office / "got")
    shutil.copy(desk / "log.pub", office / "pinned.pub")
    monkeypatch.chdir(office)
    first = _verify("got/2026-09", "--key", "pinned.pub")
    assert first.exit_code == 0, first.output
    assert "none left out, none changed; every number computed again" in first.output
    assert "✗ missed: C3.in_time" in first.output
    second = _verify("got/2026-10", "--key", "pinned.pub", "--previous", "got/2026-09", "--json")
    told = json.loads(second.output)
    assert (told["verified"], told["values"]["C3.in_time"]) == (True, 1)


def test_a_month_left_out_is_told_where_the_next_one_counts_it(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = f"it counts from {read_clock().date()} on, and 2098-02 begins on 2098-02-01"
    assert "it counts" not in _statements("make", "2026-09").output
    later = datetime(2098, 3, 1, tzinfo=UTC)
    monkeypatch.setattr("plainsight.wiring.read_clock", lambda: later)
    assert counted in _statements("make", "2098-02").output
    verdict = _verify("plainsight-statements/2098-02", "--key", "log.pub").output
    assert counted in " ".join(verdict.split())


def test_the_copy_for_everybody_verifies_and_names_what_it_does_not_count(desk: Path) -> None:
    _statements("make", "2026-09")
    told = _statements("publish", "2026-09", "public/2026-09").output
    assert "4 entries, 4 of them as their hash" in told
    assert b"re_1" not in (desk / "public" / "2026-09" / "entries.jsonl").read_bytes()
    said = _verify("public/2026-09", "--key", "log.pub")
    assert said.exit_code == 0, said.output
    assert "numbers rest on entries that this copy hides" in " ".join(said.output.split())
    assert "every number that rests on shown entries computed again" in said.output
    asked = ("public/2026-09", "--key", "log.pub", "--json")
    copy = json.loads(_verify(*asked).output)
    whole = json.loads(_verify("plainsight-statements/2026-09", *asked[1:]).output)
    assert copy["digest"] == whole["digest"]
    assert "C3.in_time" in copy["not_counted_again"]
    assert whole["not_counted_again"] == []


def test_a_copy_is_written_over_nothing_least_of_all_the_whole_statement(desk: Path) -> None:
    _statements("make", "2026-09")
    place = desk / "plainsight-statements" / "2026-09"
    before = (place / "entries.jsonl").read_bytes()
    with pytest.raises(CannotWrite, match="name a new folder"):
        _statements("publish", "2026-09", str(place))
    assert (place / "entries.jsonl").read_bytes() == before
    with pytest.raises(UnknownId):
        _statements("publish", "2026-10", "public/2026-10")


def test_a_statement_that_was_touched_does_not_verify(desk: Path) -> None:
    _statements("make", "2026-09")
    lines = desk / "plainsight-statements" / "2026-09" / "entries.jsonl"
    lines.write_bytes(lines.read_bytes().replace(b"216000", b"160000"))
    result = _verify("plainsight-statements/2026-09", "--key", "log.pub")
    assert result.exit_code == 1
    assert "not those that were signed" in result.output


def test_the_page_is_for_reading_and_loads_nothing(desk: Path) -> None:
    _statements("make", "2026-09")
    page = (desk / "plainsight-statements" / "2026-09" / "statement.html").read_text()
    assert "1 of 2 (50 %)" in page
    assert "✗ missed" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_period_is_stated_once_and_named_as_a_period(desk: Path) -> None:
    _statements("make", "2026-09")
    with pytest.raises(BadValue, match="what was signed stays signed"):
        _statements("make", "2026-09")
    with pytest.raises(BadValue, match="write it as 2026-10"):
        _statements("make", "../../etc")


def test_the_scoreboard_shows_each_promise_with_its_entries_and_trend(desk: Path) -> None:
    _statements("make", "2026-09")
    _tell([("re_3", 4)])
    said = _statements("scoreboard").output
    assert "Answer emergency and preservation requests within 48 hours." in said
    assert "✓ kept" in said
    told = json.loads(_statements("scoreboard", "--json").output)
    (line,) = [m for m in told["measures"] if m["id"] == "C3.answered"]
    assert (line["value"], line["entries"], line["trend"]) == (1, "6", [2, 1])
    assert told["periods"] == ["2026-09", "now"]
    assert (told["stated"], line["stated"]["value"]) == ("2026-09", 2)


def test_the_scoreboard_shows_the_stated_period_first_and_names_it(desk: Path) -> None:
    before = _statements("scoreboard").output
    assert "no period is stated yet: since the log began" in before
    assert "since then" not in before
    _statements("make", "2026-09")
    after = _statements("scoreboard").output
    assert "as stated and signed for 2026-09, and since then" in after
    (line,) = [said for said in after.splitlines() if "Answers to emergency" in said]
    assert line.split()[0] == "2"
    assert "since then 0" in line
    assert "was measured by version" not in after


def test_a_stated_period_that_another_version_measured_is_shown_with_it(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _statements("make", "2026-09")
    monkeypatch.setattr("plainsight.app.oversight.scoreboard.MEASURES_VERSION", "2099.1")
    said = " ".join(_statements("scoreboard").output.split())
    assert f"2026-09 was measured by version {MEASURES_VERSION} of the measures" in said
    told = json.loads(_statements("scoreboard", "--json").output)
    assert (told["stated_by"], told["measured_by"]) == (MEASURES_VERSION, "2099.1")


def test_the_month_after_a_change_of_measures_verifies_with_a_note(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("plainsight.oversight.statement.MEASURES_VERSION", "2026.1")
        _statements("make", "2026-09")
    _statements("make", "2026-10")
    got = "plainsight-statements"
    asked = (f"{got}/2026-10", "--key", "log.pub", "--previous", f"{got}/2026-09")
    said = _verify(*asked)
    assert (said.exit_code, said.output.split()[0]) == (0, "verified")
    assert "version 2026.1 measured them" in " ".join(said.output.split())
    (note,) = json.loads(_verify(*asked, "--json").output)["notes"]
    assert note.startswith("the figures of 2026-09 were not computed again")


def test_the_transparency_report_is_a_csv_with_small_cells_suppressed(desk: Path) -> None:
    period = str(read_clock().year)
    rows = _statements("transparency", period).output.splitlines()
    assert rows[0].startswith("period,country,instrument,requests")
    assert rows[1].startswith(f"{period},US,i,*")
    with pytest.raises(BadValue):
        _statements("transparency", "2026-H3")


def test_a_witness_signs_growth_and_never_a_second_past(desk: Path) -> None:
    pub = _log("key", "witness.key", "--witness", "--name", "ag.example.gov/witness").output
    (desk / "ag.pub").write_text(pub)
    _log("checkpoint")
    (desk / "growth.txt").write_text(_log("growth").output)
    cosigned = _witness("cosign", "growth.txt", "--log-key", "log.pub").output
    (desk / "cosigned.txt").write_text(cosigned)
    said = _witness("accept", "cosigned.txt", "--log-key", "log.pub", "--witness", "ag.pub").output
    assert "4 entries witnessed by ag.example.gov/witness" in said
    _tell([("re_3", 4)])  # the log goes on; the statement reaches to what was witnessed
    assert "4 entries measured" in _statements("make", "2026-09", "--witness", "ag.pub").output
    asked = ("--key", "log.pub", "--witness", "ag.pub", "--witnesses", "1")
    verified = _verify("plainsight-statements/2026-09", *asked)
    assert "witnessed by ag.example.gov/witness" in verified.output
    assert verified.exit_code == 0
    held = json.loads(_witness("last", "--log-key", "log.pub", "--json").output)
    assert held["size"] == 4

    # The operator starts again with another history and the same key.
    (desk / "plainsight.db").unlink()
    _tell([("re_9", 1), ("re_8", 1), ("re_7", 1)])
    _log("checkpoint")
    (desk / "other.txt").write_text(_log("growth").output)
    with pytest.raises(NotProven):
        _witness("cosign", "other.txt", "--log-key", "log.pub")
    assert json.loads(_witness("last", "--log-key", "log.pub", "--json").output) == held


def test_a_witnessed_checkpoint_is_asked_for_and_missed(desk: Path) -> None:
    pub = _log("key", "witness.key", "--witness", "--name", "ag.example.gov/witness").output
    (desk / "ag.pub").write_text(pub)
    _statements("make", "2026-09")
    asked = ("--key", "log.pub", "--witness", "ag.pub", "--witnesses", "1")
    result = _verify("plainsight-statements/2026-09", *asked)
    assert result.exit_code == 1
    assert "0 of the known witnesses signed" in result.output


@pytest.mark.parametrize("period", ["2099-01", "2098-H2"])
def test_a_period_that_is_not_over_is_not_stated(desk: Path, period: str) -> None:
    with pytest.raises(OutOfTurn, match="the period is over on 2099-0"):
        _statements("make", period)
    assert not (desk / "plainsight-statements").exists()
    assert _log("show", "--about", f"statement:{period}", "--json").output == ""


@pytest.mark.parametrize("period", ["2026-08", "2026-Q3", "2026-H1"])
def test_periods_are_stated_one_after_the_other(desk: Path, period: str) -> None:
    _statements("make", "2026-09")
    with pytest.raises(OutOfTurn, match="2026-09 was stated before it, and reaches to 2026-09-30"):
        _statements("make", period)
    assert json.loads(_statements("list", "--json").output) == ["2026-09"]


def test_statements_are_listed_in_the_order_of_the_log(desk: Path) -> None:
    """As they stand in the folder of an earlier release, which signed any period in any order."""
    for period in ("2026-08", "2026-09"):
        _statements("make", period)
    folder = desk / "plainsight-statements"
    (folder / "2026-08").rename(folder / "2026-12")
    (folder / "2026-13").mkdir()
    assert json.loads(_statements("list", "--json").output) == ["2026-12", "2026-09"]
    told = json.loads(_statements("scoreboard", "--json").output)
    assert told["stated"] == "2026-09"


def test_a_witness_and_an_overseer_follow_the_key_that_they_pinned(desk: Path) -> None:
    witness_pub = _log("key", "witness.key", "--witness", "--name", "ag.example.gov/witness").output
    (desk / "ag.pub").write_text(witness_pub)
    new_pub = _log("key", "new.key", "--name", NAME).output
    who = ("--by", "ada", "--agreed-by", "ben")
    assert _log("rotate-key", "new.key", "--reason", "scheduled", *who).exit_code == 0
    _tell([("re_3", 4)])
    _statements("make", "2026-09", "--key", "new.key")
    said = _verify("plainsight-statements/2026-09", "--key", "log.pub")
    assert said.exit_code == 0
    assert new_pub.strip() in said.output.replace("\n", "")
    told = json.loads(_verify("plainsight-statements/2026-09", "--key", "log.pub", "--json").output)
    assert [each["index"] for each in told["rotations"]] == [4]

    _log("keys", "--key", "new.key", "--out", "rotations.jsonl")
    (desk / "growth.txt").write_text(_log("growth").output)
    with pytest.raises(UnknownSigner):
        _witness("cosign", "growth.txt", "--log-key", "log.pub")
    followed = ("--log-key", "log.pub", "--rotations", "rotations.jsonl")
    (desk / "cosigned.txt").write_text(_witness("cosign", "growth.txt", *followed).output)
    for pinned in ("log.pub", "new.pub"):
        (desk / "new.pub").write_text(new_pub)
        taken = _witness("accept", "cosigned.txt", "--log-key", pinned, "--witness", "ag.pub")
        assert "7 entries witnessed by ag.example.gov/witness" in taken.output
