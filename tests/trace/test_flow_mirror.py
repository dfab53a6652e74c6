"""Mirror transfers: what pairs, what chance would give, and what is reported."""

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.mirrors import HOUR, SETTING, leg, sides

from plainsight.errors import BadValue
from plainsight.trace.flows.mirror import (
    Direction,
    MirrorLeg,
    Span,
    expected_micro,
    find_ties,
    is_admissible,
    span_of,
)
from plainsight.trace.flows.mirror_match import Candidate, assign, one_to_one
from plainsight.trace.flows.mirror_runs import find_runs
from plainsight.trace.flows.mirror_score import expected_false, false_shares, score_micro
from plainsight.trace.flows.mirror_search import PlainTies, find_mirrors, pair_legs
from plainsight.trace.flows.mirror_typology import MirrorTypology
from plainsight.trace.flows.typology import DAY_US

pairs_of_ints = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12)


@given(pairs_of_ints)
def test_a_matching_is_as_large_as_any(pairs: list[tuple[int, int]]) -> None:
    largest = 0
    unique = list(set(pairs))
    for size in range(len(unique) + 1):
        for chosen in combinations(unique, size):
            if len({a for a, _ in chosen}) == len({b for _, b in chosen}) == size:
                largest = size
                break
    matched = one_to_one(pairs)
    assert len(matched) == largest
    assert len(set(matched.values())) == len(matched)
    assert all((a, b) in pairs for a, b in matched.items())


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(0, 50)))
def test_an_assignment_is_as_large_and_then_as_cheap_as_any(
    costs: dict[tuple[int, int], int],
) -> None:
    best = (0, 0)
    for order in permutations(range(4)):
        spots = [(a, b) for a, b in zip(range(4), order, strict=True) if (a, b) in costs]
        for size in range(len(spots) + 1):
            for chosen in combinations(spots, size):
                best = min(best, (-len(chosen), sum(costs[spot] for spot in chosen)))
    chosen_pairs = assign([Candidate(a=a, b=b, cost=cost) for (a, b), cost in costs.items()])
    assert (-len(chosen_pairs), sum(each.cost for each in chosen_pairs)) == best


def broker_legs(
    count: int = 8, *, lag: float = 3, spread: float = 1.03
) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
    """A broker who pays dollars to a different client each time and is paid yuan for it."""
    values = [5230, 7410, 6120, 9870, 5555, 8160, 7090, 6660, 9999, 5432][:count]
    hours = [20, 75, 130, 190, 260, 301, 388, 460, 500, 560]
    dollars = [leg(n, "bu", f"u{n}", hours[n], v) for n, v in enumerate(values)]
    yuan = [
        leg(100 + n, f"c{n}", "bc", hours[n] + lag, round(v * spread)) for n, v in enumerate(values)
    ]
    return dollars, yuan


TYPOLOGY = MirrorTypology(
    typology_id="F17",
    name="mirror",
    version=1,
    title={},
    summary="",
    cites=(),
    assets_a=frozenset({"USD"}),
    assets_b=frozenset({"CNY"}),
    settings=(SETTING,),
)


def test_a_broker_is_found_with_every_pair_its_lag_and_its_spread() -> None:
    dollars, yuan = broker_legs()
    (mirror,) = find_mirrors(TYPOLOGY, [PlainTies(side_a=dollars, side_b=yuan, pairs_min=3)])
    assert (mirror.tie.direction, mirror.tie.key_a, mirror.tie.key_b) == ("pays", "bu", "bc")
    assert mirror.tie.pairs == 8
    assert [(pair.a.number, pair.b.number) for pair in mirror.pairs] == [
        (n, 100 + n) for n in range(8)
    ]
    assert {pair.lag_us for pair in mirror.pairs} == {3 * HOUR}
    assert all(29 <= pair.spread <= 31 for pair in mirror.pairs)
    assert mirror.value == sum(each.value for each in dollars)


def test_the_other_direction_is_found_too() -> None:
    dollars, yuan = broker_legs()
    turned = [
        [leg(each.number, each.target, each.source, each.at_us / HOUR, each.value) for each in side]
        for side in (dollars, yuan)
    ]
    (mirror,) = find_mirrors(TYPOLOGY, [PlainTies(side_a=turned[0], side_b=turned[1], pairs_min=3)])
    assert mirror.tie.direction is Direction.RECEIVES


def test_legs_of_the_same_party_are_no_mirror() -> None:
    a = leg(1, "p", "q", 0, 5000)
    assert is_admissible(a, leg(2, "r", "s", 0, 5000), SETTING)
    assert not is_admissible(a, leg(3, "q", "s", 0, 5000), SETTING)


@pytest.mark.parametrize(
    ("value", "fits"), [(979, False), (980, True), (1080, True), (1081, False)]
)
def test_the_band_of_spreads_is_exact_at_its_ends(value: int, fits: bool) -> None:
    a, b = leg(1, "p", "q", 0, 1000), leg(2, "r", "s", 0, value)
    assert is_admissible(a, b, SETTING) is fits


