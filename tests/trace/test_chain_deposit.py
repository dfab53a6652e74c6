"""A deposit account forwards all it gets, soon, to one custodian: each rule at its bound."""

import pytest
from tests.strategies.chains import ledger, transfer

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.deposit import find_deposit_accounts

HOT = {"hot": "Example Exchange", "cold": "Example Exchange"}
DAY = 24 * 60  # transfers of a test ledger are numbered in minutes


def _found(legs: list[Transfer]) -> list[str]:
    return [found.account for found in find_deposit_accounts(legs, custodians=HOT)]


@pytest.mark.parametrize(("minutes", "accounts"), [(DAY, ["deposit"]), (DAY + 1, [])])
def test_money_is_forwarded_within_a_day(minutes: int, accounts: list[str]) -> None:
    legs = [transfer(0, "customer", "deposit", 500), transfer(minutes, "deposit", "hot", 500)]
    assert _found(legs) == accounts


@pytest.mark.parametrize(("units", "accounts"), [(990, ["deposit"]), (989, [])])
def test_of_a_hundred_units_ninety_nine_are_forwarded(units: int, accounts: list[str]) -> None:
    assert _found(ledger(("customer", "deposit", 1000), ("deposit", "hot", units))) == accounts


def test_an_account_that_spends_more_elsewhere_is_no_deposit_account() -> None:
    legs = ledger(("customer", "x", 100), ("x", "hot", 100), ("x", "shop", 50))
    assert _found(legs) == []


def test_an_account_that_pays_before_anything_is_seen_to_arrive_is_no_deposit_account() -> None:
    assert _found(ledger(("x", "hot", 500), ("customer", "x", 500))) == []


def test_an_account_that_feeds_two_accounts_of_a_custodian_alike_is_not_known_as_its_own() -> None:
    assert _found(ledger(("customer", "x", 100), ("x", "hot", 50), ("x", "cold", 50))) == []


@pytest.mark.parametrize(("senders", "accounts"), [(20, ["deposit"]), (21, [])])
def test_a_customer_pays_in_from_twenty_wallets_at_most(senders: int, accounts: list[str]) -> None:
    paid = [(f"p{number}", "deposit", 10) for number in range(senders)]
    assert _found(ledger(*paid, ("deposit", "hot", 10 * senders))) == accounts
