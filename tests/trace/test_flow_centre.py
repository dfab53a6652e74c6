"""Flows through a centre: what fires, what belongs to it, and that nothing is counted twice."""

import pytest
from hypothesis import given, settings
from tests.strategies.flows import (
    DORMANT,
    FAN_IN,
    FAN_OUT,
    GATHER_SCATTER,
    HOUR,
    IN,
    OUT,
    STRUCTURING,
    ledger,
    ledgers,
    measure,
    stage,
    transfer,
    typology,
    view,
)
from tests.strategies.flows import view as view_of

from plainsight.model.transfer import Transfer
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import FlowView, Leg
from plainsight.trace.flows.typology import Bound, Counts, FlowTypology, LegTest


def found(rows: list[Transfer], wanted: FlowTypology) -> list[Instance]:
    return judge_flows(view(rows), [wanted])


def ids(instance: Instance) -> list[str]:
    return [member.transfer_id for member in instance.members]


def test_two_payers_within_the_window_are_a_fan_in() -> None:
    (instance,) = found(ledger(("a", "x", 0, 5), ("b", "x", 10, 7)), FAN_IN)
    assert instance.keys == ("x",)
    assert ids(instance) == ["t000", "t001"]
    assert instance.numbers == {"payers": 2, "total": 12}


def test_two_payers_a_moment_further_apart_are_none() -> None:
    assert not found(ledger(("a", "x", 0, 5), ("b", "x", 10.001, 7)), FAN_IN)


def test_one_payer_paying_often_is_no_fan_in() -> None:
    assert not found(ledger(("a", "x", 0, 5), ("a", "x", 1, 5), ("a", "x", 2, 5)), FAN_IN)


def test_overlapping_windows_are_one_instance_with_the_strongest_numbers() -> None:
    rows = ledger(("a", "x", 0, 1), ("b", "x", 6, 1), ("a", "x", 12, 9), ("b", "x", 18, 9))
    (instance,) = found(rows, FAN_IN)
    assert len(instance.members) == 4
    assert instance.numbers == {"payers": 2, "total": 18}


def test_two_bursts_further_apart_than_the_window_are_two_instances() -> None:
    rows = ledger(("a", "x", 0, 1), ("b", "x", 1, 1), ("a", "x", 20, 1), ("b", "x", 21, 1))
    assert [ids(instance) for instance in found(rows, FAN_IN)] == [
        ["t000", "t001"],
        ["t002", "t003"],
    ]


def test_a_scatter_before_the_gather_is_no_gather_scatter() -> None:
    before = ledger(("x", "q", 0, 5), ("x", "r", 1, 5), ("a", "x", 2, 5), ("b", "x", 3, 5))
    assert not found(before, GATHER_SCATTER)
    after = ledger(("a", "x", 2, 5), ("b", "x", 3, 5), ("x", "q", 4, 5), ("x", "r", 5, 5))
    (instance,) = found(after, GATHER_SCATTER)
    assert [member.stage for member in instance.members] == ["in", "in", "out", "out"]


def test_what_leaves_in_the_same_instant_was_not_received_before() -> None:
    same = ledger(("a", "x", 2, 5), ("b", "x", 3, 5), ("x", "q", 3, 5), ("x", "r", 3, 5))
    assert not found(same, GATHER_SCATTER)


def test_structuring_needs_a_crowd_below_the_threshold_and_few_above() -> None:
    below = ledger(("a", "x", 0, 6), ("a", "x", 1, 6))
    assert len(found(below, STRUCTURING)) == 1
    assert not found(
        [*below, transfer(9, "a", "x", 1, 7), transfer(8, "a", "x", 1, 8)], STRUCTURING
    )
    assert not found(ledger(("a", "x", 0, 2), ("a", "x", 1, 2)), STRUCTURING)


def test_a_burst_counts_only_after_a_quiet_time_of_an_account_seen_before() -> None:
    burst = [("a", "x", 20, 5), ("b", "x", 21, 5)]
    assert not found(ledger(*burst), DORMANT), "a new account is not a dormant one"
    assert len(found(ledger(("x", "q", 1, 5), *burst), DORMANT)) == 1
    assert not found(ledger(("x", "q", 1, 5), ("x", "q", 14, 5), *burst), DORMANT)


def test_amounts_do_not_gate_a_fan_out_by_default() -> None:
    (instance,) = found(ledger(("x", "q", 0, 1), ("x", "r", 1, 2_000_000)), FAN_OUT)
    assert instance.numbers["onward"] == 2_000_001


