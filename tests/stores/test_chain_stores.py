import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from tests.strategies.chains import USDT, ledger, transfer, tron_account, utxo_chains

from plainsight.app.detect.feed_item import QuarantinedRecord
from plainsight.app.trace.chain_ports import RawEvidence
from plainsight.app.trace.ingest_chain import ingest_chain, log_sources
from plainsight.engines.chain_numba.arrays import arrays_of_table
from plainsight.errors import BadList, BadRecord, BadValue
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.fact import AuditTag
from plainsight.model.transfer import Transfer
from plainsight.prove.entry import parse_entry
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.stores.chain.columns import transaction_of, transaction_row
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.stores.records import open_records
from plainsight.trace.chain.attribution import Attribution, Confidence
from plainsight.trace.chain.rows import ChainTransfer, Gap, Position, SetAside, SetAsideReason
from plainsight.trace.chain.snapshot import Snapshot, diff_snapshot
from plainsight.trace.chain.utxo import Transaction

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def _row(leg: Transfer, *, log_index: int = 0) -> ChainTransfer:
    return ChainTransfer(
        transfer=leg,
        network=Network.TRON,
        transaction_id=f"tx {leg.transfer_id}",
        position=Position(block=1, log_index=log_index),
    )


def _aside() -> SetAside:
    return SetAside(
        record="row 3",
        reason=SetAsideReason.FAILED,
        transaction_id="x",
        source="a",
        target="b",
        units=1,
        contract="",
    )


def test_a_ledger_gives_back_its_transfers_in_order_with_every_base_unit(tmp_path: Path) -> None:
    legs = ledger(("a", "b", 10**30), ("b", "c", 7))
    store = ParquetChainLedger(tmp_path)
    store.take("export.json", "ab" * 32, [_row(leg) for leg in reversed(legs)])
    code = legs[0].money.asset.code
    assert list(store.transfers(code)) == legs
    assert [int(units) for units in store.table(code)["units"].to_pylist()] == [10**30, 7]
    (held,) = store.assets()
    assert (held.asset, held.transfer_count) == (legs[0].money.asset, 2)


def test_rows_of_two_exports_at_one_instant_stand_in_one_order_however_they_are_read(
    tmp_path: Path,
) -> None:
    store = ParquetChainLedger(tmp_path)
    at = ledger(("a", "b", 5))[0].at
    legs = [replace(leg, at=at) for leg in ledger(*((f"p{n}", "b", n + 1) for n in range(40)))]
    for part in range(4):
        store.take(f"{part}.json", f"{part}" * 64, [_row(leg) for leg in legs[part::4]])
    code = legs[0].money.asset.code
    held = store.transfers(code)
    # A rank is a row's place in its own export; where two are equal, the first export leads.
    assert list(held) == legs
    table = store.table(code)
    assert table["source"].to_pylist() == [leg.source for leg in held]
    assert store.transfers_at(table.select(["file", "row"])) == held
    assert store.transfers_at(table.slice(7, 3)) == held[7:10]
    assert store.transfers_at(table.take([9, 2, 2])) == (held[9], held[2], held[2])
    assert store.transfers_at(table.slice(0, 0)) == ()


def test_the_columns_of_one_asset_show_no_account_of_another(tmp_path: Path) -> None:
    store = ParquetChainLedger(tmp_path)
    other = Asset(code="tron:other", decimals=6, symbol="OTHER")
    legs = [
        transfer(number, f"p{number}", "b", number + 1, asset=other if number % 3 else USDT)
        for number in range(12)
    ]
    for part in range(2):
        store.take(f"{part}.json", f"{part}" * 64, [_row(leg) for leg in legs[part::2]])
    for asset in (USDT, other):
        held = store.transfers(asset.code)
        table = store.table(asset.code)
        assert store.transfers_at(table.select(["file", "row"])) == held
        assert [int(units) for units in table["units"].to_pylist()] == [
            leg.money.units for leg in held
        ]
        arrays = arrays_of_table(table)
        assert sorted(arrays.accounts) == sorted({"b", *(leg.source for leg in held)})
        assert [arrays.accounts[n] for n in arrays.source.tolist()] == [leg.source for leg in held]
    assert len(store.table("tron:none")) == 0


