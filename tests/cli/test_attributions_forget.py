"""`plainsight attributions forget`: an edition that was taken by a slip does not shut the book."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.cli.chain_case import run
from tests.strategies.chains import tron_account

from plainsight.app.trace.chain_ports import BookStore
from plainsight.cli.records_option import opened_records
from plainsight.errors import BadValue, OutOfTurn, SnapshotTooOld
from plainsight.stores.chain.attributions_book import FolderBook

BOOK = ("--book", "book")
RECORDS = "sqlite:///records.db"


@pytest.fixture
def slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderBook:
    """A book whose second edition was dated in the future, by a release that did not refuse it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name, numbers in (("first", (1, 2)), ("second", (2, 3))):
        rows = "".join(f"  - {{account: {tron_account(number)}}}\n" for number in numbers)
        Path(f"{name}.yaml").write_text(
            "source: Test list\nsource_url: https://list.example\nconfidence: authority\n"
            "category: sanctioned\nparty: A Supplier\neffective_from: 2024-01-01\n"
            f"attributions:\n{rows}"
        )
    _take(monkeypatch, "first.yaml", "2026-03-01")
    _take(monkeypatch, "second.yaml", "2099-06-01")
    return FolderBook(tmp_path / "book")


def _take(monkeypatch: pytest.MonkeyPatch, file: str, day: str) -> None:
    with monkeypatch.context() as then:
        noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        then.setattr("plainsight.wiring.read_clock", lambda: noon)
        assert run("attributions", "update", file, *BOOK, "--published", day).exit_code == 0


def _editions() -> list[str]:
    return [
        each["sha256"] for each in json.loads(run("attributions", "list", *BOOK, "--json").output)
    ]


def _claims(book: BookStore) -> list[str]:
    return sorted(str(asdict(claim)) for claim in book.book())


def test_a_book_with_an_edition_of_the_future_is_mended_and_takes_the_true_one(
    slip: FolderBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    monkeypatch.setattr("plainsight.wiring.read_clock", lambda: now)
    with pytest.raises(SnapshotTooOld):
        run("attributions", "update", "second.yaml", *BOOK, "--published", "2026-06-01")
    _, wrong = _editions()
    told = run("attributions", "forget", wrong[:16], *BOOK, "--records", RECORDS).output
    assert f"goes: {tron_account(3)} sanctioned A Supplier" in told
    assert f"stands again: {tron_account(1)} sanctioned A Supplier" in told
    assert {claim.effective_until for claim in slip.book()} == {None}
    said = run("attributions", "update", "second.yaml", *BOOK, "--published", "2026-06-01")
    assert "1 came, 1 went, 1 stayed" in said.output
    ended = {claim.account: claim.effective_until for claim in slip.book()}
    assert ended[tron_account(1)] == date(2026, 6, 1)
    with opened_records(RECORDS) as store, store.read() as reading:
        (entry,) = reading.audit.about("Test list")
    assert entry.tag == "attributions:forgotten"
    assert json.loads(entry.canonical)["body"] == {
        "dropped": 1,
        "file": "second.yaml",
        "published_on": "2099-06-01",
        "reopened": 1,
        "sha256": wrong,
    }


def test_a_dry_run_shows_what_would_go_and_changes_nothing(slip: FolderBook) -> None:
    before, editions = _claims(slip), _editions()
    ran = run("attributions", "forget", editions[1][:8], *BOOK, "--dry-run", "--json")
    told = json.loads(ran.output)
    assert (told["dropped"], told["reopened"]) == ([tron_account(3)], [tron_account(1)])
    assert not told["forgotten"]
    assert (_claims(slip), _editions()) == (before, editions)


@pytest.mark.parametrize(
    ("digits", "mend"),
    [("abc", "at least the first 8 digits"), ("0" * 16, "plainsight attributions list")],
)
def test_an_edition_that_is_not_named_or_not_there_is_refused(
    slip: FolderBook, digits: str, mend: str
) -> None:
    with pytest.raises(BadValue, match=mend):
        run("attributions", "forget", digits, *BOOK)
    assert len(slip.snapshots()) == 2


def test_an_edition_that_later_ones_rest_on_is_refused_until_they_are_forgotten(
    slip: FolderBook,
) -> None:
    first, second = _editions()
    with pytest.raises(OutOfTurn, match=f"forget that of 2099-06-01 first .{second}"):
        run("attributions", "forget", first, *BOOK)
    for edition in (second, first):
        assert run("attributions", "forget", edition, *BOOK).exit_code == 0
    assert not slip.snapshots()
    assert not list(slip.book())
    with pytest.raises(BadValue, match="holds no list"):
        slip.whole_book()


def test_what_was_broken_off_is_ended_by_the_same_command(
    slip: FolderBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, wrong = _editions()

    def cut(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as failing:
        failing.setattr(FolderBook, "_write_editions", cut)
        with pytest.raises(OSError, match="power"):
            run("attributions", "forget", wrong, *BOOK)
    assert len(slip.snapshots()) == 2, "the note is dropped last"
    assert run("attributions", "forget", wrong, *BOOK).exit_code == 0
    assert len(slip.snapshots()) == 1
    assert {claim.effective_until for claim in slip.book()} == {None}