@pytest.mark.parametrize("channel", ["p2p", "cash"])
def test_a_channel_predicate_decides_what_counts(channel: str) -> None:
    wanted = typology(
        [stage("in", "pc", 10, *IN, where=LegTest(channels=frozenset({"cash"})))],
        [Bound(measure="payers", least=2)],
        many="p",
    )
    rows = [transfer(n, "ab"[n], "x", n, channel=channel) for n in range(2)]
    assert bool(found(rows, wanted)) is (channel == "cash")


# Brute force: every pivot, every leg, no index and no window arithmetic shared with the judge.


def firing(view: FlowView, centre: str, wanted: FlowTypology) -> list[tuple[set[int], set[int]]]:
    """(gathered, scattered) leg numbers of every firing pivot of a one- or two-stage typology."""
    fires = []
    inward = wanted.stages[0].name == "in"
    for pivot in {
        leg.at_us for leg in view.legs if centre == (leg.target if inward else leg.source)
    }:
        first = {
            leg
            for leg in view.legs
            if centre == (leg.target if inward else leg.source)
            and 0 <= pivot - leg.at_us <= wanted.stages[0].within
        }
        peers = {leg.source if inward else leg.target for leg in first}
        second: set[Leg] = set()
        if len(wanted.stages) == 2:
            second = {
                leg
                for leg in view.legs
                if leg.source == centre and 0 < leg.at_us - pivot <= wanted.stages[1].within
            }
        if len(peers) >= 2 and (
            len(wanted.stages) == 1 or len({leg.target for leg in second}) >= 2
        ):
            fires.append(({leg.number for leg in first}, {leg.number for leg in second}))
    return fires


@pytest.mark.parametrize("wanted", [FAN_IN, FAN_OUT, GATHER_SCATTER], ids=["in", "out", "gs"])
@settings(deadline=None)
@given(rows=ledgers(names="abcd"))
def test_every_firing_pivot_is_covered_once_and_nothing_else_is(
    wanted: FlowTypology, rows: list[Transfer]
) -> None:
    seen = view_of(rows)
    number = {leg.transfer_id: leg.number for leg in seen.legs}
    instances = judge_flows(seen, [wanted])
    for centre in "abcd":
        own = [instance for instance in instances if instance.keys == (centre,)]
        covered = [{number[i] for i in ids(instance)} for instance in own]
        assert sum(map(len, covered)) == len(set().union(*covered)), "a leg is counted twice"
        fires = firing(seen, centre, wanted)
        for first, second in fires:
            assert any(first | second <= legs for legs in covered)
        assert set().union(*covered) == set().union(*(first | second for first, second in fires))


@settings(deadline=None)
@given(rows=ledgers(names="abcd"))
def test_at_every_pivot_what_came_in_precedes_what_goes_out(rows: list[Transfer]) -> None:
    seen = view_of(rows)
    at = {leg.number: leg.at_us for leg in seen.legs}
    for instance in judge_flows(seen, [GATHER_SCATTER]):
        for first, second in firing(seen, instance.keys[0], GATHER_SCATTER):
            assert max(at[n] for n in first) < min(at[n] for n in second)


@settings(deadline=None)
@given(rows=ledgers())
def test_the_order_of_the_feed_does_not_matter(rows: list[Transfer]) -> None:
    wanted = [FAN_IN, GATHER_SCATTER, STRUCTURING, DORMANT]
    assert judge_flows(view_of(rows), wanted) == judge_flows(view_of(rows[::-1]), wanted)


@settings(deadline=None)
@given(rows=ledgers(size_max=10))
def test_more_of_the_ledger_never_takes_a_fan_in_away(rows: list[Transfer]) -> None:
    part = judge_flows(view_of(rows[: len(rows) // 2]), [FAN_IN])
    whole = judge_flows(view_of(rows), [FAN_IN])
    for instance in part:
        assert any(
            instance.keys == other.keys and set(instance.members) <= set(other.members)
            for other in whole
        )


def test_the_window_is_measured_in_microseconds() -> None:
    assert FAN_IN.stages[0].within == 10 * HOUR
    assert {m.name for m in (*IN, *OUT)} == {"payers", "total", "payees", "onward"}


def test_a_measure_around_the_window_sees_both_sides_of_it() -> None:
    wanted = typology(
        [
            stage(
                "in",
                "pc",
                10,
                *IN,
                measure("around", Counts.VALUE, where=LegTest(), around=5 * HOUR),
                where=LegTest(value_from=4, value_below=9),
            )
        ],
        [Bound(measure="payers", least=2)],
        many="p",
    )
    rows = ledger(
        ("z", "x", 4.9, 1), ("z", "x", 5, 2), ("a", "x", 15, 4), ("b", "x", 20, 8),
        ("z", "x", 25, 16), ("z", "x", 25.1, 32), ("x", "z", 20, 64),
    )  # fmt: skip
    (instance,) = found(rows, wanted)
    assert instance.numbers["around"] == 2 + 4 + 8 + 16
