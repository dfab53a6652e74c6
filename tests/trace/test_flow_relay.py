"""Scatter-gather: each relay counts once, and nothing is gathered before it was scattered."""

from hypothesis import given
from tests.strategies.flows import HOUR, SCATTER_GATHER, ledger, ledgers, view

from plainsight.model.transfer import Transfer
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import Leg
from plainsight.trace.flows.relay import join_relays


def test_two_relays_from_one_origin_to_one_sink_are_an_instance() -> None:
    rows = ledger(("o", "m", 0, 9), ("o", "n", 1, 9), ("m", "s", 2, 8), ("n", "s", 5, 8))
    (instance,) = judge_flows(view(rows), [SCATTER_GATHER])
    assert instance.keys == ("o", "s")
    assert instance.numbers == {"payers": 2, "total": 18, "payees": 2, "onward": 16}
    assert [member.stage for member in instance.members] == [
        "scatter",
        "scatter",
        "gather",
        "gather",
    ]


def test_a_gather_before_its_scatter_is_none() -> None:
    rows = ledger(("m", "s", 0, 8), ("n", "s", 1, 8), ("o", "m", 2, 9), ("o", "n", 3, 9))
    assert not judge_flows(view(rows), [SCATTER_GATHER])


def test_one_relay_used_twice_is_one_relay() -> None:
    rows = ledger(("o", "m", 0, 9), ("m", "s", 1, 8), ("o", "m", 2, 9), ("m", "s", 3, 8))
    assert not judge_flows(view(rows), [SCATTER_GATHER])


def test_money_back_to_its_origin_is_no_relay() -> None:
    rows = ledger(("o", "m", 0, 9), ("o", "n", 1, 9), ("m", "o", 2, 8), ("n", "o", 5, 8))
    assert not judge_flows(view(rows), [SCATTER_GATHER])


def pairs_by_hand(legs: tuple[Leg, ...]) -> set[tuple[int, int]]:
    """Brute force over all pairs: nobody stands between, neither on one side nor the other."""
    joined = set()
    for a in legs:
        for b in legs:
            if a.target != b.source or a.source == b.target:
                continue
            if not 0 < b.at_us - a.at_us <= 8 * HOUR:
                continue
            nearer_out = any(
                c.source == b.source and c.target == b.target and a.at_us < c.at_us
                and c.number < b.number
                for c in legs
            )  # fmt: skip
            nearer_in = any(
                c.source == a.source and c.target == a.target and c.at_us < b.at_us
                and c.number > a.number
                for c in legs
            )  # fmt: skip
            if not nearer_out and not nearer_in:
                joined.add((a.number, b.number))
    return joined


@given(ledgers(names="abcd"))
def test_joining_equals_brute_force_and_is_one_to_one(rows: list[Transfer]) -> None:
    seen = view(rows)
    joined = [(a, b) for a, b in join_relays(seen, SCATTER_GATHER)]
    assert {(a.number, b.number) for a, b in joined} == pairs_by_hand(seen.legs)
    ends = [(a.number, b.target) for a, b in joined]
    starts = [(a.source, b.number) for a, b in joined]
    assert len(ends) == len(set(ends))
    assert len(starts) == len(set(starts))


@given(ledgers(names="abcde"))
def test_every_member_stands_in_its_order_at_its_relay(rows: list[Transfer]) -> None:
    seen = view(rows)
    legs = {leg.transfer_id: leg for leg in seen.legs}
    for instance in judge_flows(seen, [SCATTER_GATHER]):
        into: dict[str, list[int]] = {}
        out: dict[str, list[int]] = {}
        for member in instance.members:
            leg = legs[member.transfer_id]
            if member.stage == "scatter":
                into.setdefault(leg.target, []).append(leg.at_us)
            else:
                out.setdefault(leg.source, []).append(leg.at_us)
        assert into.keys() == out.keys()
        assert all(min(into[relay]) < min(out[relay]) for relay in into)
