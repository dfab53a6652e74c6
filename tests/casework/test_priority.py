"""The order of the queue: risk, clock and size; nothing about who the authors are."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.casework import DAY, HOUR, NOON, ROOT, policy

from plainsight.app.detect.raise_alerts import SHIPPED_QUEUE
from plainsight.casework.priority import Risk, due_at, size_points, stake_points, urgency_permille

RISKS = st.builds(
    Risk,
    score_permille=st.integers(0, 1000),
    account_count=st.integers(0, 10_000),
    post_count=st.integers(0, 100_000),
    worth_cents=st.integers(0, 10**12),
)


def due(risk: Risk, deadline: timedelta | None = None) -> timedelta:
    deadline_at = None if deadline is None else NOON + deadline
    return due_at(risk, raised_at=NOON, deadline_at=deadline_at, policy=policy().queue) - NOON


def test_the_order_knows_score_reach_and_stake_and_nothing_else() -> None:
    assert {field.name for field in fields(Risk)} == {
        "score_permille", "account_count", "post_count", "worth_cents",
    }  # fmt: skip


def test_the_formula_is_the_documented_one() -> None:
    assert due(Risk(score_permille=0, account_count=0)) == 14 * DAY
    assert due(Risk(score_permille=1000, account_count=256, worth_cents=25_600_000)) == HOUR
    sample = Risk(score_permille=700, account_count=3, post_count=25, worth_cents=400_000)
    assert size_points(sample) == 3 * 125  # 3 accounts + 25 / 5 posts = 8, three doublings
    assert stake_points(sample) == 2 * 125  # 4,000 dollars, two doublings above 1,000
    assert urgency_permille(sample, policy=policy().queue) == 420 + 93 + 38
    page = (ROOT / "docs" / "concepts" / "casework.md").read_text(encoding="utf-8")
    assert "(600 x score + 250 x size points + 150 x stake points) / 1000" in page


def test_the_shipped_numbers_are_those_that_alerts_are_raised_by() -> None:
    assert policy().queue == SHIPPED_QUEUE


@given(risk=RISKS, other=RISKS)
def test_more_of_anything_never_waits_longer(risk: Risk, other: Risk) -> None:
    more = Risk(
        **{
            field.name: max(getattr(risk, field.name), getattr(other, field.name))
            for field in fields(Risk)
        }
    )
    assert due(more) <= min(due(risk), due(other))


@given(risk=RISKS)
def test_none_waits_for_ever_and_none_is_due_before_an_hour(risk: Risk) -> None:
    assert HOUR <= due(risk) <= 14 * DAY


@given(risk=RISKS, days=st.integers(0, 60))
def test_a_deadline_only_ever_brings_forward(risk: Risk, days: int) -> None:
    assert due(risk, deadline=days * DAY) == min(due(risk), days * DAY - 24 * HOUR)


@given(risk=RISKS, later=st.integers(1, 10_000))
def test_of_equals_the_older_goes_first(risk: Risk, later: int) -> None:
    first = due_at(risk, raised_at=NOON, deadline_at=None, policy=policy().queue)
    second = due_at(
        risk, raised_at=NOON + timedelta(seconds=later), deadline_at=None, policy=policy().queue
    )
    assert first < second


def test_reach_is_counted_in_doublings() -> None:
    one = Risk(score_permille=0, account_count=1)
    points = [size_points(replace(one, account_count=n)) for n in (0, 1, 2, 3, 4, 255, 256, 9999)]
    assert points == [0, 0, 125, 125, 250, 875, 1000, 1000]
