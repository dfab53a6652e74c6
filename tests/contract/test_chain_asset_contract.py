"""One asset asked over a stored ledger: compiled and plain give the same answer, row for row.

No deadline: the first example pays for the compilation.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.chain_arrays import arrays_of
from tests.strategies.chains import USDT, account_ledgers, colourings, ledger

from plainsight.app.trace.chain_ports import AskedAsset
from plainsight.app.trace.judge_accounts import Judged
from plainsight.app.trace.top_paths import top_paths
from plainsight.app.trace.trace_chain import trace_account
from plainsight.app.trace.trace_report import check_report, make_appendix
from plainsight.engines.chain_asset import FittingAsset, compile_asset
from plainsight.engines.chain_numba.arrays import UNITS_MAX
from plainsight.engines.chain_numba.asset import CompiledAsset
from plainsight.engines.chain_plain import PlainAsset
from plainsight.errors import AmountsTooWide, BadValue
from plainsight.model.address.network import Network
from plainsight.model.transfer import Transfer
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.category import Role, Standing
from plainsight.trace.chain.question import METHODS, Question
from plainsight.trace.chain.rows import ChainTransfer, Position
from plainsight.trace.chain.walk import Direction

AMOUNTS = st.sampled_from([3, 40, 10**9, UNITS_MAX // 64])
LEDGERS = st.tuples(st.sampled_from([3, 6, 9]), AMOUNTS).flatmap(
    lambda drawn: account_ledgers(accounts=drawn[0], units_max=drawn[1], size_min=4, size_max=40)
)


def _compiled(legs: list[Transfer]) -> CompiledAsset:
    return CompiledAsset(arrays_of(legs), lambda places: [legs[place] for place in places.tolist()])


@settings(deadline=None, max_examples=300)
@given(
    LEDGERS,
    colourings(),
    st.sampled_from(Direction),
    st.integers(1, 5),
    st.sampled_from([1, 2, 64]),
)
def test_every_answer_and_its_slice_equal_the_definition(
    legs: list[Transfer], named: dict[str, str], direction: Direction, hub_max: int, hops_max: int
) -> None:
    question = Question(
        account="a2",
        direction=direction,
        named=named,
        hops_max=hops_max,
        hub_counterparties_max=hub_max,
    )
    plain, compiled = PlainAsset(legs), _compiled(legs)
    try:
        expected = plain.ask(question)
    except BadValue as refusal:
        with pytest.raises(BadValue, match=str(refusal)[:20]):
            compiled.ask(question)
        return
    answer = compiled.ask(question)
    assert answer == expected
    # Equal dictionaries may still be told in another order.
    assert [list(answer.ends[m].items()) for m in METHODS] == [
        list(expected.ends[m].items()) for m in METHODS
    ]
    assert compiled.slice_of(question, answer) == plain.slice_of(question, expected)


@settings(deadline=None)
@given(LEDGERS, colourings(), st.sampled_from(Direction))
def test_paths_to_named_accounts_and_exposure_equal_the_definition(
    legs: list[Transfer], named: dict[str, str], direction: Direction
) -> None:
    plain, compiled = PlainAsset(legs), _compiled(legs)
    assert sorted(compiled.accounts()) == sorted(plain.accounts())
    for account in (*plain.accounts(), "nobody"):
        asked = {"direction": direction, "named": named}
        assert compiled.paths(account, **asked) == plain.paths(account, **asked)
    every = plain.exposures(paid_by=named, paid_to=named)
    assert compiled.exposures(paid_by=named, paid_to=named) == every
    few = compiled.exposures(paid_by=named, paid_to=named, only={"a1"})
    assert few == tuple(row for row in every if row.account == "a1")
    assert few == plain.exposures(paid_by=named, paid_to=named, only={"a1"})


@settings(deadline=None, max_examples=25)
@given(LEDGERS, colourings(), st.sampled_from(Direction))
def test_a_report_out_of_a_stored_ledger_is_the_same_by_either_engine_and_holds(
    legs: list[Transfer], named: dict[str, str], direction: Direction
) -> None:
    with TemporaryDirectory() as folder:
        store = _stored(Path(folder), legs)
        held = list(store.transfers(USDT.code))
        appendices = [
            _appendix(store, asked, named, direction)
            for asked in (compile_asset(store, USDT.code), PlainAsset(held))
        ]
    assert held == [leg for leg in legs if leg.money.units]
    assert appendices[0] == appendices[1]
    if appendices[0] is not None:
        assert check_report(appendices[0], source="report") == ()


@pytest.mark.parametrize(
    "amounts", [(2**70, 5, 3), (UNITS_MAX, UNITS_MAX, 5), (5, *(UNITS_MAX for _ in range(40)))]
)
def test_amounts_too_wide_for_64_bits_are_asked_of_the_definition_instead(
    tmp_path: Path, amounts: tuple[int, ...]
) -> None:
    # One amount, one balance, and the sum of what one account received.
    legs = ledger(*((f"a{n}", "b", units) for n, units in enumerate(amounts)), ("b", "c", 7))
    store = _stored(tmp_path, legs)
    question = Question(account="a1", direction=Direction.FORWARD, named={"c": "exchange"})
    with pytest.raises(AmountsTooWide):
        compile_asset(store, USDT.code).ask(question)
    fitting, plain = FittingAsset(store, USDT.code), PlainAsset(legs)
    assert fitting.ask(question) == plain.ask(question)
    assert fitting.slice_of(question, fitting.ask(question)) == tuple(legs)
    assert set(fitting.accounts()) == set(plain.accounts())


def test_more_categories_than_poison_carries_at_once_are_carried_one_after_the_other() -> None:
    named = {f"p{n}": f"category {n:03}" for n in range(130)}
    legs = ledger(
        *((payer, f"m{n % 7}", n + 1) for n, payer in enumerate(named)),
        *((f"m{n}", "a2", 9000) for n in range(7)),
    )
    question = Question(account="a2", direction=Direction.BACKWARD, named=named)
    answer = _compiled(legs).ask(question)
    assert answer == PlainAsset(legs).ask(question)
    assert len(answer.ends[METHODS[0]]) == 131


def test_paths_longer_than_pythons_stack_are_followed() -> None:
    legs = ledger(*((f"a{n}", f"a{n + 1}", 5) for n in range(2, 2500)))
    question = Question(account="a2", direction=Direction.FORWARD, named={}, hops_max=5000)
    answer = _compiled(legs).ask(question)
    assert len(answer.search.paths[0].hops) == 2498
    assert answer == PlainAsset(legs).ask(question)


def test_the_largest_paths_of_an_account_that_nobody_saw_are_an_error(tmp_path: Path) -> None:
    store = _stored(tmp_path, ledger(("a", "b", 5)))
    with pytest.raises(BadValue, match="shows no transfer"):
        top_paths(FittingAsset(store, USDT.code), "z", judged=_judged({}), count=3)


def _stored(folder: Path, legs: list[Transfer]) -> ParquetChainLedger:
    """In two files whose rows interleave, many at one instant and place."""
    store = ParquetChainLedger(folder)
    for part in range(2):
        rows = [_row(leg, n) for n, leg in enumerate(legs) if n % 2 == part and leg.money.units]
        store.take(f"{part}.csv", f"{part}" * 64, rows)
    return store


def _row(leg: Transfer, number: int) -> ChainTransfer:
    return ChainTransfer(
        transfer=leg,
        network=Network.TRON,
        transaction_id=f"tx {leg.transfer_id}",
        position=Position(block=number),
    )


def _judged(named: dict[str, str]) -> Judged:
    return Judged(
        as_of=date(2024, 1, 1),
        basis=Basis.EFFECTIVE,
        policy_version="1",
        standings={a: Standing(paid_to=c, paid_by=c, role=Role.LISTED) for a, c in named.items()},
        claims={},
    )


def _appendix(
    store: ParquetChainLedger, asked: AskedAsset, named: dict[str, str], direction: Direction
) -> object:
    question = Question(account="a2", direction=direction, named=named)
    try:
        traced = trace_account(
            store, asked, question, asset=USDT, judged=_judged(named), lists=(), has_slice=True
        )
    except BadValue:
        return None
    return make_appendix(traced, made_at=datetime(2024, 1, 1, tzinfo=UTC))
