"""Windows moved along a text promise what their signs, looked at one window at a time, could."""

from hypothesis import given
from hypothesis import strategies as st
from tests.detect.test_choose import INDICATORS

from plainsight.detect.choose import Met, choose
from plainsight.detect.sign import Sign
from plainsight.detect.windows import WINDOWS_MAX, promising

signs = st.builds(
    lambda start, size: Sign(start, start + size, "sense", "plain"),
    st.integers(0, 60),
    st.integers(1, 14),
)
texts = st.lists(st.tuples(st.sampled_from(INDICATORS), signs), min_size=1, max_size=14)


@given(met=texts, within=st.integers(4, 25), facets_min=st.integers(1, 3))
def test_each_promises_what_its_weightiest_signs_come_to(
    met: list[Met], within: int, facets_min: int
) -> None:
    windows = list(promising(met, within=within, facets_min=facets_min, more_than=0.0))
    assert [bound for bound, _ in windows] == sorted((b for b, _ in windows), reverse=True)
    for bound, window in windows:
        low, high = min(s.start for _, s in window), max(s.end for _, s in window)
        assert high - low <= within
        best = {
            indicator.facet: max(i.weight for i, _ in window if i.facet is indicator.facet)
            for indicator, _ in window
        }
        remaining = 1.0
        for weight in sorted(best.values(), reverse=True):
            remaining *= 1 - weight
        assert bound == 1 - remaining
        assert any(indicator.anchor for indicator, _ in window)
        assert len(best) >= facets_min


@given(met=texts, within=st.integers(4, 25), facets_min=st.integers(1, 3))
def test_no_stretch_of_the_text_scores_more_than_the_first_promises(
    met: list[Met], within: int, facets_min: int
) -> None:
    first = next(promising(met, within=within, facets_min=facets_min, more_than=0.0), None)
    most = 0.0 if first is None else first[0]
    for _, lead in met:
        limit = lead.start + within
        window = [(i, s) for i, s in met if lead.start <= s.start and s.end <= limit]
        if window:
            (is_anchored, has_facets, score), _ = choose(window, facets_min=facets_min)
            assert not (is_anchored and has_facets) or score <= most


@given(met=texts, more_than=st.floats(0, 1))
def test_what_promises_too_little_is_not_offered(met: list[Met], more_than: float) -> None:
    every = list(promising(met, within=20, facets_min=1, more_than=0.0))
    some = list(promising(met, within=20, facets_min=1, more_than=more_than))
    assert some == [(bound, window) for bound, window in every if bound > more_than]


def test_only_the_best_of_many_are_offered() -> None:
    anchor = next(indicator for indicator in INDICATORS if indicator.anchor)
    met = [(anchor, Sign(at * 50, at * 50 + 2, "sense", "plain")) for at in range(40)]
    assert len(list(promising(met, within=20, facets_min=1, more_than=0.0))) == WINDOWS_MAX
