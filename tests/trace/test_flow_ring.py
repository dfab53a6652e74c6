"""Temporal cycles: strictly later at every step, simple, soonest, and sharing no leg."""

from hypothesis import given, settings
from tests.strategies.flows import HOUR, RING, ledger, ledgers, stage, typology, view

from plainsight.model.transfer import Transfer
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import Leg
from plainsight.trace.flows.ring import earliest_return
from plainsight.trace.flows.typology import Bound


def test_money_that_comes_round_is_a_ring_whatever_the_amounts() -> None:
    rows = ledger(("a", "b", 0, 1000), ("b", "c", 1, 1), ("c", "d", 2, 5), ("d", "a", 3, 2_000_000))
    (instance,) = judge_flows(view(rows), [RING])
    assert len(instance.members) == 4
    assert instance.numbers["value"] == 1
    assert instance.numbers["largest"] == 2_000_000


def test_a_bound_on_amounts_can_refuse_absurd_ones() -> None:
    conserving = typology(
        [stage("hop", "cc", 15)],
        [Bound(measure="value", of="largest", least=500)],
        ring=RING.ring,
        many="c",
        strength="value",
    )
    rows = ledger(("a", "b", 0, 1000), ("b", "c", 1, 1), ("c", "a", 2, 2_000_000))
    assert not judge_flows(view(rows), [conserving])
    assert judge_flows(
        view(ledger(("a", "b", 0, 9), ("b", "c", 1, 8), ("c", "a", 2, 7))), [conserving]
    )


def test_legs_in_the_wrong_order_or_the_same_instant_close_nothing() -> None:
    assert not judge_flows(
        view(ledger(("a", "b", 2, 9), ("b", "c", 1, 9), ("c", "a", 3, 9))), [RING]
    )
    assert not judge_flows(
        view(ledger(("a", "b", 1, 9), ("b", "c", 1, 9), ("c", "a", 3, 9))), [RING]
    )


def test_there_and_back_is_no_ring() -> None:
    assert not judge_flows(view(ledger(("a", "b", 0, 9), ("b", "a", 1, 9))), [RING])


def test_a_ring_longer_than_allowed_or_slower_than_the_window_is_none() -> None:
    names = "abcdefa"
    slow = ledger(("a", "b", 0, 9), ("b", "c", 1, 9), ("c", "a", 15.001, 9))
    long = ledger(*((names[n], names[n + 1], n, 9) for n in range(6)))
    assert not judge_flows(view(slow), [RING])
    assert not judge_flows(view(long), [RING])


def all_returns(root: Leg, legs: tuple[Leg, ...], hops_max: int) -> list[tuple[Leg, ...]]:
    """Brute force: every simple temporal cycle of at least three legs that starts with `root`."""
    paths = [(root,)]
    closed = []
    while paths:
        path = paths.pop()
        if len(path) == hops_max:
            continue
        for leg in legs:
            if leg.source != path[-1].target or leg.at_us <= path[-1].at_us:
                continue
            if leg.at_us - root.at_us > 15 * HOUR:
                continue
            if leg.target == root.source:
                if len(path) >= 2:
                    closed.append((*path, leg))
            elif all(leg.target not in (each.source, each.target) for each in path):
                paths.append((*path, leg))
    return closed


@settings(deadline=None)
@given(ledgers(names="abcde", size_max=16))
def test_the_earliest_return_is_a_simple_cycle_and_none_returns_sooner(
    rows: list[Transfer],
) -> None:
    seen = view(rows)
    onward: dict[str, list[Leg]] = {}
    for leg in seen.legs:
        onward.setdefault(leg.source, []).append(leg)
    for root in seen.legs:
        path = earliest_return(root, onward, 5, 15 * HOUR)
        every = all_returns(root, seen.legs, 5)
        assert bool(path) is bool(every)
        if path:
            assert path in every
            assert path[-1].number == min(cycle[-1].number for cycle in every)


@settings(deadline=None)
@given(ledgers(names="abcd", size_max=16))
def test_rings_share_no_leg_and_every_cycle_touches_one(rows: list[Transfer]) -> None:
    seen = view(rows)
    number = {leg.transfer_id: leg.number for leg in seen.legs}
    rings = [{number[m.transfer_id] for m in each.members} for each in judge_flows(seen, [RING])]
    assert sum(map(len, rings)) == len(set().union(*rings))
    for root in seen.legs:
        if all_returns(root, seen.legs, 5):
            assert rings
