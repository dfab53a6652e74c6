from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import BEGIN, COLOURS, utxo_chains

from plainsight.errors import BadValue
from plainsight.trace.chain.method import CONSERVING, Method
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction
from plainsight.trace.chain.utxo_taint import UtxoTaint, trace_utxo

CLEAN_COIN, STOLEN_COIN, MERGE = (f"{n:064x}" for n in (1, 2, 3))


def _coinbase(transaction_id: str, units: int) -> Transaction:
    return Transaction(
        transaction_id=transaction_id,
        block=1,
        at=BEGIN,
        inputs=(),
        outputs=(Output(units=units, address="miner"),),
    )


def _merge(*outputs: tuple[int, str]) -> list[Transaction]:
    """60 clean, then 40 stolen, spent together into `outputs`."""
    inputs = tuple(
        Input(spent=OutPoint(source, 0), units=units, address="miner")
        for source, units in ((CLEAN_COIN, 60), (STOLEN_COIN, 40))
    )
    merged = Transaction(
        transaction_id=MERGE,
        block=2,
        at=BEGIN,
        inputs=inputs,
        outputs=tuple(Output(units=units, address=address) for units, address in outputs),
    )
    return [_coinbase(CLEAN_COIN, 60), _coinbase(STOLEN_COIN, 40), merged]


def _trace(method: Method, *outputs: tuple[int, str]) -> UtxoTaint:
    started = {OutPoint(STOLEN_COIN, 0): "theft"}
    return trace_utxo(_merge(*outputs), method=method, started=started)


@pytest.mark.parametrize(
    ("method", "first", "second", "fee"),
    [
        (Method.POISON, 50, 45, 0),
        (Method.HAIRCUT, 20, 18, 2),
        (Method.FIFO, 0, 35, 5),
        (Method.LIFO, 40, 0, 0),
        (Method.TIHO, 40, 0, 0),
    ],
)
def test_each_method_says_where_forty_stolen_of_a_hundred_went(
    method: Method, first: int, second: int, fee: int
) -> None:
    taint = _trace(method, (50, "a"), (45, "b"))
    assert taint.unspent.get(OutPoint(MERGE, 0), {}).get("theft", 0) == first
    assert taint.unspent.get(OutPoint(MERGE, 1), {}).get("theft", 0) == second
    assert taint.fees.get("theft", 0) == fee


def test_tiho_fills_the_highest_output_first_wherever_it_stands() -> None:
    taint = _trace(Method.TIHO, (30, "a"), (65, "b"))
    assert taint.unspent == {OutPoint(MERGE, 1): {"theft": 40}}


def test_a_coloured_address_swallows_what_is_paid_to_it_and_spends_its_own_colour() -> None:
    chain = _merge((40, "exchange"), (60, "b"))
    onward = Transaction(
        transaction_id=f"{4:064x}",
        block=3,
        at=BEGIN,
        inputs=(Input(spent=OutPoint(MERGE, 0), units=40, address="exchange"),),
        outputs=(Output(units=40, address="customer"),),
    )
    taint = trace_utxo(
        [*chain, onward],
        method=Method.FIFO,
        started={OutPoint(CLEAN_COIN, 0): "theft"},
        coloured={"exchange": "custodian"},
    )
    assert taint.absorbed == {"exchange": {"theft": 40}}
    assert taint.unspent[OutPoint(f"{4:064x}", 0)] == {"custodian": 40}


def test_outputs_above_inputs_are_refused_as_wrong_prevouts() -> None:
    with pytest.raises(BadValue, match="prevouts"):
        _merge((101, "a"))


@given(
    utxo_chains(),
    st.dictionaries(st.integers(0, 5).map(lambda n: f"a{n}"), st.sampled_from(COLOURS), max_size=2),
    st.sampled_from(CONSERVING),
    st.data(),
)
def test_no_satoshi_is_lost_or_made(
    chain: list[Transaction], coloured: dict[str, str], method: Method, data: st.DataObject
) -> None:
    started = _draw_starts(chain, data)
    taint = trace_utxo(chain, method=method, started=started, coloured=coloured)
    ends = [*taint.unspent.values(), *taint.absorbed.values(), taint.fees]
    assert _sum(ends) == _sum([taint.injected])


@given(utxo_chains(), st.sampled_from(CONSERVING), st.data())
def test_no_output_carries_more_taint_than_its_value_or_than_poison_allows(
    chain: list[Transaction], method: Method, data: st.DataObject
) -> None:
    started = _draw_starts(chain, data)
    bound = trace_utxo(chain, method=Method.POISON, started=started)
    taint = trace_utxo(chain, method=method, started=started)
    values = {
        OutPoint(t.transaction_id, i): o.units for t in chain for i, o in enumerate(t.outputs)
    }
    for point, masses in taint.marked.items():
        assert sum(masses.values()) <= values[point]
        assert masses.keys() <= bound.marked[point].keys()


def _draw_starts(chain: list[Transaction], data: st.DataObject) -> dict[OutPoint, str]:
    points = [OutPoint(t.transaction_id, i) for t in chain for i in range(len(t.outputs))]
    picks = st.dictionaries(st.sampled_from(points), st.sampled_from(COLOURS), max_size=3)
    return data.draw(picks)


def _sum(masses: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for entry in masses:
        total.update(entry)
    return {colour: units for colour, units in total.items() if units}