def test_the_same_export_twice_adds_nothing(tmp_path: Path) -> None:
    store = ParquetChainLedger(tmp_path)
    rows = [_row(leg) for leg in ledger(("a", "b", 5), ("b", "c", 5))]
    store.take("export.json", "ab" * 32, rows)
    again = store.take("export.json", "ab" * 32, rows)
    assert (again.new_count, again.known_count) == (0, 2)
    assert len(store.transfers(rows[0].transfer.money.asset.code)) == 2


def test_a_row_that_contradicts_a_known_one_is_quarantined_and_the_first_stands(
    tmp_path: Path,
) -> None:
    store = ParquetChainLedger(tmp_path)
    (leg,) = ledger(("a", "b", 1_000_000))
    store.take("export.json", "ab" * 32, [_row(leg)])
    money = replace(leg.money, units=77)
    for other in (replace(leg, money=money), replace(leg, target="z")):
        again = store.take("other.json", "cd" * 32, [_row(other), _row(other)])
        assert (again.new_count, again.known_count, again.quarantined_count) == (0, 0, 2)
        assert again.quarantined[0].record == leg.transfer_id
        assert "ask a node" in again.quarantined[0].mend
    assert store.transfers(leg.money.asset.code) == (leg,)
    fresh = ParquetChainLedger(tmp_path / "one")
    both = fresh.take("both.json", "ef" * 32, [_row(leg), _row(replace(leg, money=money))])
    assert (both.new_count, both.known_count, both.quarantined_count) == (1, 0, 1)


def test_a_transaction_in_a_second_block_is_a_gap_and_moves_no_money_again(tmp_path: Path) -> None:
    store = ParquetChainLedger(tmp_path)
    (leg,) = ledger(("a", "b", 1_000_000))
    row = replace(_row(leg), position=Position(block=100, log_index=0))
    later = replace(leg, transfer_id="another log index")
    moved = replace(
        _row(later), transaction_id=row.transaction_id, position=Position(block=101, log_index=3)
    )
    store.take("export.json", "ab" * 32, [row])
    again = store.take("reorganised.json", "cd" * 32, [moved])
    assert (again.new_count, again.known_count, again.quarantined_count) == (0, 0, 1)
    assert "in block 101, and in block 100 before" in again.gaps[0]
    assert store.transfers(leg.money.asset.code) == (leg,)
    same_place = store.take("moved.json", "ee" * 32, [replace(row, position=moved.position)])
    assert (same_place.known_count, len(same_place.gaps)) == (1, 1)
    unplaced = replace(moved, position=Position(block=0, log_index=4))
    assert store.take("no blocks.json", "ef" * 32, [unplaced]).gaps == ()
    fresh = ParquetChainLedger(tmp_path / "one")
    both = fresh.take("both.json", "ff" * 32, [moved, row])
    assert (both.new_count, both.quarantined_count, len(both.gaps)) == (1, 1, 1)
    assert fresh.transfers(leg.money.asset.code) == (leg,)


def test_what_moved_nothing_is_counted_and_what_is_broken_is_shown(tmp_path: Path) -> None:
    bad = QuarantinedRecord(record="row 9", field="at", mend="write a time")
    gap = Gap(place="export.json", why="another page follows")
    store = ParquetChainLedger(tmp_path)
    source = store.take("export.json", "ab" * 32, [_aside(), _aside(), bad, gap])
    assert dict(source.set_aside) == {"failed": 2}
    assert source.quarantined == (bad,)
    assert store.sources() == (source,)
    assert "another page" in store.sources()[0].gaps[0]


