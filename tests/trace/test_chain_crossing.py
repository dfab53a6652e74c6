from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import BEGIN, USDT, ledger, transfer

from plainsight.errors import BadValue, NoRate
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.rate import DailyRate, Rates, scale_rate
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.conversion import BreakKind, find_bridge_exits, find_swaps
from plainsight.trace.chain.crossing import (
    Crossing,
    CrossingTerms,
    Ramp,
    count_by_chance,
    find_crossings,
)
from plainsight.trace.chain.lots import map_account_lots
from plainsight.trace.chain.paths import find_paths, starts_of_account
from plainsight.trace.chain.rows import ChainTransfer, Position
from plainsight.trace.chain.trail import WalletMention, join_trails
from plainsight.trace.chain.walk import Direction, LotMap

USD = Asset(code="USD", decimals=2)
CNY = Asset(code="CNY", decimals=2)
ETH = Asset(code="ethereum", decimals=18, symbol="ETH")
RATES = Rates(
    USD,
    [
        DailyRate(
            asset=asset,
            reporting=USD,
            day=BEGIN.date() - timedelta(days=30),
            scaled=scale_rate(rate, asset=asset, reporting=USD),
            source="test",
        )
        for asset, rate in ((USDT, "1"), (CNY, "0.14"))
    ],
    age_days_max=400,
)
WALLETS = {"broker": frozenset({"Twallet"})}


def _fiat(number: int, source: str, target: str, yuan: int, minute: int = 0) -> Transfer:
    leg = transfer(number, source, target, yuan * 100, asset=CNY)
    return replace(leg, transfer_id=f"f{number}", at=BEGIN + timedelta(minutes=minute))


def _chain(number: int, source: str, target: str, dollars: int, minute: int = 0) -> Transfer:
    leg = transfer(number, source, target, dollars * 10**6)
    return replace(leg, transfer_id=f"c{number}", at=BEGIN + timedelta(minutes=minute))


def _find(fiat: list[Transfer], chain: list[Transfer]) -> tuple[Crossing, ...]:
    return find_crossings(fiat, chain, rates=RATES, wallets=WALLETS)


def test_yuan_to_a_broker_and_coins_from_his_wallet_are_an_on_ramp() -> None:
    (found,) = _find(
        [_fiat(1, "customer", "broker", 100_000)], [_chain(1, "Twallet", "Tbuyer", 13_860, 90)]
    )
    assert found.ramp is Ramp.ON
    assert found.spread_bp == -100
    assert found.lag == timedelta(minutes=90)


def test_coins_to_his_wallet_and_yuan_from_the_broker_are_an_off_ramp() -> None:
    (found,) = _find(
        [_fiat(1, "broker", "seller", 1_000, 30)], [_chain(1, "Tseller", "Twallet", 141)]
    )
    assert found.ramp is Ramp.OFF
    assert found.lag == timedelta(minutes=-30)


def test_strangers_legs_that_only_fit_in_value_are_leads() -> None:
    (found,) = _find([_fiat(1, "x", "y", 1_000)], [_chain(1, "Ta", "Tb", 140)])
    assert found.ramp is Ramp.COUNTER


def test_a_wallet_whose_owner_is_known_never_settles_somebody_elses_leg() -> None:
    assert _find([_fiat(1, "x", "y", 1_000)], [_chain(1, "Twallet", "Tb", 140)]) == ()


@pytest.mark.parametrize(
    ("dollars", "minute"), [(148, 0), (132, 0), (140, 24 * 60 + 1), (140, -24 * 60 - 1)]
)
def test_too_far_in_value_or_time_is_no_crossing(dollars: int, minute: int) -> None:
    legs = [_chain(1, "Twallet", "Tb", dollars, minute)]
    assert _find([_fiat(1, "customer", "broker", 1_000)], legs) == ()


@pytest.mark.parametrize("wrong", [{"within": timedelta(hours=-5)}, {"spread_bp_max": -1}])
def test_terms_that_nothing_can_meet_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadValue, match="not below zero"):
        CrossingTerms(**wrong)


def test_each_leg_settles_one_deal_and_the_best_fit_is_chosen() -> None:
    fiat = [_fiat(1, "c1", "broker", 1_000), _fiat(2, "c2", "broker", 1_020)]
    chain = [_chain(1, "Twallet", "T1", 140, 5), _chain(2, "Twallet", "T2", 142, 6)]
    pairs = {(c.fiat.transfer_id, c.chain.transfer_id) for c in _find(fiat, chain)}
    assert pairs == {("f1", "c1"), ("f2", "c2")}


@given(
    st.lists(st.tuples(st.integers(90, 110), st.integers(0, 100)), max_size=5),
    st.lists(st.tuples(st.integers(12, 16), st.integers(0, 100)), max_size=5),
)
def test_no_leg_is_used_twice_and_no_larger_matching_exists(
    fiat_rows: list[tuple[int, int]], chain_rows: list[tuple[int, int]]
) -> None:
    fiat = [_fiat(n, f"c{n}", "broker", y, m) for n, (y, m) in enumerate(fiat_rows)]
    chain = [_chain(n, "Twallet", f"T{n}", d, m) for n, (d, m) in enumerate(chain_rows)]
    found = _find(fiat, chain)
    assert len({c.fiat.transfer_id for c in found}) == len(found)
    assert len({c.chain.transfer_id for c in found}) == len(found)
    assert len(found) == _largest_matching(fiat, chain)


