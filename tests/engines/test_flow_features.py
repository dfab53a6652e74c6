"""Features are what they are defined to be, and never know what was not yet known."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainsight.engines.flow_features.adjacency import FlowArrays, visible_after
from plainsight.engines.flow_features.compute import Known, Matrix, flow_features
from plainsight.errors import BadValue
from plainsight.model.asset import fiat
from plainsight.trace.features.catalogue import feature_catalogue, feature_names
from plainsight.trace.features.definition import features_of
from plainsight.trace.features.question import FeatureQuestion
from plainsight.trace.features.sight import Edge

DAY_US = 86_400_000_000
ACCOUNTS = 6
SMALL = FeatureQuestion(near_max=4, near_motif_max=3, hops_max=3, frontier_max=3)
QUESTIONS = (FeatureQuestion(), SMALL)


@st.composite
def edge_lists(draw: st.DrawFn, *, size_max: int = 24) -> list[Edge]:
    count = draw(st.integers(1, size_max))
    edges = []
    for _ in range(count):
        source = draw(st.integers(0, ACCOUNTS - 1))
        step = draw(st.integers(1, ACCOUNTS - 1))
        edges.append(
            Edge(
                source=source,
                target=(source + step) % ACCOUNTS,
                # Few days, and few instants in them: ties are where causality goes wrong.
                at_us=draw(st.integers(0, 40)) * (DAY_US // 2),
                value=draw(st.sampled_from([1, 90, 95, 100, 1000, 12_345, 999_900])),
            )
        )
    return sorted(edges, key=lambda edge: edge.at_us)


def arrays(edges: Sequence[Edge]) -> FlowArrays:
    return FlowArrays(
        source=np.array([e.source for e in edges], dtype=np.int64),
        target=np.array([e.target for e in edges], dtype=np.int64),
        at_us=np.array([e.at_us for e in edges], dtype=np.int64),
        value=np.array([e.value for e in edges], dtype=np.float64),
        account_count=ACCOUNTS,
    )


def known_of(edges: Sequence[Edge], picks: Sequence[tuple[int, int]]) -> Known:
    """Labels some days after their transfer; findings at the same instants."""
    pairs = [(n, edges[n].at_us + lag) for n, lag in picks if n < len(edges)]
    numbers = np.array([n for n, _ in pairs], dtype=np.int64)
    instants = np.array([at for _, at in pairs], dtype=np.int64)
    return Known(confirmed=numbers, confirmed_at_us=instants, found=numbers, found_at_us=instants)


PICKS = st.lists(st.tuples(st.integers(0, 23), st.integers(0, 20 * DAY_US)), max_size=6)
DELAYS = st.sampled_from([0, DAY_US, 7 * DAY_US, None])


@pytest.mark.parametrize("question", QUESTIONS, ids=["ample", "tight"])
@settings(max_examples=60, deadline=None)
@given(edges=edge_lists(), delay_us=DELAYS, picks=PICKS)
def test_the_engine_computes_what_the_definition_says(
    question: FeatureQuestion, edges: list[Edge], delay_us: int | None, picks: list[tuple[int, int]]
) -> None:
    flow, known = arrays(edges), known_of(edges, picks)
    computed = flow_features(flow, question=question, delay_us=delay_us, known=known)
    sight = visible_after(flow, delay_us=delay_us)
    pairs = list(zip(known.found.tolist(), known.found_at_us.tolist(), strict=True))
    for own in range(len(edges)):
        expected = features_of(
            edges, own, visible=int(sight[own]), question=question, found=pairs, confirmed=pairs
        )
        told = {
            name: (float(got), want)
            for name, got, want in zip(
                feature_names(question), computed[own], expected, strict=True
            )
            if not np.isclose(got, want, rtol=1e-5, atol=1e-6)
        }
        assert told == {}, own


@settings(max_examples=150, deadline=None)
@given(edges=edge_lists(), more=edge_lists(), days=st.sampled_from([0, 1, 7]), picks=PICKS)
def test_transfers_after_the_decision_change_no_feature(
    edges: list[Edge], more: list[Edge], days: int, picks: list[tuple[int, int]]
) -> None:
    delay_us = days * DAY_US
    last = edges[-1].at_us
    later = [
        Edge(source=e.source, target=e.target, at_us=e.at_us + last + 1, value=e.value)
        for e in more
    ]
    alone = features(edges, delay_us, known_of(edges, picks))
    together = features(edges + later, delay_us, known_of(edges + later, picks))
    decided = [n for n, e in enumerate(edges) if e.at_us + delay_us <= last]
    assert np.array_equal(alone[decided], together[decided])


@settings(max_examples=60, deadline=None)
@given(edges=edge_lists(), picks=PICKS)
def test_what_is_learnt_after_the_decision_changes_no_feature(
    edges: list[Edge], picks: list[tuple[int, int]]
) -> None:
    last = edges[-1].at_us
    late = [(n, last + DAY_US) for n, _ in picks]
    assert np.array_equal(features(edges, 0, known_of(edges, late)), features(edges, 0, Known()))


@settings(max_examples=60, deadline=None)
@given(edges=edge_lists(), seed=st.randoms(use_true_random=False))
def test_the_order_within_one_instant_tells_nothing(edges: list[Edge], seed: object) -> None:
    # Some ledgers list what was added to them last: an order that gives the labels away.
    numbers = list(range(len(edges)))
    seed.shuffle(numbers)  # type: ignore[attr-defined]
    order = sorted(numbers, key=lambda n: edges[n].at_us)
    question = FeatureQuestion()
    names = feature_names(question)
    tied = {"funded_by", "paid_alike", "passed_on", "received_alike", "dispense", "sink"}
    first = [
        n
        for n, name in enumerate(names)
        # Which of two equal neighbours is named first may differ, and with it who is "new".
        if not any(name.startswith(word) for word in tied)
        and "new" not in name
        and name not in {"pair_gap", "pair_ratio"}
    ]
    shuffled = features([edges[n] for n in order], 0, Known())
    assert np.array_equal(features(edges, 0, Known())[order][:, first], shuffled[:, first])


def test_a_label_known_before_its_transfer_is_refused() -> None:
    edges = [Edge(source=0, target=1, at_us=DAY_US, value=5)]
    known = Known(confirmed=np.array([0]), confirmed_at_us=np.array([0]))
    with pytest.raises(BadValue, match="after its transfer"):
        features(edges, 0, known)


def test_a_transfer_never_sees_its_own_label() -> None:
    edges = [Edge(source=0, target=1, at_us=n * DAY_US, value=5) for n in range(3)]
    known = Known(confirmed=np.arange(3), confirmed_at_us=np.array([n * DAY_US for n in range(3)]))
    place = feature_names(FeatureQuestion()).index("labelled_source_paid")
    assert features(edges, None, known)[:, place].tolist() == [0, 1, 2]


def test_sight_that_forgets_is_refused() -> None:
    flow = arrays([Edge(source=0, target=1, at_us=n, value=5) for n in range(3)])
    for wrong in ([1, 1, 3], [3, 2, 3], [2, 3, 4], [1, 2]):
        with pytest.raises(BadValue):
            flow_features(flow, question=SMALL, visible=np.array(wrong, dtype=np.int64))


def test_every_column_has_a_name_of_its_own_and_a_sentence() -> None:
    question = FeatureQuestion(windows=(timedelta(hours=6), timedelta(days=3)))
    edges = [Edge(source=0, target=1, at_us=n * DAY_US, value=100) for n in range(3)]
    computed = flow_features(arrays(edges), question=question)
    catalogue = feature_catalogue(question)
    assert computed.shape == (3, len(catalogue))
    assert len({feature.name for feature in catalogue}) == len(catalogue)
    for feature, value in zip(catalogue, computed[2], strict=True):
        told = feature.sentence(float(value), asset=fiat("USD"))
        assert "{" not in told
        assert len(told) > 20


def test_unordered_transfers_are_refused() -> None:
    with pytest.raises(BadValue, match="sort transfers"):
        arrays([Edge(source=0, target=1, at_us=at, value=5) for at in (2, 1)])


def test_windows_are_given_the_shortest_first() -> None:
    with pytest.raises(BadValue, match="shortest first"):
        FeatureQuestion(windows=(timedelta(days=2), timedelta(days=1)))
    with pytest.raises(BadValue, match="longer than nothing"):
        FeatureQuestion(windows=(timedelta(0),))


def test_an_empty_ledger_has_no_rows() -> None:
    assert features([], 0, Known()).shape == (0, len(feature_names(FeatureQuestion())))


def features(edges: Sequence[Edge], delay_us: int | None, known: Known) -> Matrix:
    return flow_features(arrays(edges), question=FeatureQuestion(), delay_us=delay_us, known=known)