def test_an_export_that_breaks_off_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    store = ParquetChainLedger(tmp_path)
    first = ledger(("a", "b", 5))
    store.take("good.json", "ab" * 32, [_row(first[0])])

    def breaking():  # type: ignore[no-untyped-def]  # noqa: ANN202
        yield _row(replace(first[0], transfer_id="t9"))
        raise BadRecord("row 2", "x", "stop")

    with pytest.raises(BadRecord):
        store.take("bad.json", "cd" * 32, breaking())
    assert list(store.transfers(first[0].money.asset.code)) == first
    assert len(store.sources()) == 1


def test_a_damaged_manifest_is_said_and_not_read_as_an_empty_ledger(tmp_path: Path) -> None:
    store = ParquetChainLedger(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(BadRecord, match="backup"):
        store.sources()


@given(utxo_chains())
def test_a_transaction_survives_its_columns(chain: list[Transaction]) -> None:
    for transaction in chain:
        row = transaction_row(transaction, rank=0)
        assert transaction_of(json.loads(json.dumps(row))) == transaction


def test_the_proof_of_a_transaction_is_found_by_its_id(tmp_path: Path) -> None:
    proof = RawEvidence(
        transaction_id="ab", raw=b"raw", header=b"head", branch_index=3, branch=(b"x", b"y")
    )
    store = ParquetChainLedger(tmp_path)
    store.take("blk.dat", "ab" * 32, [proof, replace(proof, transaction_id="cd")])
    assert store.evidence(["ab", "zz"]) == (proof,)


def test_poisoning_dust_and_missing_rows_are_noticed_at_ingest(tmp_path: Path) -> None:
    victim, friend = "Tvictim000victim", "TAAAAxxxxxxxZZZZ"
    forger = "TAAAAyyyyyyyZZZZ"
    legs = ledger((victim, friend, 900_000_000), (forger, victim, 1))
    source = ingest_chain(
        ParquetChainLedger(tmp_path),
        [_row(leg) for leg in legs],
        name="export.json",
        sha256="ab" * 32,
        complete_accounts=[victim],
    )
    assert dict(source.set_aside) == {"dust_poisoning": 1}
    assert "900000000 base units more" in source.gaps[0]


def test_a_friends_small_payment_is_no_poisoning(tmp_path: Path) -> None:
    legs = ledger(("Tvictim", "TAAAAxxxxxxxZZZZ", 900_000_000), ("TAAAAxxxxxxxZZZZ", "Tvictim", 1))
    store = ParquetChainLedger(tmp_path)
    source = ingest_chain(
        store, [_row(leg) for leg in legs], name="e", sha256="", complete_accounts=[]
    )
    assert source.set_aside == {}
    assert source.new_count == 2


def test_what_a_ledger_owes_the_log_is_entered_once_it_can_be(tmp_path: Path) -> None:
    chain = ParquetChainLedger(tmp_path / "chain")
    for name in ("first", "second"):
        legs = ledger((name, "b", 5))
        ingest_chain(
            chain, [_row(leg) for leg in legs], name=name, sha256=name, complete_accounts=[]
        )
    records = open_records(f"sqlite:///{tmp_path / 'records.db'}", salts=lambda: bytes(32))
    try:
        # A process killed after the ledger and before the log leaves exactly this behind.
        assert [source.is_logged for source in chain.sources()] == [False, False]
        assert log_sources(chain, records, now=NOW) == 2
        assert log_sources(chain, records, now=NOW) == 0
        with records.read() as view:
            entries = [parse_entry(entry.canonical) for entry in view.audit.entries()]
    finally:
        records.close()
    found = [entry for entry in entries if entry.tag == AuditTag.CHAIN_INGESTED]
    assert [entry.subject for entry in found] == ["sha256:first", "sha256:second"]
    assert found[0].body["new"] == 1


def _claim(number: int) -> Attribution:
    return Attribution(
        account=tron_account(number),
        network="tron",
        category="sanctioned",
        party="",
        source="OFAC SDN",
        confidence=Confidence.AUTHORITY,
        effective_from=date(2023, 10, 3),
        known_from=date(2023, 12, 4),
        label="XBT",
    )


def _take(store: FolderBook, day: date, *numbers: int, source: str = "OFAC SDN") -> None:
    snapshot = Snapshot(
        source=source,
        published_on=day,
        sha256="ab" * 32,
        rows_read=len(numbers),
        attributions=tuple(replace(_claim(number), source=source) for number in numbers),
    )
    known = store.book().of_source(source)
    store.take(diff_snapshot(known, snapshot), file_name="sdn.xml")


def test_a_book_gives_back_every_claim_with_its_dates_and_its_editions(tmp_path: Path) -> None:
    store = FolderBook(tmp_path / "book")
    assert list(store.book()) == []
    _take(store, date(2024, 1, 1), 1, 2)
    _take(store, date(2024, 2, 1), 2, 3)
    claims = {claim.account: claim for claim in FolderBook(tmp_path / "book").book()}
    assert claims[tron_account(1)].effective_until == date(2024, 2, 1)
    assert claims[tron_account(2)] == _claim(2)
    editions = store.snapshots()
    assert [(e.added_count, e.removed_count) for e in editions] == [(2, 0), (1, 1)]
    assert editions[0].sha256 == "ab" * 32


def test_a_damaged_line_of_the_book_is_named(tmp_path: Path) -> None:
    store = FolderBook(tmp_path)
    _take(store, date(2024, 1, 1), 1)
    (path,) = tmp_path.glob("source-*.jsonl")
    path.write_text(path.read_text() + "{broken\n")
    with pytest.raises(BadRecord, match="line 2"):
        store.book()


@pytest.mark.parametrize(
    ("first", "second"), [("制裁名单甲", "制裁名单乙"), ("OFAC SDN", "OFAC-SDN!"), ("a", "A")]
)
def test_two_lists_of_similar_or_foreign_names_stand_beside_each_other(
    tmp_path: Path, first: str, second: str
) -> None:
    store = FolderBook(tmp_path)
    _take(store, date(2024, 1, 1), 1, source=first)
    _take(store, date(2024, 1, 1), 2, source=second)
    assert {claim.source for claim in store.whole_book()} == {first, second}


def _with_former_name(folder: Path, name: str) -> None:
    (path,) = folder.glob("source-*.jsonl")
    path.rename(folder / name)


def test_a_book_of_an_earlier_release_is_read_and_its_next_edition_moves_it(tmp_path: Path) -> None:
    store = FolderBook(tmp_path)
    _take(store, date(2024, 1, 1), 1, 2)
    _with_former_name(tmp_path, "source-ofac-sdn.jsonl")
    assert len(store.whole_book().accounts()) == 2
    _take(store, date(2024, 2, 1), 2)
    assert not (tmp_path / "source-ofac-sdn.jsonl").exists()
    claims = {claim.account: claim for claim in store.book()}
    assert claims[tron_account(1)].effective_until == date(2024, 2, 1)
    assert len(list(store.book())) == 2


def test_a_crash_between_the_new_file_and_the_former_one_shows_no_claim_twice(
    tmp_path: Path,
) -> None:
    store = FolderBook(tmp_path)
    _take(store, date(2024, 1, 1), 1, 2)
    (path,) = tmp_path.glob("source-*.jsonl")
    (tmp_path / "source-ofac-sdn.jsonl").write_text(path.read_text())
    assert len(list(store.book())) == 2


def test_a_list_that_an_earlier_release_overwrote_is_missed_and_can_be_taken_again(
    tmp_path: Path,
) -> None:
    store = FolderBook(tmp_path)
    _take(store, date(2024, 1, 1), 1, source="制裁名单甲")
    for path in tmp_path.glob("source-*.jsonl"):
        path.unlink()
    _take(store, date(2024, 1, 1), 2, source="制裁名单乙")
    _with_former_name(tmp_path, "source-.jsonl")
    with pytest.raises(BadList, match="制裁名单甲: its claims are gone"):
        store.whole_book()
    _take(store, date(2024, 1, 1), 1, source="制裁名单甲")
    assert len(store.whole_book().accounts()) == 2


def test_a_book_that_is_not_there_judges_nobody(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="holds no list; take one in"):
        FolderBook(tmp_path / "atributions").whole_book()