@given(sides())
def test_the_expected_number_is_the_mean_over_the_truth_and_every_clear_shift(
    both: tuple[list[MirrorLeg], list[MirrorLeg]],
) -> None:
    dollars, yuan = both
    span = span_of([*dollars, *yuan])
    shifts = [0, *span.shifts(SETTING.lag_max)]
    met = 0
    for days in shifts:
        for a in dollars:
            for b in yuan:
                at = span.start_us + (b.at_us - span.start_us + days * DAY_US) % (
                    span.days * DAY_US
                )
                met += is_admissible(a, b, SETTING) and abs(a.at_us - at) <= SETTING.lag_max
    expected = max(1, met * 1_000_000 // len(shifts))
    assert expected_micro(dollars, yuan, SETTING, span) == expected


def test_a_clear_shift_never_lets_a_true_pair_meet() -> None:
    span = Span(start_us=0, days=20)
    for days in span.shifts(SETTING.lag_max):
        for hour in range(0, 20 * 24, 5):
            moved = span.shifted(hour * HOUR, days)
            assert abs(moved - hour * HOUR) > 2 * SETTING.lag_max


def test_a_span_too_short_for_a_null_is_refused() -> None:
    dollars, yuan = broker_legs(2)
    with pytest.raises(BadValue, match="too short"):
        find_mirrors(TYPOLOGY, [PlainTies(side_a=dollars, side_b=yuan, pairs_min=3)])


@given(sides())
def test_a_tie_never_counts_a_leg_twice(both: tuple[list[MirrorLeg], list[MirrorLeg]]) -> None:
    dollars, yuan = both
    span = span_of([*dollars, *yuan])
    for tie in find_ties(dollars, yuan, SETTING, span, pairs_min=1):
        own_a = [each for each in dollars if tie.key_a in each.keys(tie.direction)]
        assert tie.pairs <= len(own_a)
        chosen = pair_legs(
            [each for each in own_a if each.value >= SETTING.floor],
            [
                each
                for each in yuan
                if each.value >= SETTING.floor
                and tie.key_b in (each.target_keys if tie.direction == "pays" else each.source_keys)
            ],
            SETTING,
        )
        assert len(chosen) == tie.pairs
        assert len({pair.a.number for pair in chosen}) == len(chosen)
        assert len({pair.b.number for pair in chosen}) == len(chosen)


@given(st.integers(0, 60), st.integers(1, 10**8))
def test_a_score_is_never_negative_and_grows_with_the_pairs(pairs: int, chance: int) -> None:
    assert 0 <= score_micro(pairs, chance) <= score_micro(pairs + 1, chance)


scores = st.lists(st.integers(0, 40_000_000), max_size=12)


@given(scores, st.lists(scores, min_size=1, max_size=5))
def test_no_fewer_false_ties_are_expected_than_the_shifted_data_showed(
    real: list[int], nulls: list[list[int]]
) -> None:
    expected = expected_false(real, nulls)
    for score, count in zip(real, expected, strict=True):
        assert count >= sum(each >= score for null in nulls for each in null) / len(nulls)
    ranked = [count for _, count in sorted(zip(real, expected, strict=True), reverse=True)]
    assert ranked == sorted(ranked)


@given(st.lists(st.floats(0, 50), max_size=20), st.integers(1, 8))
def test_the_false_share_is_the_expected_over_the_found_never_below_a_later_one(
    expected: list[float], looks: int
) -> None:
    shares = false_shares(expected, looks=looks)
    for count, share in zip(expected, shares, strict=True):
        best = min(
            looks * other / sum(each <= other for each in expected)
            for other in expected
            if other >= count
        )
        assert share == min(1000, round(1000 * best))


def test_trying_more_settings_is_paid_for() -> None:
    assert false_shares([0.01, 0.02], looks=6) == [60, 60]
    assert false_shares([0.01, 0.02]) == [10, 10]


def test_one_dollar_bundle_may_be_settled_by_several_payments_in_a_row() -> None:
    single = leg(1, "bu", "u", 10, 9000)
    parts = [leg(n, f"c{n}", "bc", 8 + n, 3000) for n in (2, 3, 4)]
    apart = leg(9, "c9", "bc", 60, 9000)
    (run,) = find_runs([single], [*parts, apart], SETTING, run_max=4)
    assert [each.number for each in run.legs_b] == [2, 3, 4]
    assert run.spread == 0
    assert not find_runs([single], parts, SETTING, run_max=2)
    (turned,) = find_runs(parts, [single], SETTING, run_max=4)
    assert [each.number for each in turned.legs_a] == [2, 3, 4]


@given(st.integers(5, 200), st.integers(1, 80))
def test_no_two_shifts_let_the_same_pair_meet(days: int, lag_hours: int) -> None:
    span, lag = Span(start_us=0, days=days), lag_hours * HOUR
    places = [0, *span.shifts(lag)]
    for one, two in combinations(places, 2):
        gap = min((two - one) % days, (one - two) % days) * DAY_US
        assert gap > 2 * lag
