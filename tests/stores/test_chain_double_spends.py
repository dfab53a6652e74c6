"""A coin is spent once: whoever spends it again is left out, told of, and makes no money."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.chains import BEGIN, utxo_chains

from plainsight.app.trace.chain_ports import RawEvidence
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction


def _made(name: str, block: int = 1) -> Transaction:
    """A coinbase of three outputs of 100 units."""
    return Transaction(
        transaction_id=name,
        block=block,
        at=BEGIN,
        inputs=(),
        outputs=tuple(Output(units=100, address=f"{name}{n}") for n in range(3)),
    )


def _spends(name: str, *points: tuple[str, int], block: int = 2) -> Transaction:
    return Transaction(
        transaction_id=name,
        block=block,
        at=BEGIN,
        inputs=tuple(
            Input(spent=OutPoint(of, index), units=100, address=f"{of}{index}")
            for of, index in points
        ),
        outputs=(Output(units=100 * len(points) - 1, address=f"to {name}"),),
    )


def _proof(name: str) -> RawEvidence:
    return RawEvidence(
        transaction_id=name, raw=b"raw", header=b"head", branch_index=0, branch=(b"x",)
    )


@pytest.fixture
def store(tmp_path: Path) -> ParquetChainLedger:
    return ParquetChainLedger(tmp_path)


def _held(store: ParquetChainLedger) -> list[str]:
    return [transaction.transaction_id for transaction in store.transactions()]


def test_in_one_export_the_lower_block_stands_in_whatever_order_the_rows_come(
    tmp_path: Path,
) -> None:
    rows = [_made("m"), _spends("first", ("m", 1), block=8), _spends("second", ("m", 1), block=9)]
    for number, order in enumerate(permutations(rows)):
        store = ParquetChainLedger(tmp_path / str(number))
        source = store.take("export.json", "ab" * 32, order)
        assert _held(store) == ["m", "first"]
        assert (source.new_count, source.known_count, source.quarantined_count) == (2, 0, 1)
        (told,) = source.quarantined
        assert (told.record, told.field) == ("second", "inputs")
        assert source.gaps == (
            "transaction second: spends m:1, which transaction first spends; that one "
            "stands; take exports of final blocks, and ask a node which of the two is in the chain",
        )
        assert store.sources() == (source,)


def test_between_two_exports_the_one_taken_first_stands(store: ParquetChainLedger) -> None:
    store.take("final.json", "ab" * 32, [_made("m"), _spends("later", ("m", 1), block=9)])
    again = store.take("reorganised.json", "cd" * 32, [_spends("earlier", ("m", 1), block=8)])
    assert (again.new_count, again.known_count, again.quarantined_count) == (0, 0, 1)
    assert "transaction earlier: spends m:1, which transaction later spends" in again.gaps[0]
    assert _held(store) == ["m", "later"]


def test_the_same_double_spend_again_says_the_same_and_adds_nothing(
    store: ParquetChainLedger,
) -> None:
    rows = [_made("m"), _spends("a", ("m", 1)), _spends("b", ("m", 1), block=3)]
    first = store.take("export.json", "ab" * 32, rows)
    again = store.take("export.json", "ab" * 32, rows)
    assert (again.new_count, again.known_count, again.quarantined_count) == (0, 2, 1)
    assert again.gaps == first.gaps
    assert _held(store) == ["m", "a"]


def test_a_copy_of_a_double_spender_is_not_counted_as_known(store: ParquetChainLedger) -> None:
    loser = _spends("b", ("m", 1), block=3)
    source = store.take(
        "export.json", "ab" * 32, [_made("m"), _spends("a", ("m", 1)), loser, loser]
    )
    assert (source.new_count, source.known_count, source.quarantined_count) == (2, 0, 2)
    assert len(source.gaps) == 1


def test_an_unconfirmed_transaction_yields_to_one_in_a_block(store: ParquetChainLedger) -> None:
    mempool = _spends("waiting", ("m", 0), block=0)
    store.take("export.json", "ab" * 32, [mempool, _made("m"), _spends("mined", ("m", 0))])
    assert sorted(_held(store)) == ["m", "mined"]


def test_what_a_double_spender_spends_besides_another_may_spend(store: ParquetChainLedger) -> None:
    rows = [
        _made("m"),
        _spends("a", ("m", 0), block=2),
        _spends("b", ("m", 0), ("m", 1), block=3),
        _spends("c", ("m", 1), block=4),
    ]
    source = store.take("export.json", "ab" * 32, rows)
    assert _held(store) == ["m", "a", "c"]
    assert source.quarantined_count == 1


def test_two_outputs_of_one_transaction_and_one_index_of_two_are_no_double_spend(
    store: ParquetChainLedger,
) -> None:
    rows = [
        _made("m"),
        _made("n"),
        _spends("a", ("m", 0)),
        _spends("b", ("m", 1), ("n", 0)),
        _spends("c", ("n", 1)),
    ]
    source = store.take("export.json", "ab" * 32, rows)
    assert (source.new_count, source.quarantined_count, source.gaps) == (5, 0, ())


def test_a_transaction_that_spends_one_output_twice_itself_is_quarantined(
    store: ParquetChainLedger,
) -> None:
    source = store.take("export.json", "ab" * 32, [_made("m"), _spends("a", ("m", 0), ("m", 0))])
    assert _held(store) == ["m"]
    assert "transaction a: spends m:0 twice itself" in source.gaps[0]


def test_no_proof_is_kept_of_a_transaction_that_is_left_out(store: ParquetChainLedger) -> None:
    rows = [_made("m"), _spends("a", ("m", 1)), _spends("b", ("m", 1), block=3)]
    source = store.take("blk.dat", "ab" * 32, [*rows, _proof("a"), _proof("b")])
    assert [proof.transaction_id for proof in store.evidence(["a", "b"])] == ["a"]
    assert source.set_aside == {}


def test_of_many_double_spends_the_first_are_named_and_the_rest_counted(
    store: ParquetChainLedger,
) -> None:
    rows = [_made("m"), *(_spends(f"s{n:02d}", ("m", 0), block=2 + n) for n in range(24))]
    source = store.take("export.json", "ab" * 32, rows)
    assert (source.quarantined_count, len(source.quarantined), len(source.gaps)) == (23, 20, 21)
    assert source.gaps[-1] == "3 more transactions spend what is spent"


def _standing(chain: list[Transaction]) -> Iterator[Transaction]:
    """The rule in plain words: in order, who spends nothing that is spent."""
    spent: set[OutPoint] = set()
    for transaction in sorted(chain, key=lambda t: t.block):
        points = {entry.spent for entry in transaction.inputs}
        if not points & spent:
            spent |= points
            yield transaction


@settings(deadline=None, max_examples=30)
@given(utxo_chains(), st.data())
def test_whatever_is_spent_again_no_output_is_held_as_spent_twice(
    chain: list[Transaction], data: st.DataObject
) -> None:
    spending = [transaction for transaction in chain if transaction.inputs]
    forged = [
        replace(
            transaction,
            transaction_id=f"again{n}",
            block=100 + n,
            inputs=transaction.inputs + data.draw(st.sampled_from(spending)).inputs,
        )
        for n, transaction in enumerate(spending)
    ]
    forged = [t for t in forged if len({i.spent for i in t.inputs}) == len(t.inputs)]
    rows = data.draw(st.permutations(chain + forged))
    with TemporaryDirectory() as folder:
        store = ParquetChainLedger(Path(folder))
        for number in range(2):
            source = store.take("export.json", f"{number}", rows)
            assert list(store.transactions()) == list(_standing(chain + forged))
            assert source.quarantined_count == len(rows) - len(store.transactions())
