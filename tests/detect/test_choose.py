"""The choice of signs is the best there is, whatever stands on the same characters."""

from itertools import combinations
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.choose import Met, choose
from plainsight.detect.lexicon import Facet
from plainsight.detect.sign import Sign, overlap
from plainsight.detect.typology import Indicator

FACETS = [Facet.SERVICE, Facet.PRICE, Facet.CONTACT, Facet.SETTLEMENT]
INDICATORS = [
    Indicator(
        indicator_id=f"{facet}-{weight}-{anchor}",
        facet=facet,
        weight=weight,
        says="",
        anchor=anchor,
    )
    for facet in FACETS
    for weight, anchor in ((0.5, False), (0.4, True), (0.25, False))
]
signs = st.builds(
    lambda start, size: Sign(start, start + size, "sense", "plain"),
    st.integers(0, 12),
    st.integers(1, 4),
)
windows = st.lists(st.tuples(st.sampled_from(INDICATORS), signs), min_size=1, max_size=9)


@given(window=windows, facets_min=st.integers(1, 3))
def test_no_other_choice_ranks_higher(window: list[Met], facets_min: int) -> None:
    rank, chosen = choose(window, facets_min=facets_min)
    assert rank[:2] == rank_of(chosen, facets_min)[:2]
    best = max(
        rank_of(some, facets_min)
        for count in range(len(FACETS) + 1)
        for some in combinations(window, count)
        if is_allowed(some)
    )
    assert is_allowed(chosen)
    assert (*rank[:2], round(rank[2], 9)) == best


def is_allowed(chosen: list[Met] | tuple[Met, ...]) -> bool:
    facets = [indicator.facet for indicator, _ in chosen]
    apart = not any(overlap(one, other) for (_, one), (_, other) in combinations(chosen, 2))
    return apart and len(set(facets)) == len(facets)


def rank_of(chosen: list[Met] | tuple[Met, ...], facets_min: int) -> tuple[bool, bool, float]:
    anchored = any(indicator.anchor for indicator, _ in chosen)
    score = 1 - prod(1 - indicator.weight for indicator, _ in chosen)
    return anchored, len(chosen) >= facets_min, round(score, 9)
