"""The complete Bitcoin chain of 2009: one known trace and one known clustering."""

import pytest
from tests.strategies.chain_data import chain_of_2009, values_of_2009

from plainsight.trace.chain.lots import map_utxo_lots, number_outputs
from plainsight.trace.chain.method import Method
from plainsight.trace.chain.utxo import OutPoint
from plainsight.trace.chain.utxo_taint import UtxoTaint, trace_utxo
from plainsight.trace.chain.walk import Direction, End, Interval, LotMap, walk

pytestmark = pytest.mark.data

COIN = 100_000_000
BLOCK_9_COINBASE = OutPoint("0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9", 0)


def _trace(method: Method) -> UtxoTaint:
    return trace_utxo(chain_of_2009(), method=method, started={BLOCK_9_COINBASE: "block 9"})


def test_the_haircut_of_block_9_is_fifty_of_a_hundred_bitcoin_touched() -> None:
    taint = _trace(Method.HAIRCUT)
    touched = sum(values_of_2009()[point] for point in taint.unspent)
    assert sum(m["block 9"] for m in taint.unspent.values()) == 50 * COIN
    assert touched == 100 * COIN
    assert taint.fees == {}


def test_poison_marks_a_hundred_bitcoin_through_nine_transactions() -> None:
    taint = _trace(Method.POISON)
    assert sum(m["block 9"] for m in taint.unspent.values()) == 100 * COIN
    assert len(taint.transactions) == 9 - 1  # the ninth is the coinbase itself
    assert len(taint.unspent) == 5


def test_fifo_finds_the_fifty_in_five_outputs_conserved_to_the_satoshi() -> None:
    taint = _trace(Method.FIFO)
    runs = [u // COIN for r in taint.runs.values() for colour, u in r if colour == "block 9"]
    assert sorted(runs) == [1, 10, 10, 1 + 10, 18]
    assert all(m["block 9"] % COIN == 0 for m in taint.unspent.values())
    assert sum(m["block 9"] for m in taint.unspent.values()) == 50 * COIN
    assert taint.injected == {"block 9": 50 * COIN}


def test_the_interval_map_walks_to_the_same_outputs_in_six_pieces() -> None:
    chain = chain_of_2009()
    numbers = number_outputs(chain)
    pieces = walk(
        LotMap(map_utxo_lots(chain)),
        [Interval(lot=numbers[BLOCK_9_COINBASE], offset=0, units=50 * COIN)],
        direction=Direction.FORWARD,
        stop=lambda lot: None,
    )
    assert sorted(piece.units // COIN for piece in pieces) == [1, 1, 10, 10, 10, 18]
    assert {piece.end for piece in pieces} == {End.RESTS}
