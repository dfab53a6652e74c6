from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import account_ledgers, colourings, ledger, transfer

from plainsight.errors import BadValue
from plainsight.model.asset import Asset
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.account_taint import trace_accounts
from plainsight.trace.chain.colours import UNOBSERVED
from plainsight.trace.chain.method import CONSERVING, Method

ACCOUNT_METHODS = (Method.POISON, Method.HAIRCUT, Method.FIFO, Method.LIFO)
LISTED = {"supplier": "listed"}
# The supplier's 60 arrive after 40 of the buyer's own; then 50 are paid on.
MIXED = ledger(("bank", "broker", 40), ("supplier", "broker", 60), ("broker", "shop", 50))


def _carried(method: Method, transfers: list[Transfer]) -> dict[str, int]:
    taint = trace_accounts(transfers, method=method, coloured=LISTED)
    return dict(taint.carried[-1])


def test_four_conventions_give_four_answers_for_one_payment() -> None:
    assert _carried(Method.POISON, MIXED) == {"listed": 50, UNOBSERVED: 50}
    assert _carried(Method.HAIRCUT, MIXED) == {"listed": 30, UNOBSERVED: 20}
    assert _carried(Method.FIFO, MIXED) == {"listed": 10, UNOBSERVED: 40}
    assert _carried(Method.LIFO, MIXED) == {"listed": 50}


def test_what_an_account_spends_without_having_received_it_is_unobserved_and_not_clean() -> None:
    taint = trace_accounts(ledger(("a", "b", 7)), method=Method.HAIRCUT, coloured={})
    assert taint.carried == ({UNOBSERVED: 7},)
    assert taint.held == {"b": {UNOBSERVED: 7}}


def test_observed_units_leave_before_the_unobserved_ones() -> None:
    legs = ledger(("supplier", "b", 5), ("b", "c", 8), ("c", "d", 5))
    taint = trace_accounts(legs, method=Method.FIFO, coloured=LISTED)
    assert taint.carried[2] == {"listed": 5}


def test_a_trace_stops_at_a_custodian_and_its_payouts_carry_its_own_colour() -> None:
    legs = ledger(("supplier", "exchange", 90), ("exchange", "stranger", 90))
    taint = trace_accounts(legs, method=Method.POISON, coloured={**LISTED, "exchange": "custodian"})
    assert taint.carried[1] == {"custodian": 90}
    assert taint.absorbed["exchange"] == {"listed": 90}


def test_one_payment_can_be_the_start_whoever_sent_it() -> None:
    legs = ledger(("a", "b", 10), ("a", "b", 30), ("b", "c", 20))
    taint = trace_accounts(
        legs, method=Method.FIFO, coloured={}, started={"t1": "undercover purchase"}
    )
    assert taint.carried[2] == {UNOBSERVED: 10, "undercover purchase": 10}


def test_a_payment_to_oneself_moves_nothing() -> None:
    legs = ledger(("supplier", "b", 5), ("b", "b", 5), ("b", "c", 5))
    for method in ACCOUNT_METHODS:
        taint = trace_accounts(legs, method=method, coloured=LISTED)
        assert taint.carried[1] == {}
        assert taint.carried[2] == {"listed": 5}


def test_two_assets_are_never_added_up() -> None:
    other = Asset(code="USD", decimals=2)
    legs = [transfer(0, "a", "b", 1), transfer(1, "a", "b", 1, asset=other)]
    with pytest.raises(BadValue, match="apart"):
        trace_accounts(legs, method=Method.FIFO, coloured={})


def test_an_account_chain_has_no_outputs_for_tiho_to_order() -> None:
    with pytest.raises(BadValue, match="UTXO"):
        trace_accounts(MIXED, method=Method.TIHO, coloured=LISTED)


@given(
    account_ledgers(),
    colourings(),
    st.dictionaries(st.integers(0, 23).map(lambda n: f"t{n}"), st.just("seized"), max_size=2),
    st.sampled_from([m for m in CONSERVING if m is not Method.TIHO]),
)
def test_no_base_unit_is_lost_or_made(
    legs: list[Transfer], coloured: dict[str, str], started: dict[str, str], method: Method
) -> None:
    taint = trace_accounts(legs, method=method, coloured=coloured, started=started)
    assert _sum([*taint.held.values(), *taint.absorbed.values()]) == _sum([taint.injected])


@given(account_ledgers(), colourings(), st.sampled_from(ACCOUNT_METHODS))
def test_no_account_holds_more_of_a_colour_than_its_balance(
    legs: list[Transfer], coloured: dict[str, str], method: Method
) -> None:
    taint = trace_accounts(legs, method=method, coloured=coloured)
    balances = _balances(legs, coloured)
    for account, masses in taint.held.items():
        bound = balances[account]
        if method is Method.POISON:
            assert max(masses.values()) == bound
        else:
            assert sum(masses.values()) <= bound


@given(account_ledgers(), colourings())
def test_poison_bounds_every_other_method(legs: list[Transfer], coloured: dict[str, str]) -> None:
    bound = trace_accounts(legs, method=Method.POISON, coloured=coloured)
    for method in (Method.HAIRCUT, Method.FIFO, Method.LIFO):
        taint = trace_accounts(legs, method=method, coloured=coloured)
        for carried, most in zip(taint.carried, bound.carried, strict=True):
            assert all(units <= most[colour] for colour, units in carried.items())


@given(account_ledgers(units_max=10**15), colourings())
def test_whole_unit_haircut_stays_within_a_unit_per_transfer_of_the_exact_fraction(
    legs: list[Transfer], coloured: dict[str, str]
) -> None:
    taint = trace_accounts(legs, method=Method.HAIRCUT, coloured=coloured)
    exact = _exact_haircut(legs, coloured)
    for carried, fractions in zip(taint.carried, exact, strict=True):
        for colour in {*carried, *fractions}:
            error = abs(carried.get(colour, 0) - fractions.get(colour, Fraction(0)))
            assert error < len(legs)


def _sum(masses: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for entry in masses:
        total.update(entry)
    return {colour: units for colour, units in total.items() if units}


def _balances(legs: list[Transfer], coloured: dict[str, str]) -> Counter[str]:
    balances: Counter[str] = Counter()
    for leg in legs:
        units = leg.money.units
        if leg.source == leg.target:
            continue
        if leg.source not in coloured:
            balances[leg.source] = max(balances[leg.source], units) - units
        balances[leg.target] += units
    return balances


def _exact_haircut(legs: list[Transfer], coloured: dict[str, str]) -> list[dict[str, Fraction]]:
    """Haircut in fractions, written apart from the definition: rate times amount."""
    balance: dict[str, int] = {}
    mass: dict[str, dict[str, Fraction]] = {}
    answers: list[dict[str, Fraction]] = []
    for leg in legs:
        units = leg.money.units
        if not units or leg.source == leg.target:
            answers.append({})
            continue
        if leg.source in coloured:
            out = {coloured[leg.source]: Fraction(units)}
        else:
            own = mass.setdefault(leg.source, {})
            have = balance.get(leg.source, 0)
            if have < units:
                own[UNOBSERVED] = own.get(UNOBSERVED, Fraction(0)) + units - have
                have = units
            out = {colour: value * units / have for colour, value in own.items() if value}
            for colour, value in out.items():
                own[colour] -= value
            balance[leg.source] = have - units
        answers.append(out)
        if leg.target not in coloured:
            balance[leg.target] = balance.get(leg.target, 0) + units
            into = mass.setdefault(leg.target, {})
            for colour, value in out.items():
                into[colour] = into.get(colour, Fraction(0)) + value
    return answers
