from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.chains import account_ledgers, ledger

from plainsight.model.transfer import Transfer
from plainsight.trace.chain.lots import map_account_lots
from plainsight.trace.chain.paths import PathSearch, find_hubs, find_paths, starts_of_account
from plainsight.trace.chain.walk import Direction, End, LotMap

BROKER_CASE = ledger(
    ("buyer", "broker", 100),
    ("broker", "mule", 70),
    ("mule", "supplier", 50),
    ("broker", "pool", 30),
    ("stranger", "mule", 500),
    ("mule", "supplier", 20),
)
NAMED = {"supplier": "sanctioned", "pool": "exchange"}


def _search(
    legs: list[Transfer],
    account: str,
    direction: Direction = Direction.FORWARD,
    hubs: frozenset[str] = frozenset(),
) -> PathSearch:
    return find_paths(
        legs,
        LotMap(map_account_lots(legs)),
        starts=starts_of_account(legs, account, direction=direction),
        direction=direction,
        named=NAMED,
        hubs=hubs,
    )


def _shape(search: PathSearch) -> list[tuple[int, str, list[str]]]:
    return [
        (p.units, p.category, [h.transfer.source for h in p.hops] + [p.hops[-1].transfer.target])
        for p in search.paths
    ]


def test_every_path_has_one_exact_amount_and_names_each_hop() -> None:
    search = _search(BROKER_CASE, "buyer")
    assert _shape(search) == [
        (50, "sanctioned", ["buyer", "broker", "mule", "supplier"]),
        (30, "exchange", ["buyer", "broker", "pool"]),
        (20, "sanctioned", ["buyer", "broker", "mule", "supplier"]),
    ]
    assert search.ends == {End.STOPPED: 100}


def test_the_same_paths_are_found_backward_from_the_supplier() -> None:
    search = _search(BROKER_CASE, "supplier", Direction.BACKWARD)
    assert [(units, way[0]) for units, _, way in _shape(search)] == [(50, "buyer"), (20, "buyer")]
    assert search.ends == {End.UNOBSERVED: 70}


def test_a_payment_straight_to_a_custodian_ends_there() -> None:
    legs = ledger(("buyer", "pool", 10), ("pool", "supplier", 10))
    assert _shape(_search(legs, "buyer")) == [(10, "exchange", ["buyer", "pool"])]


def test_a_hub_that_nobody_named_ends_the_path() -> None:
    search = _search(BROKER_CASE, "buyer", hubs=frozenset({"mule"}))
    assert search.ends == {End.STOPPED: 30, End.HUB: 70}


def test_an_account_with_too_many_counterparties_is_a_hub() -> None:
    legs = ledger(*[(f"p{n}", "shop", 1) for n in range(5)])
    assert find_hubs(legs, counterparties_max=4) == {"shop"}
    assert find_hubs(legs, counterparties_max=5) == frozenset()


@given(account_ledgers(), st.sampled_from(Direction))
def test_hops_never_go_back_in_time_and_amounts_never_exceed_a_hop(
    legs: list[Transfer], direction: Direction
) -> None:
    search = _search(legs, "a0", direction)
    assert sum(search.ends.values()) == search.start_units
    assert sum(path.units for path in search.paths) == search.start_units
    for path in search.paths:
        times = [hop.transfer.at for hop in path.hops]
        assert times == sorted(times)
        assert all(hop.units == path.units <= hop.transfer.money.units for hop in path.hops)
        for before, after in zip(path.hops, path.hops[1:], strict=False):
            assert before.transfer.target == after.transfer.source
