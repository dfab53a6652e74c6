"""Numbers of quality: per row, per cluster, by language; each checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.measure import Judged, Rates, cluster_rates, measure, rates, wilson


def row(
    *, truth: bool, flagged: bool, cluster: str = "", language: str = "zh", score: float = 0.7
) -> Judged:
    return Judged(
        text="t",
        is_positive=truth,
        label="ml" if truth else "benign",
        language=language,
        score=score if flagged else 0.0,
        typologies=("T04",) if flagged else (),
        cluster=cluster,
    )


def test_a_big_campaign_weighs_one_cluster() -> None:
    judged = [row(truth=True, flagged=True, cluster="a") for _ in range(8)]
    judged += [row(truth=True, flagged=False, cluster="b")]
    assert rates(judged).recall == pytest.approx(8 / 9)
    assert cluster_rates(judged).recall == pytest.approx(1 / 2)


def test_a_cluster_found_in_part_counts_in_part() -> None:
    judged = [row(truth=True, flagged=i < 3, cluster="a") for i in range(4)]
    assert cluster_rates(judged).recall == pytest.approx(3 / 4)


def test_rows_without_a_cluster_stand_alone() -> None:
    judged = [row(truth=True, flagged=True), row(truth=True, flagged=False)]
    assert cluster_rates(judged).recall == pytest.approx(1 / 2)


def test_false_positives_are_counted_per_ten_thousand_negatives() -> None:
    judged = [row(truth=False, flagged=i == 0) for i in range(2_000)]
    assert rates(judged).false_positives_per_10k == pytest.approx(5.0)


def test_precision_at_a_reviewers_budget_looks_at_the_strongest_first() -> None:
    judged = [row(truth=True, flagged=True, score=0.9), row(truth=False, flagged=True, score=0.6)]
    assert measure(judged, budgets=(1, 2)).at_budget == {1: 1.0, 2: 0.5}


def test_what_is_as_strong_comes_in_any_order_and_not_in_that_of_the_file() -> None:
    judged = [row(truth=True, flagged=True, score=0.9)]
    judged += [row(truth=number < 2, flagged=True, score=0.5) for number in range(4)]
    for some in (judged, judged[::-1]):
        assert measure(some, budgets=(1, 3, 5)).at_budget == pytest.approx(
            {1: 1.0, 3: (1 + 2 * 0.5) / 3, 5: 3 / 5}
        )


def test_nothing_is_said_of_a_budget_that_is_more_than_was_found() -> None:
    judged = [row(truth=True, flagged=True), row(truth=True, flagged=False)]
    assert measure(judged, budgets=(1, 2)).at_budget == {1: 1.0}


def test_parity_is_one_when_no_difference_can_be_shown() -> None:
    judged = [row(truth=False, flagged=i == 0, language="zh") for i in range(500)]
    judged += [row(truth=False, flagged=False, language="es") for _ in range(500)]
    assert measure(judged).parity == 1.0


def test_parity_shows_a_language_that_is_flagged_wrongly_more_often() -> None:
    judged = [row(truth=False, flagged=i < 100, language="zh") for i in range(500)]
    judged += [row(truth=False, flagged=False, language="es") for _ in range(500)]
    parity = measure(judged).parity
    assert parity is not None
    assert parity > 10


def test_missed_posts_show_one_per_cluster() -> None:
    judged = [row(truth=True, flagged=False, cluster="a") for _ in range(5)]
    assert len(measure(judged).false_negatives) == 1


def test_an_empty_set_divides_by_nothing() -> None:
    nothing = Rates(true_positives=0, false_positives=0, false_negatives=0, true_negatives=0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 1.0, 1.0)
    assert nothing.false_positives_per_10k == 0.0


def test_wilson_gives_the_textbook_interval() -> None:
    low, high = wilson(5, 10)
    assert low == pytest.approx(0.2366, abs=1e-4)
    assert high == pytest.approx(0.7634, abs=1e-4)


judged_rows = st.lists(
    st.builds(
        lambda truth, flagged, cluster, score: row(
            truth=truth, flagged=flagged, cluster=cluster, score=score
        ),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "a", "b", "c"]),
        st.floats(0.5, 1.0),
    ),
    min_size=1,
    max_size=40,
)


@given(judged_rows)
def test_the_curve_ends_at_the_measured_point(judged: list[Judged]) -> None:
    measured = measure(judged)
    if measured.curve:
        _, precision, recall = measured.curve[-1]
        assert precision == pytest.approx(measured.rows.precision)
        assert recall == pytest.approx(measured.rows.recall)


@given(judged_rows)
def test_cluster_weights_add_up_to_the_clusters(judged: list[Judged]) -> None:
    found = cluster_rates(judged)
    total = sum(
        (found.true_positives, found.false_positives, found.false_negatives, found.true_negatives)
    )
    names = {j.cluster for j in judged if j.cluster}
    assert total == pytest.approx(len(names) + sum(not j.cluster for j in judged))
