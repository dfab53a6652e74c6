"""What a change of policy gains, loses and costs."""

import pytest

from plainsight.detect.backtest import Verdicts, compare


def verdict(
    *, before: str = "", after: str = "", campaign: str = "c", truth: bool | None = None
) -> Verdicts:
    return Verdicts(
        text=f"{before}|{after}",
        before=frozenset(before.split()),
        after=frozenset(after.split()),
        campaigns={"before": campaign, "after": campaign},
        is_positive=truth,
    )


def test_gained_and_lost_posts_are_counted_apart() -> None:
    done = compare(
        [verdict(before="T01"), verdict(after="T01"), verdict(before="T01", after="T01"), verdict()]
    )
    assert (done.only_before, done.only_after, done.both, done.post_count) == (1, 1, 1, 4)
    assert done.overlap == pytest.approx(1 / 3)
    assert dict(done.by_typology["T01"]) == {"lost": 1, "gained": 1, "kept": 1}


def test_review_is_paid_per_campaign_not_per_copy() -> None:
    copies = [verdict(after="T04", campaign="one") for _ in range(50)]
    done = compare([*copies, verdict(after="T04", campaign="two")])
    assert done.minutes("after", per_alert=3.0) == 6.0
    assert done.minutes("before", per_alert=3.0) == 0.0


def test_labels_give_precision_and_recall_where_they_exist() -> None:
    done = compare(
        [
            verdict(before="T01", after="T01", truth=True),
            verdict(after="T01", truth=True),
            verdict(before="T01", truth=False),
            verdict(after="T01"),
        ]
    )
    assert done.precision("before") == 0.5
    assert done.precision("after") == 1.0
    assert (done.recall("before"), done.recall("after")) == (0.5, 1.0)


def test_without_labels_nothing_is_claimed() -> None:
    done = compare([verdict(after="T01")])
    assert done.precision("after") is None
    assert done.recall("after") is None


def test_two_silent_policies_agree() -> None:
    assert compare([verdict()]).overlap == 1.0
