"""Books that even out: what the test of net positions says, and what it does not say."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from plainsight.trace.flows.mirror import Span
from plainsight.trace.flows.mirror_net import Move, NetPosition, net_position
from plainsight.trace.flows.typology import DAY_US

SPAN = Span(start_us=100 * DAY_US, days=60)
moves = st.lists(
    st.builds(
        lambda day, hour, value: Move(at_us=SPAN.start_us + day * DAY_US + hour, value=value),
        st.integers(0, SPAN.days - 1),
        st.integers(0, DAY_US - 1),
        st.integers(-1_000_000, 1_000_000).filter(bool),
    ),
    min_size=12,
    max_size=60,
)


def late_broker(seed: int, *, late_days: float) -> tuple[list[Move], list[Move]]:
    """Paid here in single orders, pays out there days later and in other amounts."""
    draw = Random(seed)
    here, there, owed = [], [], 0
    for day in range(0, 56, 2):
        value = draw.randrange(100_000, 2_000_000) * draw.choice([1, 1, -1])
        here.append(move(day + draw.random(), value))
        owed += value
        if draw.random() < 0.8:
            there.append(move(day + draw.uniform(0, late_days), -owed))
            owed = 0
    return here, there


def move(day: float, value: int) -> Move:
    return Move(at_us=SPAN.start_us + int(day * DAY_US), value=value)


def test_a_broker_who_settles_late_and_in_other_amounts_is_seen_in_the_books() -> None:
    seen = 0
    for seed in range(20):
        here, there = late_broker(seed, late_days=1)
        held = net_position(here, there, SPAN)
        seen += held is not None and held.is_mirrored
    assert seen >= 16


def test_books_that_have_nothing_to_do_with_each_other_rarely_mirror() -> None:
    mirrored = 0
    for seed in range(60):
        here, _ = late_broker(seed, late_days=1)
        _, there = late_broker(seed + 1000, late_days=1)
        held = net_position(here, there, SPAN)
        mirrored += held is not None and held.is_mirrored
    # One in ten may by the limit on chance; twelve of sixty would be past it (binomial, p < 0.02).
    assert mirrored <= 11


def test_the_same_direction_on_both_sides_is_no_mirror() -> None:
    here, there = late_broker(1, late_days=1)
    turned = [Move(at_us=each.at_us, value=-each.value) for each in there]
    held = net_position(here, turned, SPAN)
    assert held is not None
    assert not held.is_mirrored


def test_too_few_days_or_moves_say_nothing() -> None:
    here, there = late_broker(1, late_days=1)
    assert net_position(here, there[:3], SPAN) is None
    assert net_position(here[:5], there[:5], Span(start_us=SPAN.start_us, days=12)) is None


@given(moves)
def test_a_book_against_its_own_negative_is_a_perfect_mirror(own: list[Move]) -> None:
    other = [Move(at_us=each.at_us, value=-each.value) for each in own]
    held = net_position(own, other, SPAN)
    if held is not None and any(net != held.nets_a[0] for net in held.nets_a):
        assert held.correlation == -1000
        assert held.left == 0


@given(moves, moves)
def test_nothing_is_lost_in_the_bins(here: list[Move], there: list[Move]) -> None:
    held = net_position(here, there, SPAN)
    if held is not None:
        assert sum(held.nets_a) == sum(each.value for each in here)
        assert sum(held.nets_b) == sum(each.value for each in there)
        assert -1000 <= held.correlation <= 1000
        assert 0 < held.chance <= 1000


@given(moves, moves, st.integers(1, 9))
def test_the_unit_of_either_book_does_not_matter(
    here: list[Move], there: list[Move], times: int
) -> None:
    larger = [Move(at_us=each.at_us, value=times * each.value) for each in there]
    assert _judged(net_position(here, there, SPAN)) == _judged(net_position(here, larger, SPAN))


@given(moves, moves)
def test_it_does_not_matter_which_side_is_called_the_first(
    here: list[Move], there: list[Move]
) -> None:
    one, other = net_position(here, there, SPAN), net_position(there, here, SPAN)
    assert (one is None) == (other is None)


def _judged(held: NetPosition | None) -> tuple[int, int, int] | None:
    return None if held is None else (held.bin_days, held.correlation, held.chance)
