from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import COLOURS, account_ledgers, colourings, ledger, utxo_chains

from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.colours import RESTS
from plainsight.trace.chain.ledger_slice import slice_ledger
from plainsight.trace.chain.method import CONSERVING, Method
from plainsight.trace.chain.question import RETURNED, Answer, Question, ask
from plainsight.trace.chain.utxo import OutPoint, Transaction
from plainsight.trace.chain.utxo_question import UtxoQuestion, ask_utxo
from plainsight.trace.chain.walk import Direction

MIXED = ledger(
    ("payer", "broker", 100),
    ("stranger", "broker", 100),
    ("broker", "supplier", 120),
    ("broker", "pool", 40),
)
NAMED = {"supplier": "sanctioned", "pool": "exchange"}


def _question(account: str, direction: Direction = Direction.FORWARD) -> Question:
    return Question(account=account, direction=direction, named=NAMED)


def test_one_question_gets_every_conventions_answer() -> None:
    answer = ask(_question("payer"), MIXED)
    assert answer.total == 100
    assert answer.ends[Method.POISON] == {"sanctioned": 120, "exchange": 40, RESTS: 40}
    assert answer.ends[Method.HAIRCUT] == {"sanctioned": 60, "exchange": 20, RESTS: 20}
    assert answer.ends[Method.FIFO] == {"sanctioned": 100}
    assert answer.ends[Method.LIFO] == {"sanctioned": 20, "exchange": 40, RESTS: 40}


def test_backward_the_answer_says_what_the_money_received_was_made_of() -> None:
    legs = ledger(("supplier", "a", 30), ("x", "a", 10), ("a", "shop", 20))
    answer = ask(_question("shop", Direction.BACKWARD), legs)
    assert answer.ends[Method.FIFO] == {"sanctioned": 20}
    assert answer.ends[Method.HAIRCUT] == {"sanctioned": 15, "unobserved": 5}
    assert answer.ends[Method.LIFO] == {"sanctioned": 10, "unobserved": 10}


def test_money_that_comes_back_is_counted_once_and_said_to_have_returned() -> None:
    legs = ledger(("a", "b", 10), ("b", "a", 10), ("a", "supplier", 10))
    forward = ask(_question("a"), legs)
    assert forward.total == 20
    assert forward.ends[Method.FIFO] == {"returned": 10, "sanctioned": 10}
    backward = ask(_question("a", Direction.BACKWARD), legs)
    assert backward.ends[Method.FIFO] == {"returned": 10}


def test_an_account_that_the_ledger_never_shows_is_an_error_and_not_an_empty_answer() -> None:
    with pytest.raises(BadValue, match="shows no such transfer"):
        ask(_question("nobody"), MIXED)


@pytest.mark.parametrize(
    ("legs", "hub_max"),
    [
        # A listed party's money reaches t through u, whose own past is no part of the slice.
        ([("listed", "u", 1), ("a5", "t", 1), ("u", "t", 1), ("t", "mixer", 1)], 1000),
        # FIFO leaves the money at rest with t; by haircut half of it came to a hub.
        (
            [
                ("c", "t", 5),
                *((f"x{n}", "hub", 1) for n in range(4)),
                ("a5", "t", 5),
                ("t", "hub", 5),
            ],
            3,
        ),
    ],
)
def test_a_report_gives_the_same_numbers_from_its_slice_whoever_else_paid_in(
    legs: list[tuple[str, str, int]], hub_max: int
) -> None:
    question = replace(
        _question("a5"),
        named={"listed": "listed", "mixer": "mixer"},
        hub_counterparties_max=hub_max,
    )
    answer = ask(question, ledger(*legs))
    part = slice_ledger(question, answer, ledger(*legs))
    assert ask(replace(question, hubs=answer.hubs), part) == answer


@given(account_ledgers(), colourings(), st.sampled_from(Direction))
def test_the_ends_of_every_conserving_method_add_up_to_the_total(
    legs: list[Transfer], named: dict[str, str], direction: Direction
) -> None:
    answer = _ask(legs, named, direction)
    if answer is None:
        return
    for method in CONSERVING:
        if method in answer.ends:
            assert sum(answer.ends[method].values()) == answer.total


@given(account_ledgers(), colourings(), st.sampled_from(Direction))
def test_the_fifo_ends_are_the_sums_of_the_paths(
    legs: list[Transfer], named: dict[str, str], direction: Direction
) -> None:
    answer = _ask(legs, named, direction)
    if answer is None:
        return
    sums: dict[str, int] = {}
    for path in answer.search.paths:
        if path.category:
            sums[path.category] = sums.get(path.category, 0) + path.units
    ends = answer.ends[Method.FIFO]
    stopped = (*COLOURS, RETURNED)
    assert sums == {name: units for name, units in ends.items() if name in stopped}


@given(account_ledgers(), colourings(), st.sampled_from(Direction), st.integers(1, 4))
def test_an_answer_recomputed_from_its_slice_is_the_same_to_the_base_unit(
    legs: list[Transfer], named: dict[str, str], direction: Direction, hub_max: int
) -> None:
    question = Question(
        account="a5", direction=direction, named=named, hub_counterparties_max=hub_max
    )
    try:
        answer = ask(question, legs)
    except BadValue:
        return
    part = slice_ledger(question, answer, legs)
    again = ask(replace(question, hubs=answer.hubs), part)
    assert again == answer
    assert len(part) <= len(legs)


def _ask(legs: list[Transfer], named: dict[str, str], direction: Direction) -> Answer | None:
    question = Question(account="a5", direction=direction, named=named)
    try:
        return ask(question, legs)
    except BadValue:
        return None


@given(utxo_chains(), st.data())
def test_a_utxo_answer_has_five_conventions_and_paths_that_add_up(
    chain: list[Transaction], data: st.DataObject
) -> None:
    points = [
        OutPoint(t.transaction_id, index)
        for t in chain
        for index, output in enumerate(t.outputs)
        if output.units
    ]
    if not points:
        return
    start = data.draw(st.sampled_from(points))
    asset = Asset(code="bitcoin", decimals=8, symbol="BTC")
    question = UtxoQuestion(starts=(start,), named={"a0": "sanctioned"})
    answer = ask_utxo(question, chain, asset=asset)
    for method in CONSERVING:
        assert sum(answer.ends[method].values()) == answer.total
    assert sum(path.units for path in answer.search.paths) == answer.total
