from collections import Counter

from hypothesis import given
from tests.strategies.chains import BEGIN, account_ledgers, colourings, ledger

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.category import Reach
from plainsight.trace.chain.colours import RESTS, UNOBSERVED
from plainsight.trace.chain.exposure import Exposure, Way, expose_accounts
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction
from plainsight.trace.chain.utxo_exposure import expose_entity

NAMED = {"supplier": "sanctioned", "pool": "exchange"}


def _units(rows: tuple[Exposure, ...], account: str, way: Way) -> dict[tuple[str, str], int]:
    return {
        (row.reach.value, row.category): row.units
        for row in rows
        if row.account == account and row.way is way
    }


def test_received_and_sent_direct_and_indirect_are_four_numbers() -> None:
    legs = ledger(
        ("supplier", "a", 60),
        ("stranger", "a", 40),
        ("a", "b", 50),
        ("b", "pool", 50),
        ("a", "supplier", 50),
    )
    rows = expose_accounts(legs, paid_by=NAMED, paid_to=NAMED)
    assert _units(rows, "a", Way.RECEIVED) == {
        ("direct", "sanctioned"): 60,
        ("indirect", UNOBSERVED): 40,
    }
    assert _units(rows, "b", Way.RECEIVED) == {
        ("indirect", "sanctioned"): 30,
        ("indirect", UNOBSERVED): 20,
    }
    assert _units(rows, "b", Way.SENT) == {("direct", "exchange"): 50}
    assert _units(rows, "a", Way.SENT) == {
        ("direct", "sanctioned"): 50,
        ("indirect", "exchange"): 50,
    }


def test_what_was_sent_and_rests_with_a_stranger_is_unspent_and_not_lost() -> None:
    legs = ledger(("a", "b", 10), ("b", "pool", 4))
    rows = expose_accounts(legs, paid_by=NAMED, paid_to=NAMED)
    assert _units(rows, "a", Way.SENT) == {("indirect", "exchange"): 4, ("indirect", RESTS): 6}


def test_a_listed_deposit_account_taints_who_pays_in_and_not_who_is_paid_out() -> None:
    """3PKiHs4G...'s case: a supplier's address that belongs to an exchange's pool."""
    legs = ledger(("buyer", "deposit", 10), ("deposit", "stranger", 10))
    rows = expose_accounts(legs, paid_by={"deposit": "exchange"}, paid_to={"deposit": "sanctioned"})
    assert _units(rows, "buyer", Way.SENT) == {("direct", "sanctioned"): 10}
    assert _units(rows, "stranger", Way.RECEIVED) == {("direct", "exchange"): 10}


@given(account_ledgers(), colourings())
def test_everything_received_or_sent_is_named_or_clean_and_never_more_than_the_total(
    legs: list[Transfer], named: dict[str, str]
) -> None:
    rows = expose_accounts(legs, paid_by=named, paid_to=named)
    sums: Counter[tuple[str, Way]] = Counter()
    for row in rows:
        assert row.units > 0
        sums[row.account, row.way] += row.units
        assert 0 <= row.share_bp <= 10_000
    for row in rows:
        assert sums[row.account, row.way] <= row.total


@given(account_ledgers(), colourings())
def test_direct_exposure_is_the_plain_sum_of_transfers(
    legs: list[Transfer], named: dict[str, str]
) -> None:
    expected: Counter[tuple[str, Way, str]] = Counter()
    for leg in legs:
        if leg.source != leg.target and leg.money.units:
            if leg.source in named:
                expected[leg.target, Way.RECEIVED, named[leg.source]] += leg.money.units
            if leg.target in named:
                expected[leg.source, Way.SENT, named[leg.target]] += leg.money.units
    rows = expose_accounts(legs, paid_by=named, paid_to=named)
    found = {(r.account, r.way, r.category): r.units for r in rows if r.reach is Reach.DIRECT}
    assert found == dict(expected)


def _spend(
    number: int, *inputs: tuple[int, int, int, str], outputs: list[tuple[int, str]]
) -> Transaction:
    return Transaction(
        transaction_id=f"{number:064x}",
        block=number,
        at=BEGIN,
        inputs=tuple(
            Input(spent=OutPoint(f"{tx:064x}", index), units=units, address=address)
            for tx, index, units, address in inputs
        ),
        outputs=tuple(Output(units=units, address=address) for units, address in outputs),
    )


def test_an_entitys_change_counts_neither_as_received_nor_as_sent() -> None:
    chain = [
        _spend(1, outputs=[(100, "supplier")]),
        _spend(2, (1, 0, 100, "supplier"), outputs=[(60, "x1"), (40, "middle")]),
        _spend(3, (2, 1, 40, "middle"), outputs=[(40, "x2")]),
        _spend(4, (2, 0, 60, "x1"), (3, 0, 40, "x2"), outputs=[(30, "pool"), (70, "x1")]),
    ]
    rows = expose_entity(chain, entity="X", addresses=("x1", "x2"), paid_by=NAMED, paid_to=NAMED)
    assert _units(rows, "X", Way.RECEIVED) == {
        ("direct", "sanctioned"): 60,
        ("indirect", "sanctioned"): 40,
    }
    assert _units(rows, "X", Way.SENT) == {("direct", "exchange"): 30}
    assert {row.total for row in rows if row.way is Way.SENT} == {30}
    assert {row.total for row in rows if row.way is Way.RECEIVED} == {100}
