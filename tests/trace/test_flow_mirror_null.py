"""The null of the mirror search is honest: where nobody mirrors, hardly anything is reported."""

from random import Random

from tests.strategies.mirrors import SETTING, leg

from plainsight.trace.flows.mirror import MirrorLeg, find_ties, span_of
from plainsight.trace.flows.mirror_search import PlainTies, find_mirrors
from plainsight.trace.flows.mirror_typology import MirrorTypology

DAYS = 40
SEEDS = range(30)
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
    pairs_min=3,
    null_shifts=8,
    false_share_max=100,
)


def ordinary(seed: int) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
    """Payments that have nothing to do with each other, many of the same round amounts."""
    draw = Random(seed)
    sides = []
    for first, names in ((0, "abcdef"), (1000, "uvwxyz")):
        legs = []
        for number in range(70):
            source, target = draw.sample(names, 2)
            hour = draw.uniform(0, DAYS * 24 - 1)
            value = draw.choice([2000, 5000, 5100, draw.randrange(1000, 9000)])
            legs.append(leg(first + number, source, target, hour, value))
        sides.append(sorted(legs, key=lambda each: each.at_us))
    return sides[0], sides[1]


def test_ledgers_without_a_broker_rarely_show_one() -> None:
    alarmed = 0
    for seed in SEEDS:
        side_a, side_b = ordinary(seed)
        finder = PlainTies(side_a=side_a, side_b=side_b, pairs_min=TYPOLOGY.pairs_min)
        alarmed += bool(find_mirrors(TYPOLOGY, [finder]))
    # One seed in ten may err; six of thirty would be past what chance allows (binomial, p < 0.03).
    assert alarmed <= 6


def test_shifted_data_meets_as_often_as_the_truth_when_nobody_mirrors() -> None:
    true_pairs = shifted_pairs = shift_count = 0
    for seed in SEEDS:
        side_a, side_b = ordinary(seed)
        span = span_of([*side_a, *side_b])
        shifts = span.null_shifts(SETTING.lag_max, 4)
        for shift in (0, *shifts):
            ties = find_ties(side_a, side_b, SETTING, span, pairs_min=1, shift=shift)
            met = sum(tie.pairs for tie in ties)
            true_pairs += met if not shift else 0
            shifted_pairs += met if shift else 0
        shift_count += len(shifts)
    ratio = (true_pairs / len(SEEDS)) / (shifted_pairs / shift_count)
    assert 0.9 < ratio < 1.1


def test_a_broker_among_the_same_payments_is_named() -> None:
    side_a, side_b = ordinary(1)
    draw = Random(5)
    for order in range(9):
        hour = 24.0 * (4 * order + 2) + draw.uniform(8, 16)
        value = draw.randrange(3000, 8900)
        side_a.append(leg(500 + order, f"client{order}", "broker-here", hour, value))
        paid = round(value * draw.uniform(0.99, 1.04))
        side_b.append(leg(1500 + order, "broker-there", f"payee{order}", hour + 3, paid))
    finder = PlainTies(
        side_a=sorted(side_a, key=lambda each: each.at_us),
        side_b=sorted(side_b, key=lambda each: each.at_us),
        pairs_min=3,
    )
    named = [(each.tie.key_a, each.tie.key_b) for each in find_mirrors(TYPOLOGY, [finder])]
    assert ("broker-here", "broker-there") in named
