"""Machines ask about one post or one address and are answered at once; nothing of it is kept."""

import json
import logging
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.cli.chain_case import run
from tests.strategies.chains import tron_account
from tests.web.conftest import Machine, MakeApp, MovedClock

from plainsight import wiring
from plainsight.app.detect.scan_posts import ScanSummary, flagged_json, scan_posts
from plainsight.app.detect.scan_sent import DailyScanners
from plainsight.cli.run.serve_app import hold_lists, make_daily_scanner
from plainsight.feeds.posts.jsonl import PostsJsonl
from plainsight.feeds.posts.samples import sample_posts
from plainsight.model.role import Role
from plainsight.prove.entry import parse_entry
from plainsight.stores.records import SqlRecords
from plainsight.web.api import judge_examples
from plainsight.web.api.judge import POSTS_MAX, SCAN_BYTES_MAX
from plainsight.web.api.judged_shapes import ADDRESSES_MAX, ScanAnswer, ScreenAnswer

ADVERT = judge_examples.POST
NDJSON = {"content-type": "application/x-ndjson"}
LISTED, NEWLY_LISTED, NOBODY = (tron_account(number) for number in range(1, 4))


@pytest.fixture(scope="module")
def scanners() -> DailyScanners:
    return make_daily_scanner()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return _list(tmp_path, "one", LISTED)


@pytest.fixture
def judging(make_app: MakeApp, scanners: DailyScanners, book: Path) -> FastAPI:
    return make_app(services={"scanners": scanners, "lists": hold_lists(book)})


@pytest.fixture
def platform(judging: FastAPI, machine: Machine) -> Any:
    return machine(judging, Role.SYSTEM)


def _list(folder: Path, name: str, account: str) -> Path:
    """The book of a folder, with a list taken in that names one account."""
    (folder / f"{name}.yaml").write_text(
        f"source: List {name} (fictional)\nconfidence: authority\ncategory: sanctioned\n"
        f"party: Example\neffective_from: 2023-10-03\nattributions:\n  - {{account: {account}}}\n"
    )
    book = folder / "book"
    taken = run(
        "attributions", "update", str(folder / f"{name}.yaml"), "--book", str(book),
        "--published", "2024-01-01",
    )  # fmt: skip
    assert taken.exit_code == 0, taken.output
    return book


def _logged(records: SqlRecords, tag: str) -> list[Any]:
    with records.read() as view:
        entries = [parse_entry(entry.canonical) for entry in view.audit.entries()]
    return [entry for entry in entries if entry.tag == tag]


def _log_size(records: SqlRecords) -> int:
    with records.read() as view:
        return view.audit.size()


