"""Exports of any size go in by batches: what is kept is what a reading in one piece would keep."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.chains import BEGIN, USDT

from plainsight.app.trace.ingest_chain import ingest_chain
from plainsight.model.address.network import Network
from plainsight.model.money import Money
from plainsight.model.transfer import Transfer
from plainsight.stores.chain import incoming as chain_incoming
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.lookalikes import DustWatch
from plainsight.trace.chain.reconcile import reconcile
from plainsight.trace.chain.rows import ChainTransfer, Position, in_ledger_order

DUST = 10**USDT.decimals // 10
# Two of these look alike to whoever sees four characters of each end.
ACCOUNTS = ("TAAAAxxxxZZZZ", "TAAAAyyyyZZZZ", "TBBBBxxxxYYYY", "TCCCCxxxxXXXX")


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_incoming, "_ROWS_A_BATCH", 3)
    monkeypatch.setattr(chain_incoming, "ROWS_A_GROUP", 5)


@st.composite
def _exports(draw: st.DrawFn) -> list[list[ChainTransfer]]:
    """Three exports that overlap: an id always stands for one movement."""
    ends = st.sampled_from(ACCOUNTS)
    known = [
        _row(number, draw(ends), draw(ends), draw(st.sampled_from([1, DUST, DUST + 1, 10**9])))
        for number in range(draw(st.integers(1, 14)))
    ]
    return [draw(st.lists(st.sampled_from(known), max_size=20)) for _ in range(3)]


def _dusted(rows: list[ChainTransfer]) -> frozenset[str]:
    """Dust from look-alikes, found in rows that one list holds."""
    watch = DustWatch(dust_max=DUST)
    for row in rows:
        watch.see(row.transfer)
    for row in rows:
        watch.look(row.transfer.source, row.transfer.target, row.transfer.money.units)
    return watch.found()


@settings(deadline=None, max_examples=60)
@given(_exports())
def test_batches_keep_and_set_aside_what_one_reading_would(
    exports: list[list[ChainTransfer]],
) -> None:
    held: dict[str, ChainTransfer] = {}
    with TemporaryDirectory() as folder:
        ledger = ParquetChainLedger(Path(folder))
        for number, rows in enumerate(exports):
            source = ingest_chain(
                ledger, rows, name=f"{number}", sha256=f"{number}", complete_accounts=ACCOUNTS[:1]
            )
            poison = _dusted(rows)
            clean = [row for row in rows if row.transfer.transfer_id not in poison]
            new = {row.transfer.transfer_id: row for row in clean}.keys() - held.keys()
            held.update({row.transfer.transfer_id: row for row in clean})
            assert source.new_count == len(new)
            assert source.known_count == len(clean) - len(new)
            dusty = len(rows) - len(clean)
            assert dict(source.set_aside) == ({"dust_poisoning": dusty} if dusty else {})
            legs = [row.transfer for row in in_ledger_order(rows)]
            expected = [gap.why for gap in reconcile(legs, complete_accounts=ACCOUNTS[:1])]
            assert [gap.split(": ", 1)[1] for gap in source.gaps] == expected
        found = ledger.transfers(USDT.code)
    assert list(found) == [row.transfer for row in in_ledger_order(list(held.values()))]


def test_a_spool_that_a_killed_process_left_behind_is_no_part_of_the_ledger(tmp_path: Path) -> None:
    left = tmp_path / "incoming-abc"
    left.mkdir()
    (left / "transfers.parquet").write_bytes(b"half of a file")
    ledger = ParquetChainLedger(tmp_path)
    assert ledger.transfers(USDT.code) == ()
    ingest_chain(ledger, [_row(1, "a", "b", 5)], name="e", sha256="e", complete_accounts=[])
    assert len(ledger.transfers(USDT.code)) == 1
    assert not list(tmp_path.glob("incoming-*"))


def test_an_export_that_breaks_off_leaves_neither_rows_nor_a_spool(tmp_path: Path) -> None:
    ledger = ParquetChainLedger(tmp_path)

    def breaking() -> Iterator[ChainTransfer]:
        for number in range(10):
            yield _row(number, "a", "b", 5)
        raise OSError("the disk was pulled out")

    with pytest.raises(OSError, match="pulled"):
        ingest_chain(ledger, breaking(), name="e", sha256="e", complete_accounts=[])
    assert ledger.sources() == ()
    assert not list(tmp_path.glob("*.parquet"))
    assert not list(tmp_path.glob("incoming-*"))


def _row(number: int, source: str, target: str, units: int) -> ChainTransfer:
    return ChainTransfer(
        transfer=Transfer(
            transfer_id=f"t{number}",
            source=source,
            target=target,
            money=Money(units=units, asset=USDT),
            at=BEGIN + timedelta(minutes=number * 7 % 5),
            channel="chain",
        ),
        network=Network.TRON,
        transaction_id=f"x{number}",
        position=Position(block=1, log_index=number),
    )
