"""What the chain shows of a broker's wallet becomes part of his case, and of its report."""

import json
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from tests.app.test_gather_facts import ANALYST, NOW, case_of
from tests.cli.chain_case import BROKER, POOL, SUPPLIER, run, write_transfers
from tests.strategies.records import fresh_sqlite

from plainsight.app.casework.gather_facts import gather_facts
from plainsight.app.casework.view_case import find_cases
from plainsight.app.casework.work_case import close_case
from plainsight.casework.case import CaseItem, ItemKind
from plainsight.casework.report.draft import Occasion
from plainsight.casework.report.narrative import compose_narrative
from plainsight.cli.trace import chain_cross
from plainsight.errors import BadValue, IllegalMove, NotAllowed
from plainsight.feeds.policy.report_terms_yaml import load_report_terms
from plainsight.stores.records import SqlRecords, open_records

POST = {
    "post_id": "p1",
    "account_id": "wx-88",
    "surface": "channel",
    "visibility": "public",
    "posted_at": "2024-05-31T00:00:00Z",
    "text": f"换汇 收款地址 {BROKER}",
}


@pytest.fixture
def url(case: Path) -> str:
    write_transfers(case)
    (case / "posts.jsonl").write_text(json.dumps(POST) + "\n")
    return fresh_sqlite(case / "r.db")


@pytest.fixture
def store(url: str) -> Iterator[SqlRecords]:
    records = open_records(url, salts=secrets.token_bytes)
    yield records
    records.close()


@pytest.fixture
def case_id(store: SqlRecords) -> str:
    return case_of(store)


def cross(url: str, case_id: str, *more: str) -> str:
    done = run(
        "chain", "cross", "--posts", "posts.jsonl", "--par", "--as-of", "2024-06-02",
        "--records", url, "--case", case_id, *more,
    )  # fmt: skip
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def trails(store: SqlRecords, case_id: str) -> list[CaseItem]:
    with store.read() as view:
        items = view.casework.cases.items(case_id)
    return [item for item in items if item.kind is ItemKind.TRAIL]


def test_a_trail_stands_in_the_case_with_amount_party_list_and_hash(
    case: Path, url: str, store: SqlRecords, case_id: str
) -> None:
    told = json.loads(cross(url, case_id, "--by", "ana", "--json"))
    kept = {item.data["end"]: item for item in trails(store, case_id)}
    assert set(kept) == {SUPPLIER, POOL}
    trail, data = kept[SUPPLIER], kept[SUPPLIER].data
    assert data["wallet"] == f"wallet.tron:{BROKER}"
    assert (kept[POOL].data["category"], kept[POOL].data["is_listed"]) == ("exchange", False)
    assert (data["amount"], data["amount_text"]) == ("650000000", "650 USDT")
    assert (data["party"], data["is_listed"]) == ("Example <Chemicals> </script>", True)
    assert data["list_sha256"] == sha256((case / "pack.yaml").read_bytes()).hexdigest()
    assert trail.at is not None
    assert {each["id"] for each in told["kept"]["trails"]} == {item.ref for item in kept.values()}
    with store.read() as view:
        items = view.casework.cases.items(case_id)
    assert (ItemKind.WALLET, f"wallet.tron:{BROKER}") in {(i.kind, i.ref) for i in items}


def test_a_trail_names_an_edition_that_holds_the_claim(
    case: Path, url: str, store: SqlRecords, case_id: str
) -> None:
    whole = (case / "pack.yaml").read_text()
    less = "".join(line for line in whole.splitlines(True) if SUPPLIER not in line)
    for name, text, day in (("a", whole, "2024-05-01"), ("b", less, "2024-09-01")):
        (case / f"{name}.yaml").write_text(text)
        run("attributions", "update", f"{name}.yaml", "--book", "two", "--published", day)
    cross(url, case_id, "--by", "ana", "--book", "two")
    kept = {item.data["end"]: item.data for item in trails(store, case_id)}
    assert kept[SUPPLIER]["list_sha256"] == sha256((case / "a.yaml").read_bytes()).hexdigest()
    assert {data["list_published_on"] for data in kept.values()} == {"2024-05-01"}


def test_the_same_trail_is_put_there_once(url: str, store: SqlRecords, case_id: str) -> None:
    cross(url, case_id, "--by", "ana")
    said = cross(url, case_id, "--by", "ana")
    assert len(trails(store, case_id)) == 2
    assert "650 USDT to Example <Chemicals> </script> (sanctioned)" in said


def test_a_report_of_the_case_says_what_the_trail_shows(
    url: str, store: SqlRecords, case_id: str
) -> None:
    cross(url, case_id, "--by", "ana")
    with store.read() as view:
        facts = gather_facts(view, case_id, actor=ANALYST, now=NOW)
    wallets = {wallet.address: wallet for wallet in facts.wallets}
    assert not wallets[BROKER].is_listed
    assert "650 USDT went on from it" in wallets[BROKER].says
    assert "named by Demo list (fictional) as Example <Chemicals>" in wallets[BROKER].says
    assert wallets[SUPPLIER].is_listed
    assert POOL not in wallets, "an exchange's address is everybody's, and no wallet of a case"
    assert "SHA-256" in wallets[SUPPLIER].says
    told = compose_narrative(facts, load_report_terms().sar, Occasion())
    assert any(BROKER in sentence.text and "650 USDT" in sentence.text for sentence in told)


def test_who_is_not_on_the_case_puts_nothing_into_it(
    url: str, store: SqlRecords, case_id: str
) -> None:
    with pytest.raises(NotAllowed):
        cross(url, case_id, "--by", "stranger")
    with pytest.raises(BadValue, match="say who"):
        cross(url, case_id)
    close_case(store, case_id, why="done", actor=ANALYST, now=NOW)
    with pytest.raises(IllegalMove):
        cross(url, case_id, "--by", "ana")
    assert trails(store, case_id) == []


def test_nothing_is_put_into_a_case_that_was_not_named(
    url: str, store: SqlRecords, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_cross, "keep_trails", None)
    run("chain", "cross", "--posts", "posts.jsonl", "--par", "--records", url)
    assert trails(store, case_id) == []


def test_a_case_is_found_by_the_listed_party_that_its_trail_leads_to(
    url: str, store: SqlRecords, case_id: str
) -> None:
    cross(url, case_id, "--by", "ana")
    for asked in (SUPPLIER, POOL, BROKER):
        assert [each.case_id for each in find_cases(store, asked, actor=ANALYST)] == [case_id]


def test_a_search_that_puts_nothing_into_the_case_says_so(
    url: str, store: SqlRecords, case_id: str
) -> None:
    told = run(
        "chain", "cross", "--wallet", f"wx-88={BROKER}", "--par", "--as-of", "2024-06-02",
        "--records", url, "--case", case_id, "--by", "ana",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "nothing was put into case CASE-" in told.output
    assert "--wallet is matched with legs, never followed" in told.output
    assert trails(store, case_id) == []