def test_posts_are_judged_as_the_command_judges_them(platform: Any) -> None:
    lines = sample_posts().read_bytes().splitlines(keepends=True)
    body = b"".join(lines[:: -(-len(lines) // POSTS_MAX)])
    scanner = wiring.make_scanner(wiring.make_detector(wiring.load_policy()))
    feed = PostsJsonl(BytesIO(body), source="samples")
    expected = [flagged_json(each) for each in scan_posts(feed, scanner, summary=ScanSummary())]
    answer = platform.post("/api/v1/scan", content=body, headers=NDJSON).json()
    assert answer["posts"] == expected != []
    assert answer["read"] == answer["scanned"] + len(answer["refused"]) == body.count(b"\n")
    ScanAnswer.model_validate(answer)


def test_a_post_that_is_judged_is_stored_and_logged_nowhere(
    platform: Any, web_records: SqlRecords, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = _log_size(web_records)
    with caplog.at_level(logging.DEBUG):
        answer = platform.post("/api/v1/scan", json=ADVERT)
    assert answer.json()["posts"][0]["findings"], answer.text
    with web_records.read() as view:
        assert (view.posts.count(), view.audit.size()) == (0, before)
    for kept in tmp_path.glob("web.db*"):
        assert b"chedui" not in kept.read_bytes()
    assert "lisan" not in caplog.text


def test_what_is_not_labelled_public_is_refused_unread_and_counted_in_the_log(
    platform: Any, web_records: SqlRecords
) -> None:
    # What stands in their text is no JSON that could be decoded: nobody tried to.
    private = b'{"visibility": "private", "text": "\xff\xfe secret"}\n'
    body = private + b'{"text": "unlabelled secret"}\n' + private + json.dumps(ADVERT).encode()
    answer = platform.post("/api/v1/scan", content=body, headers=NDJSON).json()
    assert (answer["read"], answer["scanned"], len(answer["posts"])) == (4, 1, 1)
    assert answer["refused"] == [
        {"record": "line 1", "label": "private"},
        {"record": "line 2", "label": "unlabelled"},
        {"record": "line 3", "label": "private"},
    ]
    (entry,) = _logged(web_records, "posts:refused")
    assert entry.body == {
        "source": "api scan feed",
        "count": 3,
        "labels": {"private": 2, "unlabelled": 1},
    }


def test_a_record_that_cannot_be_read_is_named_with_its_mend(platform: Any) -> None:
    broken = json.dumps({**ADVERT, "posted_at": "yesterday"}).encode() + b"\n{broken\n"
    body = broken + json.dumps(ADVERT).encode()
    answer = platform.post("/api/v1/scan", content=body, headers=NDJSON).json()
    assert (answer["read"], answer["scanned"], len(answer["posts"])) == (3, 1, 1)
    assert [(each["record"], each["field"]) for each in answer["quarantined"]] == [
        ("line 1", "posted_at"),
        ("line 2", "json"),
    ]
    assert all(each["mend"] for each in answer["quarantined"])


PRETTY = json.dumps(ADVERT, indent=2).encode()


@pytest.mark.parametrize(
    ("body", "kind", "record", "mend"),
    [
        (b"", "application/json", None, "no record was sent"),
        (b" \n\n", "application/x-ndjson", None, "no record was sent"),
        (b"{}", "application/json", "line 1: unlabelled", "labelled public"),
        (b'{"visibility": "private"}', "application/json", "line 1: private", "labelled public"),
        (b'{"visibility": "public"}', "application/json", "line 1: field", "'surface'"),
        (PRETTY, "application/x-ndjson", "line 1: field 'json'", "and 5 more"),
        (b'{"a": 1}\n{broken\n', "application/x-ndjson", "line 2: field 'json'", "unlabelled"),
    ],
)
def test_where_not_one_record_was_judged_nothing_reads_as_clean(
    platform: Any, body: bytes, kind: str, record: str | None, mend: str
) -> None:
    answer = platform.post("/api/v1/scan", content=body, headers={"content-type": kind})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, "urn:plainsight:error:NothingJudged")
    assert "posts" not in told
    assert mend in told["detail"]
    assert [each.startswith(record) for each in told["errors"][:1]] == [True] * bool(record)


def test_what_is_refused_is_counted_also_where_nothing_was_judged(
    platform: Any, web_records: SqlRecords
) -> None:
    private = {"visibility": "private", "text": "secret of two"}
    answer = platform.post("/api/v1/scan", json=private)
    assert answer.status_code == 422
    assert "secret" not in answer.text
    (entry,) = _logged(web_records, "posts:refused")
    assert entry.body["labels"] == {"private": 1}


@pytest.mark.parametrize("kind", ["text/xml", "application/x-www-form-urlencoded", "", None])
def test_another_kind_of_body_is_refused_with_the_kinds_that_are_taken(
    platform: Any, kind: str | None
) -> None:
    headers = {} if kind is None else {"content-type": kind}
    answer = platform.post("/api/v1/scan", content=PRETTY, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (415, 415)
    assert "application/json or application/x-ndjson" in answer.json()["detail"]


def test_one_post_may_be_written_over_several_lines(platform: Any) -> None:
    written = json.dumps(ADVERT, indent=2).encode()
    headers = {"content-type": "application/json; charset=utf-8"}
    answer = platform.post("/api/v1/scan", content=written, headers=headers).json()
    assert (answer["scanned"], len(answer["posts"])) == (1, 1)


def test_a_post_without_findings_is_answered_by_which_policy(platform: Any) -> None:
    answer = platform.post("/api/v1/scan", json={**ADVERT, "text": "Nice weather today"}).json()
    assert answer["posts"] == []
    assert answer["policy"] == wiring.load_policy().digest


def test_half_a_surrogate_pair_comes_back_as_it_was_sent(platform: Any) -> None:
    text = "\ud800" + ADVERT["text"].replace("USDT", "US\udfffDT")
    body = json.dumps({**ADVERT, "text": text})
    answer = platform.post("/api/v1/scan", content=body, headers=NDJSON)
    assert answer.status_code == 200
    for finding in answer.json()["posts"][0]["findings"]:
        for reason in finding["reasons"]:
            for each in reason["evidence"]:
                assert each["excerpt"] == text[each["start"] : each["end"]]


def test_more_than_can_be_judged_while_a_caller_waits_is_refused(
    platform: Any, web_records: SqlRecords
) -> None:
    before = _log_size(web_records)
    many = (json.dumps(ADVERT).encode() + b"\n") * (POSTS_MAX + 1)
    answer = platform.post("/api/v1/scan", content=many, headers=NDJSON)
    assert answer.status_code == 422
    assert "/api/v1/posts" in answer.json()["detail"]
    few = (json.dumps(ADVERT).encode() + b"\n") * POSTS_MAX + b"\n\n"
    assert platform.post("/api/v1/scan", content=few, headers=NDJSON).status_code == 200
    long = json.dumps({**ADVERT, "text": "x" * SCAN_BYTES_MAX}).encode()
    answer = platform.post("/api/v1/scan", content=long, headers=NDJSON)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert "1,000,000 bytes" in answer.json()["detail"]
    assert _log_size(web_records) == before


@pytest.mark.parametrize("body", [b"[{}]", b"\x1f\x8b\x08", b"\xff\xfe{"])
def test_what_is_no_line_of_json_is_refused_with_what_it_is(platform: Any, body: bytes) -> None:
    answer = platform.post("/api/v1/scan", content=body, headers=NDJSON)
    assert answer.status_code == 422
    assert "api scan feed" in answer.json()["detail"]


def test_a_door_without_scanner_or_lists_says_how_to_set_them_up(
    app: FastAPI, machine: Machine
) -> None:
    client = machine(app, Role.SYSTEM)
    assert client.post("/api/v1/scan", json=ADVERT).status_code == 501
    answer = client.post("/api/v1/screen", json={"addresses": [LISTED]})
    assert answer.status_code == 501
    assert "--book" in answer.json()["detail"]


def test_addresses_are_screened_as_the_command_screens_them(platform: Any, book: Path) -> None:
    asked = [LISTED, NOBODY, "no address", f" {LISTED} "]
    told = run("chain", "screen", *asked, "--book", str(book), "--as-of", "2024-06-02", "--json")
    sent = {"addresses": asked, "as_of": "2024-06-02"}
    answer = platform.post("/api/v1/screen", json=sent).json()
    # Without a ledger the command finds no exposures, and the door has none to look in.
    assert answer["screenings"] == [
        {name: value for name, value in each.items() if name != "exposures"}
        for each in json.loads(told.output)
    ]
    outcomes = [each["outcome"] for each in answer["screenings"]]
    assert outcomes == ["listed", "nothing_found", "unreadable", "listed"]
    ScreenAnswer.model_validate(answer)


def test_a_screening_asks_about_today_or_about_what_was_known_on_a_day(
    platform: Any, clock: MovedClock
) -> None:
    today = platform.post("/api/v1/screen", json={"addresses": [LISTED]}).json()
    assert today["screenings"][0]["as_of"] == clock().date().isoformat()
    sent = {"addresses": [LISTED], "as_of": "2023-12-31", "basis": "known"}
    known = platform.post("/api/v1/screen", json=sent).json()["screenings"][0]
    held = platform.post("/api/v1/screen", json={**sent, "basis": "effective"}).json()
    assert (known["outcome"], known["basis"]) == ("nothing_found", "known")
    assert held["screenings"][0]["outcome"] == "listed"


def test_the_log_counts_what_was_screened_and_holds_no_address(
    platform: Any, web_records: SqlRecords, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        platform.post("/api/v1/screen", json={"addresses": [LISTED, NOBODY, LISTED]})
    (entry,) = _logged(web_records, "addresses:screened")
    assert (entry.subject, entry.body["addresses"]) == ("api screen feed", 3)
    assert (entry.body["listed"], entry.body["nothing_found"]) == (2, 1)
    for kept in tmp_path.glob("web.db*"):
        assert LISTED.encode() not in kept.read_bytes()
    assert LISTED not in caplog.text


def test_a_list_taken_in_while_the_server_runs_counts_at_once(
    platform: Any, tmp_path: Path
) -> None:
    def outcome() -> str:
        answer = platform.post("/api/v1/screen", json={"addresses": [NEWLY_LISTED]}).json()
        return str(answer["screenings"][0]["outcome"])

    assert outcome() == "nothing_found"
    _list(tmp_path, "two", NEWLY_LISTED)
    assert outcome() == "listed"


def test_no_book_is_no_clean_answer(
    make_app: MakeApp, machine: Machine, tmp_path: Path, web_records: SqlRecords
) -> None:
    app = make_app(services={"lists": hold_lists(tmp_path / "typo")})
    answer = machine(app, Role.SYSTEM).post("/api/v1/screen", json={"addresses": [LISTED]})
    assert answer.status_code == 501
    assert "attributions update" in answer.json()["detail"]
    assert _logged(web_records, "addresses:screened") == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"addresses": []},
        {"addresses": [""]},
        {"addresses": ["x" * 201]},
        {"addresses": ["x"] * (ADDRESSES_MAX + 1)},
        {"addresses": ["x"], "as_of": "yesterday"},
        {"addresses": ["x"], "basis": "bogus"},
        {"addresses": ["x"], "ledger": "/etc"},
        {"addresses": ["\ud800"]},
    ],
)
def test_a_question_that_is_none_is_refused_without_repeating_it(
    platform: Any, asked: dict[str, Any]
) -> None:
    headers = {"content-type": "application/json"}
    answer = platform.post("/api/v1/screen", content=json.dumps(asked), headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "bogus" not in answer.text


def test_each_asks_for_a_scope_of_its_own(judging: FastAPI, machine: Machine) -> None:
    scanning = machine(judging, Role.SYSTEM, "posts:scan", "posts:write")
    screening = machine(judging, Role.SYSTEM, "addresses:screen")
    assert scanning.post("/api/v1/scan", json=ADVERT).status_code == 200
    assert screening.post("/api/v1/scan", json=ADVERT).status_code == 403
    assert screening.post("/api/v1/screen", json={"addresses": [LISTED]}).status_code == 200
    assert scanning.post("/api/v1/screen", json={"addresses": [LISTED]}).status_code == 403


def test_the_examples_of_the_description_are_answered_as_it_shows(
    platform: Any, tmp_path: Path
) -> None:
    paths = platform.get("/api/v1/openapi.json").json()["paths"]

    def example(path: str, kind: str = "application/json") -> tuple[Any, Any]:
        called = paths[path]["post"]
        shown = called["responses"]["200"]["content"]["application/json"]["example"]
        return called["requestBody"]["content"][kind]["example"], shown

    asked, shown = example("/api/v1/scan")
    answer = platform.post("/api/v1/scan", json=asked).json()
    ScanAnswer.model_validate(shown)
    assert _told(answer) == _told(shown)
    line, _ = example("/api/v1/scan", "application/x-ndjson")
    assert platform.post("/api/v1/scan", content=line.encode(), headers=NDJSON).json() == answer
    asked, shown = example("/api/v1/screen")
    claims = sample_posts().parent / "chain" / "claims.yaml"
    taken = run(
        "attributions", "update", str(claims), "--book", str(tmp_path / "book"),
        "--published", "2025-06-01",
    )  # fmt: skip
    assert taken.exit_code == 0
    assert platform.post("/api/v1/screen", json=asked).json() == shown


def _told(answer: dict[str, Any]) -> Any:
    """What an answer says, without what each change of the policy moves."""
    return [
        (post["post_id"], post["campaign"], finding["typology"], each["excerpt"])
        for post in answer["posts"]
        for finding in post["findings"]
        for reason in finding["reasons"]
        for each in reason["evidence"]
    ]