def _largest_matching(fiat: list[Transfer], chain: list[Transfer]) -> int:
    """Augmenting paths over the same candidates, found one pair at a time."""
    edges = {f.transfer_id: [c.transfer_id for c in chain if _find([f], [c])] for f in fiat}
    owner: dict[str, str] = {}

    def place(leg: str, tried: set[str]) -> bool:
        for other in edges[leg]:
            if other not in tried:
                tried.add(other)
                if other not in owner or place(owner[other], tried):
                    owner[other] = leg
                    return True
        return False

    return sum(place(leg, set()) for leg in edges)


def test_moving_the_chain_legs_in_time_shows_what_chance_alone_would_match() -> None:
    fiat = [_fiat(n, "c", "broker", 1_000 + 50 * n, n) for n in range(6)]
    chain = [_chain(n, "Twallet", "T", 140 + 7 * n, n + 5) for n in range(6)]
    shifts = [timedelta(weeks=week) for week in (1, 2, 3)]
    assert len(_find(fiat, chain)) == 6
    chance = count_by_chance(fiat, chain, rates=RATES, wallets=WALLETS, shifts=shifts)
    assert chance == (0, 0, 0)


def test_a_leg_without_a_rate_stops_the_search_and_is_not_guessed() -> None:
    legs = [
        replace(_fiat(1, "a", "b", 1), money=Money(units=1, asset=Asset(code="MXN", decimals=2)))
    ]
    with pytest.raises(NoRate):
        find_crossings(legs, [_chain(1, "a", "b", 1)], rates=RATES, wallets={})


def test_tight_terms_are_honoured() -> None:
    terms = CrossingTerms(within=timedelta(minutes=1), spread_bp_max=10)
    fiat, chain = [_fiat(1, "c", "broker", 1_000)], [_chain(1, "Twallet", "T", 141)]
    assert find_crossings(fiat, chain, rates=RATES, wallets=WALLETS, terms=terms) == ()


def test_post_account_fiat_leg_wallet_and_supplier_become_one_trail() -> None:
    chain = ledger(("Twallet", "Tmule", 700_000), ("Tmule", "Tsupplier", 500_000))
    search = find_paths(
        chain,
        LotMap(map_account_lots(chain)),
        starts=starts_of_account(chain, "Twallet", direction=Direction.FORWARD),
        direction=Direction.FORWARD,
        named={"Tsupplier": "sanctioned"},
    )
    crossings = _find([_fiat(1, "customer", "broker", 5)], [replace(chain[0], at=BEGIN)])
    mention = WalletMention(post_id="p1", account_id="broker", wallet="Twallet", role="payee")
    first, rest = join_trails([mention], crossings, search.paths)
    assert (first.path.units, first.reaches_named) == (500_000, True)
    assert (rest.path.units, rest.reaches_named) == (200_000, False)
    assert [c.fiat.transfer_id for c in first.crossings] == ["f1"]
    assert "FIFO" in first.weakest_link


@pytest.mark.parametrize(
    ("role", "words"), [("warning", "only mentions"), ("payee", "no fiat leg")]
)
def test_a_trail_names_its_weakest_link(role: str, words: str) -> None:
    chain = ledger(("Twallet", "Tsupplier", 5))
    search = find_paths(
        chain,
        LotMap(map_account_lots(chain)),
        starts=starts_of_account(chain, "Twallet", direction=Direction.FORWARD),
        direction=Direction.FORWARD,
        named={"Tsupplier": "sanctioned"},
    )
    mention = WalletMention(post_id="p1", account_id="broker", wallet="Twallet", role=role)
    (trail,) = join_trails([mention], (), search.paths)
    assert words in trail.weakest_link


def _row(
    leg: Transfer, *, transaction: str = "tx", network: Network = Network.TRON
) -> ChainTransfer:
    return ChainTransfer(
        transfer=leg, network=network, transaction_id=transaction, position=Position(block=1)
    )


def test_an_asset_given_and_another_got_in_one_transaction_is_a_swap() -> None:
    given_leg, got = transfer(0, "a", "router", 5), transfer(1, "router", "a", 7, asset=ETH)
    (swap,) = find_swaps([_row(given_leg), _row(got)], services=frozenset({"router"}))
    assert (swap.kind, swap.given.transfer, swap.received.transfer) == (
        BreakKind.SWAP,
        given_leg,
        got,
    )
    apart = [_row(given_leg), _row(got, transaction="other")]
    assert list(find_swaps(apart, services=frozenset({"router"}))) == []


def test_a_bridge_exit_is_a_candidate_by_amount_time_and_network() -> None:
    entry = _row(_chain(1, "a", "bridge", 100))
    exits = [
        _row(_chain(2, "bridge", "b", 100, 10), network=Network.ETHEREUM),
        _row(_chain(3, "bridge", "c", 98, 10), network=Network.ETHEREUM),
        _row(_chain(4, "bridge", "d", 100, 10)),
        _row(_chain(5, "bridge", "e", 100, -10), network=Network.ETHEREUM),
    ]
    (found,) = find_bridge_exits(entry, exits, bridges=frozenset({"bridge"}))
    assert found.received.transfer.target == "b"
    assert found.confidence_percent == 70
