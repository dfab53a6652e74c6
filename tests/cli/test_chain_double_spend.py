"""Three questions about one output that an export spends twice give one answer."""

from datetime import date
from pathlib import Path

import pytest
from tests.strategies.chains import BEGIN

from plainsight import Chain
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.exposure import Way
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

DAY = date(2024, 6, 2)
MADE = "ab" * 32
PAYER = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"


def _transaction(name: str, block: int, *inputs: Input, to: str, units: int) -> Transaction:
    made = (Output(units=units, address=to),)
    return Transaction(transaction_id=name, block=block, at=BEGIN, inputs=inputs, outputs=made)


@pytest.mark.parametrize("winner_first", [True, False])
def test_no_more_leaves_an_account_than_came_in(case: Path, *, winner_first: bool) -> None:
    coin = Input(spent=OutPoint(MADE, 0), units=100, address=PAYER)
    made = _transaction(MADE, 1, to=PAYER, units=100)
    stands = _transaction("cd" * 32, 8, coin, to="shop", units=97)
    lost = _transaction("ef" * 32, 9, coin, to="mixer", units=96)
    order = [made, stands, lost] if winner_first else [lost, stands, made]
    ParquetChainLedger(case / "utxo").take("export.json", "ab" * 32, order)
    chain = Chain(case / "utxo", book=case / "plainsight-attributions")
    sent = [row.units for row in chain.exposure(PAYER, as_of=DAY) if row.way is Way.SENT]
    assert sent == [97]
    answer = chain.trace_output(f"{MADE}:0", as_of=DAY)
    for ends in answer.ends.values():
        assert ends["rests"] == 97
        assert sum(ends.values()) <= 100
