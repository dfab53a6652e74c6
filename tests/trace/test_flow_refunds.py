"""A refund is one when the money came from where it goes back to; a label alone is nothing."""

import duckdb
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.flows import OUT, ledgers, stage, transfer, typology, view

from plainsight.model.account import Account
from plainsight.model.transfer import Transfer
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.refunds import Move, called_sql, refund_numbers, refunds_sql
from plainsight.trace.flows.typology import Bound, LegTest

SCATTER = typology(
    [stage("out", "cq", 10, *OUT, where=LegTest(is_refund=False, fee_from=50))],
    [Bound(measure="payees", least=2)],
    many="q",
    strength="onward",
)


def refunds(rows: list[Transfer], accounts: list[Account] | None = None) -> list[str]:
    return [leg.transfer_id for leg in view(rows, accounts or ()).legs if leg.is_refund]


def test_money_handed_to_strangers_as_a_refund_is_a_fan_out_still() -> None:
    rows = [transfer(n, "hub", f"new{n}", n, purpose="refund") for n in range(4)]
    (instance,) = judge_flows(view(rows), [SCATTER])
    assert instance.numbers["payees"] == 4


def test_what_goes_back_to_who_paid_is_none() -> None:
    bought = [transfer(n, f"c{n}", "hub", n) for n in range(4)]
    back = [transfer(10 + n, "hub", f"c{n}", 5 + n, purpose="reversal") for n in range(4)]
    assert not judge_flows(view(bought + back), [SCATTER])


def test_more_than_was_paid_is_no_refund() -> None:
    bought = transfer(0, "c", "hub", 0, 100)
    assert refunds([bought, transfer(1, "hub", "c", 1, 111, purpose="refund")]) == []
    # A tenth more: the rate of the day has moved.
    assert refunds([bought, transfer(1, "hub", "c", 1, 110, purpose="refund")]) == ["t001"]
    twice = [transfer(n, "hub", "c", n, 100, purpose="refund") for n in (1, 2)]
    assert refunds([bought, *twice]) == ["t001"]


def test_a_refund_comes_after_what_it_returns() -> None:
    assert refunds([transfer(0, "hub", "c", 0, purpose="refund"), transfer(1, "c", "hub", 0)]) == []


def test_a_party_may_be_refunded_to_its_other_account() -> None:
    rows = [transfer(0, "card", "hub", 0), transfer(1, "hub", "current", 1, purpose="refund")]
    owned = [Account(account_id=name, owner="ann") for name in ("card", "current")]
    assert refunds(rows, owned) == ["t001"]
    assert refunds(rows) == []


def test_a_fee_counts_from_a_value_on() -> None:
    small = [transfer(n, "hub", f"b{n}", n, 49, purpose="fee") for n in range(3)]
    assert not judge_flows(view(small), [SCATTER])
    large = [transfer(n, "hub", f"b{n}", n, 50, purpose="fee") for n in range(3)]
    assert judge_flows(view(large), [SCATTER])


@given(rows=ledgers(names="abc", size_max=20), owner=st.sampled_from(["", "o"]))
def test_refunds_never_exceed_what_was_paid_and_sql_says_the_same(
    rows: list[Transfer], owner: str
) -> None:
    accounts = [Account(account_id=name, owner=owner) for name in "ab"]
    seen = view(rows, accounts)
    moves = [
        Move(
            number=leg.number,
            source_party=seen.holders[leg.source].party,
            target_party=seen.holders[leg.target].party,
            at_us=leg.at_us,
            value=leg.value,
            purpose=leg.purpose,
        )
        for leg in seen.legs
    ]
    numbers = refund_numbers(moves)
    assert numbers == {leg.number for leg in seen.legs if leg.is_refund}
    for end in {(m.source_party, m.target_party) for m in moves}:
        back = [m for m in moves if m.number in numbers and (m.source_party, m.target_party) == end]
        paid = sum(m.value for m in moves if (m.target_party, m.source_party) == end)
        assert sum(m.value for m in back) * 10 <= paid * 11
        assert all(m.purpose in ("refund", "reversal") for m in back)
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE m (number BIGINT, sp TEXT, dp TEXT, t BIGINT, v BIGINT, purpose TEXT)"
        )
        for m in moves:
            connection.execute(
                "INSERT INTO m VALUES (?, ?, ?, ?, ?, ?)",
                [m.number, m.source_party, m.target_party, m.at_us, m.value, m.purpose],
            )
        connection.execute(f"CREATE TABLE called AS {called_sql('m')}")
        found = connection.execute(refunds_sql("called", "m")).fetchall()
    assert {number for (number,) in found} == numbers
