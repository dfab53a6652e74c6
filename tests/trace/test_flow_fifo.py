"""First in, first out: exact to the base unit, and never backwards in time."""

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.flows import HANDED_ON, HOUR, PASS_THROUGH, ledger, ledgers, view

from plainsight.model.transfer import Transfer
from plainsight.trace.flows.fifo import trace_fifo
from plainsight.trace.flows.instance import Instance
from plainsight.trace.flows.judge import judge_flows
from plainsight.trace.flows.leg import FlowView, Holder, Leg
from plainsight.trace.flows.returned import returned_values

events = st.lists(st.tuples(st.booleans(), st.integers(0, 8), st.integers(1, 5)), max_size=12)


def split(moves: list[tuple[bool, int, int]]) -> tuple[list[Leg], list[Leg]]:
    rows = [("a", "x", hour, units) if into else ("x", "q", hour, units)
            for into, hour, units in moves]  # fmt: skip
    legs = view(ledger(*rows)).legs
    return [leg for leg in legs if leg.target == "x"], [leg for leg in legs if leg.source == "x"]


def coin_by_coin(received: list[Leg], paid: list[Leg]) -> dict[tuple[int, int], int]:
    """Brute force: every base unit is a coin in a row; within an instant coins leave first."""
    coins: list[int] = []
    links: dict[tuple[int, int], int] = {}
    for at in sorted({leg.at_us for leg in received + paid}):
        for leg in (each for each in paid if each.at_us == at):
            for _ in range(leg.value):
                if coins:
                    pair = (coins.pop(0), leg.number)
                    links[pair] = links.get(pair, 0) + 1
        for leg in (each for each in received if each.at_us == at):
            coins += [leg.number] * leg.value
    return links


@given(events)
def test_links_equal_counting_coin_by_coin(moves: list[tuple[bool, int, int]]) -> None:
    received, paid = split(moves)
    links = {(x.received.number, x.paid.number): x.value for x in trace_fifo(received, paid)}
    assert links == coin_by_coin(received, paid)


@given(events)
def test_there_are_never_more_links_than_legs(moves: list[tuple[bool, int, int]]) -> None:
    received, paid = split(moves)
    links = list(trace_fifo(received, paid))
    assert len(links) <= max(0, len(received) + len(paid) - 1)
    assert all(link.dwell_us > 0 for link in links)


def test_an_opening_balance_pays_for_nothing_we_can_name() -> None:
    received, paid = split([(False, 0, 5), (True, 1, 3), (False, 2, 5)])
    assert [(x.received.at_us, x.value) for x in trace_fifo(received, paid)] == [
        (received[0].at_us, 3)
    ]


def found(*rows: tuple[str, str, float, int]) -> list[Instance]:
    return judge_flows(view(ledger(*rows)), [PASS_THROUGH])


def test_money_that_goes_on_within_the_dwell_time_is_a_pass_through() -> None:
    (instance,) = found(("a", "x", 0, 10), ("x", "q", 3, 5), ("x", "r", 5, 4))
    assert instance.keys == ("x",)
    assert [member.stage for member in instance.members] == ["in", "out", "out"]
    assert instance.numbers == {"payers": 1, "total": 10, "all": 10, "payees": 2, "onward": 9}


def test_money_that_rests_is_none() -> None:
    assert not found(("a", "x", 0, 10), ("x", "q", 6, 10))


def test_money_paid_before_it_came_is_none() -> None:
    assert not found(("x", "q", 0, 10), ("a", "x", 1, 10))


def test_a_small_leg_handed_on_is_none_beside_a_large_one_kept() -> None:
    assert not found(("a", "x", 0, 4), ("b", "x", 0, 90), ("x", "q", 1, 4))


def test_a_payment_that_carries_money_of_two_chains_belongs_to_the_first() -> None:
    rows = [("a", "x", 0, 10), ("x", "q", 4, 8), ("a", "x", 14, 10), ("x", "r", 15, 12)]
    first, second = found(*rows)
    members = [{m.transfer_id for m in each.members} for each in (first, second)]
    assert not members[0] & members[1]


@given(ledgers(names="abx"))
def test_every_leg_reported_as_passed_did_pass(rows: list[Transfer]) -> None:
    seen = view(rows)
    legs = {leg.transfer_id: leg for leg in seen.legs}
    for instance in judge_flows(seen, [PASS_THROUGH]):
        centre = instance.keys[0]
        links = list(
            trace_fifo(
                [leg for leg in seen.legs if leg.target == centre],
                [leg for leg in seen.legs if leg.source == centre],
            )
        )
        for member in instance.members:
            if member.stage == "in":
                leg = legs[member.transfer_id]
                passed = sum(x.value for x in links if x.received == leg and x.dwell_us <= 5 * HOUR)
                assert passed * 1000 >= 700 * leg.value


def handed_on(*rows: tuple[str, str, float, int]) -> list[dict[str, int]]:
    return [dict(each.numbers) for each in judge_flows(view(ledger(*rows)), [HANDED_ON])]


def test_money_that_goes_back_to_its_source_was_not_handed_on() -> None:
    assert not handed_on(("a", "x", 0, 10), ("x", "a", 3, 10))
    refunds = [("a", "x", 0, 10), ("b", "x", 1, 10), ("x", "b", 2, 10), ("x", "a", 3, 9)]
    assert found(*refunds), "first in, first out pays b with the money of a"
    assert not handed_on(*refunds)


def test_what_is_sent_back_hides_nothing_that_went_on() -> None:
    (numbers,) = handed_on(("a", "x", 0, 100), ("x", "a", 1, 40), ("x", "q", 3, 60))
    assert numbers == {"payers": 1, "total": 60, "all": 60, "payees": 1, "onward": 60}
    (numbers,) = handed_on(("q", "x", 0, 1), ("a", "x", 1, 50), ("x", "q", 3, 50))
    assert numbers["onward"] == 49, "one unit from the payee beforehand buys one unit"


def test_a_payment_to_who_paid_long_before_is_no_return() -> None:
    rows = [("q", "x", 0, 50), ("x", "r", 10, 50), ("a", "x", 20, 50), ("x", "q", 22, 50)]
    (numbers,) = handed_on(*rows)
    assert numbers["total"] == 50


def test_a_refund_is_of_the_latest_payment() -> None:
    rows = [("a", "x", 0, 10), ("a", "x", 10, 10), ("x", "a", 11, 10), ("x", "q", 4, 10)]
    (numbers,) = handed_on(*rows)
    assert numbers["total"] == 10


def both_sides(seen: FlowView, centre: str) -> tuple[list[tuple[Leg, Holder]], ...]:
    into = [(leg, seen.holders[leg.source]) for leg in seen.legs if leg.target == centre]
    return into, [(leg, seen.holders[leg.target]) for leg in seen.legs if leg.source == centre]


@given(ledgers(names="abx"))
def test_what_came_back_is_what_was_sent_back_and_never_more_than_came(
    rows: list[Transfer],
) -> None:
    seen = view(rows)
    received, paid = both_sides(seen, "x")
    back = returned_values(received, paid, 12 * HOUR)
    sums = [sum(back.get(leg.number, 0) for leg, _ in side) for side in (received, paid)]
    assert sums[0] == sums[1]
    assert all(0 < back[leg.number] <= leg.value for leg in seen.legs if leg.number in back)
    last = {peer.party: leg.at_us for leg, peer in paid}
    early = {leg.number for leg, peer in received if last.get(peer.party, 0) <= leg.at_us}
    assert not early & back.keys()
