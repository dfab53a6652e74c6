"""Dense blocks: what remains after peeling is the largest block, whatever the order."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from tests.strategies.flows import BIPARTITE, STACK, ledger, ledgers, view

from plainsight.model.transfer import Transfer
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.layers import peel
from plainsight.trace.flows.leg import Leg
from plainsight.trace.flows.typology import FlowTypology

SQUARE = [("a", "x", 0, 1), ("a", "y", 1, 1), ("b", "x", 2, 1), ("b", "y", 3, 1)]


def test_two_who_pay_the_same_two_are_a_block() -> None:
    (instance,) = judge_flows(view(ledger(*SQUARE)), [BIPARTITE])
    assert len(instance.members) == 4
    assert instance.numbers == {
        "legs": 4, "sources": 2, "middles": 0, "targets": 2, "value": 4, "onward": 4,
    }  # fmt: skip


def test_a_leg_that_hangs_off_a_block_is_not_part_of_it() -> None:
    (instance,) = judge_flows(view(ledger(*SQUARE, ("c", "x", 2, 9))), [BIPARTITE])
    assert len(instance.members) == 4


def test_a_block_spread_over_more_than_the_window_is_none() -> None:
    assert not judge_flows(view(ledger(*SQUARE[:3], ("b", "y", 40, 1))), [BIPARTITE])


def test_one_block_in_two_tiles_is_one_instance() -> None:
    rows = [(s, t, hour + 3, v) for s, t, hour, v in SQUARE]
    assert len(judge_flows(view(ledger(*rows)), [BIPARTITE])) == 1


def test_a_stack_runs_through_its_middle_in_the_order_of_time() -> None:
    into = [("a", "m", 0, 5), ("b", "m", 1, 5)]
    out = [("m", "x", 2, 4), ("m", "y", 3, 4)]
    (instance,) = judge_flows(view(ledger(*into, *out)), [STACK])
    assert [member.stage for member in instance.members] == ["in", "in", "out", "out"]
    backwards = [("m", "x", 0, 4), ("m", "y", 1, 4), ("a", "m", 2, 5), ("b", "m", 3, 5)]
    assert not judge_flows(view(ledger(*backwards)), [STACK])


def is_stable(wanted: FlowTypology, kept: list[set[Leg]]) -> bool:
    """Whether every leg of every stage meets the conditions among exactly these legs."""
    if len(kept) == 1:
        return all(
            len({x.target for x in kept[0] if x.source == leg.source}) >= 2
            and len({x.source for x in kept[0] if x.target == leg.target}) >= 2
            for leg in kept[0]
        )
    middles = {leg.target for leg in kept[0]} | {leg.source for leg in kept[1]}
    return all(
        len({x.source for x in kept[0] if x.target == middle}) >= 2
        and len({x.target for x in kept[1] if x.source == middle}) >= 2
        for middle in middles
    ) and all(
        any(x.source == leg.target and x.at_us > leg.at_us for x in kept[1]) for leg in kept[0]
    ) and all(
        any(x.target == leg.source and x.at_us < leg.at_us for x in kept[0]) for leg in kept[1]
    )  # fmt: skip


@pytest.mark.parametrize("wanted", [BIPARTITE, STACK], ids=["bipartite", "stack"])
@settings(deadline=None, max_examples=40)
@given(rows=ledgers(names="abxy", size_max=7))
def test_peeling_finds_the_union_of_every_stable_set(
    wanted: FlowTypology, rows: list[Transfer]
) -> None:
    legs = view(rows).legs
    slots = [(place, leg) for place in range(len(wanted.stages)) for leg in legs]
    if len(slots) > 14:
        slots = slots[:14]
    stable: set[tuple[int, Leg]] = set()
    for size in range(1, len(slots) + 1):
        for chosen in combinations(slots, size):
            kept = [{leg for p, leg in chosen if p == place} for place in range(len(wanted.stages))]
            if all(kept) and is_stable(wanted, kept):
                stable |= set(chosen)
    blocks = list(
        peel(wanted, [[leg for p, leg in slots if p == place]
                      for place in range(len(wanted.stages))])
    )  # fmt: skip
    peeled = {
        (place, leg) for block in blocks for place, stage in enumerate(block) for leg in stage
    }
    # Blocks too small to report are peeled to, but not yielded.
    assert peeled <= stable
    if len(wanted.stages) == 1:
        assert peeled == stable


@settings(deadline=None)
@given(ledgers(names="abxy", size_max=16))
def test_no_leg_stands_in_two_blocks(rows: list[Transfer]) -> None:
    for wanted in (BIPARTITE, STACK):
        members = [
            m.transfer_id for each in judge_flows(view(rows), [wanted]) for m in each.members
        ]
        assert len(members) == len(set(members))
