"""What still is one deal, at the very edge of the terms, and which of two that fit is taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.strategies.chains import BEGIN, USDT, transfer

from plainsight.model.asset import Asset
from plainsight.model.rate import DailyRate, Rates, scale_rate
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.crossing import Crossing, CrossingTerms, Ramp, find_crossings

USD = Asset(code="USD", decimals=2)
RATES = Rates(
    USD,
    [
        DailyRate(
            asset=USDT,
            reporting=USD,
            day=BEGIN.date() - timedelta(days=30),
            scaled=scale_rate("1", asset=USDT, reporting=USD),
            source="test",
        )
    ],
    age_days_max=400,
)
DAY = timedelta(hours=24)


def fiat(name: str, source: str, target: str, cents: int, *, at: timedelta = DAY) -> Transfer:
    return _leg(name, source, target, cents, USD, at)


def chain(name: str, source: str, target: str, cents: int, *, at: timedelta = DAY) -> Transfer:
    return _leg(name, source, target, cents * 10**4, USDT, at)


def _leg(name: str, source: str, target: str, units: int, asset: Asset, at: timedelta) -> Transfer:
    leg = transfer(0, source, target, units, asset=asset)
    return replace(leg, transfer_id=name, at=BEGIN + at)


def find(
    fiats: Sequence[Transfer], chains: Sequence[Transfer], terms: CrossingTerms | None = None
) -> tuple[Crossing, ...]:
    wallets = {"broker": frozenset({"Twallet"})}
    return find_crossings(fiats, chains, rates=RATES, wallets=wallets, terms=terms)


def to_broker(cents: int = 10_000) -> Transfer:
    return fiat("f", "customer", "broker", cents)


@pytest.mark.parametrize(
    ("cents", "is_one"), [(10_500, True), (10_501, False), (9_500, True), (9_499, False)]
)
def test_the_last_hundredth_of_a_percent_that_is_allowed_is_allowed(
    cents: int, is_one: bool
) -> None:
    assert bool(find([to_broker()], [chain("c", "Twallet", "Tb", cents)])) is is_one


@pytest.mark.parametrize(
    ("lag", "is_one"),
    [
        (DAY, True),
        (DAY + timedelta(microseconds=1), False),
        (-DAY, True),
        (-DAY - timedelta(microseconds=1), False),
    ],
)
def test_the_last_instant_that_is_allowed_is_allowed(lag: timedelta, is_one: bool) -> None:
    legs = [chain("c", "Twallet", "Tb", 10_000, at=DAY + lag)]
    assert bool(find([to_broker()], legs)) is is_one


def test_legs_of_one_instant_and_one_value_meet_where_nothing_else_is_allowed() -> None:
    terms = CrossingTerms(within=timedelta(0), spread_bp_max=0)
    (found,) = find([to_broker()], [chain("c", "Twallet", "Tb", 10_000)], terms)
    assert (found.lag, found.spread_bp) == (timedelta(0), 0)
    later = chain("c", "Twallet", "Tb", 10_000, at=DAY + timedelta(microseconds=1))
    assert find([to_broker()], [later], terms) == ()
    assert find([to_broker()], [chain("c", "Twallet", "Tb", 10_001)], terms) == ()


def test_a_leg_that_is_worth_nothing_settles_nothing() -> None:
    terms = CrossingTerms(spread_bp_max=10_000)
    assert find([to_broker(0)], [chain("c", "Twallet", "Tb", 10_000)], terms) == ()
    assert find([to_broker()], [chain("c", "Twallet", "Tb", 0)], terms) == ()
    assert find([to_broker()], [chain("c", "Twallet", "Tb", 1)], terms) != ()


def test_a_known_wallet_is_taken_before_a_stranger_who_fits_better() -> None:
    chains = [
        chain("lead", "Ta", "Tb", 10_000),
        chain("known", "Twallet", "Tb", 10_500, at=2 * DAY),
    ]
    (found,) = find([to_broker()], chains)
    assert (found.chain.transfer_id, found.ramp) == ("known", Ramp.ON)


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ((10_100, timedelta(0)), (10_101, timedelta(0))),
        ((9_900, timedelta(0)), (10_101, timedelta(0))),
        ((10_100, timedelta(0)), (9_899, timedelta(0))),
        ((10_000, timedelta(hours=-1)), (10_000, timedelta(hours=2))),
        ((10_000, timedelta(hours=12)), (10_300, timedelta(hours=0))),
        ((10_200, timedelta(hours=0)), (10_000, timedelta(hours=12))),
    ],
)
def test_spread_and_lag_weigh_as_shares_of_what_is_allowed(
    near: tuple[int, timedelta], far: tuple[int, timedelta]
) -> None:
    chains = [
        chain(name, "Twallet", "Tb", cents, at=DAY + lag)
        for name, (cents, lag) in (("far", far), ("near", near))
    ]
    (found,) = find([to_broker()], chains)
    assert found.chain.transfer_id == "near"


def test_two_deals_of_which_each_fits_less_are_taken_before_one_that_fits_well() -> None:
    fiats = [to_broker(), fiat("g", "other", "broker", 10_600)]
    chains = [chain("both", "Twallet", "T1", 10_200), chain("low", "Twallet", "T2", 9_500)]
    pairs = {(each.fiat.transfer_id, each.chain.transfer_id) for each in find(fiats, chains)}
    assert pairs == {("f", "low"), ("g", "both")}


def test_a_lead_at_both_edges_of_the_terms_is_a_lead_still() -> None:
    (found,) = find([fiat("f", "x", "y", 10_000)], [chain("c", "Ta", "Tb", 10_500, at=2 * DAY)])
    assert found.ramp is Ramp.COUNTER
