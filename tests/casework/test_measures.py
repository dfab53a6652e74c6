"""Agreement, shifts, roll-outs: measured as the textbooks have it."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from tests.strategies.casework import NOON

from plainsight.casework.agreement import cohen_kappa
from plainsight.casework.rollout import Arm, Rollout, RolloutStand, Stage, arm_of, bucket_of
from plainsight.casework.shift import Count, binomial_probability, judge_shift
from plainsight.errors import BadValue

ANSWERS = st.sampled_from(["confirmed", "suspicious", "benign", "inconclusive"])


@settings(max_examples=60)
@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=60))
def test_kappa_is_the_reference_implementations(pairs: list[tuple[str, str]]) -> None:
    from sklearn.metrics import cohen_kappa_score  # seconds that other processes can spare

    assume(len({answer for pair in pairs for answer in pair}) > 1)
    found = cohen_kappa(pairs)
    expected = cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs])
    assert found.kappa is not None
    assert math.isclose(found.kappa, expected, abs_tol=1e-12)
    assert found.observed == sum(a == b for a, b in pairs) / len(pairs)


def test_kappa_says_nothing_where_chance_explains_all() -> None:
    assert cohen_kappa([("benign", "benign")] * 9).kappa is None
    assert cohen_kappa([]).count == 0
    assert cohen_kappa([("benign", "confirmed"), ("confirmed", "benign")]).kappa == -1.0


@given(whole=st.integers(1, 120), part=st.integers(0, 120), percent=st.integers(1, 99))
def test_the_binomial_probability_sums_what_is_no_likelier(
    whole: int, part: int, percent: int
) -> None:
    assume(part <= whole)
    expected = percent / 100
    masses = [binom.pmf(k, whole, expected) for k in range(whole + 1)]
    by_hand = sum(mass for mass in masses if mass <= masses[part] * (1 + 1e-7))
    found = binomial_probability(Count(part=part, whole=whole), expected=expected)
    assert math.isclose(found, min(by_hand, 1.0), rel_tol=1e-6, abs_tol=1e-12)


def shift(before: tuple[int, int], recent: tuple[int, int]) -> bool:
    return judge_shift(
        "T01", "alert_rate",
        before=Count(part=before[0], whole=before[1]),
        recent=Count(part=recent[0], whole=recent[1]),
        p_max=0.001, count_min=50,
    ).is_alarm  # fmt: skip


def test_a_share_that_triples_or_vanishes_alarms_and_noise_does_not() -> None:
    assert shift((100, 10_000), (30, 1_000))
    assert shift((500, 1_000), (10, 200))
    assert not shift((100, 10_000), (12, 1_000))
    assert not shift((100, 10_000), (100, 10_000))


def test_too_little_says_nothing_and_a_first_find_is_no_alarm() -> None:
    assert not shift((0, 20), (20, 20))
    assert not shift((0, 1_000), (1, 1_000))
    assert "too few" in judge_shift(
        "T01", "precision", before=Count(part=0, whole=0), recent=Count(part=0, whole=0),
        p_max=0.5, count_min=1,
    ).says  # fmt: skip
    with pytest.raises(BadValue):
        Count(part=2, whole=1)


def rollout(stage: Stage, permille: int = 0, *, is_approved: bool = True) -> Rollout:
    return Rollout(
        rollout_id="ro", typology_id="T01", version=2, stage=stage, permille=permille,
        proposed_by="ann", proposed_at=NOON,
        stand=RolloutStand.APPROVED if is_approved else RolloutStand.PROPOSED,
    )  # fmt: skip


@given(keys=st.sets(st.text(), max_size=30), small=st.integers(0, 1000), more=st.integers(0, 1000))
def test_a_share_that_grows_keeps_the_keys_it_had(keys: set[str], small: int, more: int) -> None:
    low, high = sorted((small, more))
    for key in keys:
        if arm_of(rollout(Stage.SHARE, low), key) is Arm.NEW:
            assert arm_of(rollout(Stage.SHARE, high), key) is Arm.NEW


def test_a_share_takes_about_its_share_and_each_typology_another_one() -> None:
    keys = [f"post-{number}" for number in range(4_000)]
    taken = [key for key in keys if arm_of(rollout(Stage.SHARE, 250), key) is Arm.NEW]
    assert 900 < len(taken) < 1_100
    also = sum(bucket_of("T02", key) < 250 for key in taken)
    assert 180 < also < 320


def test_stages_say_which_version_speaks_and_unapproved_ones_say_nothing() -> None:
    assert arm_of(None, "k") is Arm.PRESENT
    assert arm_of(rollout(Stage.FULL), "k") is Arm.NEW
    assert arm_of(rollout(Stage.STOPPED), "k") is Arm.PRESENT
    assert arm_of(rollout(Stage.SHADOW), "k") is Arm.PRESENT_WATCHING
    assert arm_of(rollout(Stage.SHARE, 0), "k") is Arm.PRESENT_WATCHING
    assert arm_of(rollout(Stage.SHARE, 1000), "k") is Arm.NEW
    assert arm_of(rollout(Stage.FULL, is_approved=False), "k") is Arm.PRESENT


def test_a_bucket_is_the_same_on_every_machine() -> None:
    # sha256("T01\npost-1"), its first eight bytes, modulo 1000
    assert bucket_of("T01", "post-1") == 759
    assert arm_of(rollout(Stage.SHARE, 759), "post-1") is Arm.PRESENT_WATCHING
    assert arm_of(rollout(Stage.SHARE, 760), "post-1") is Arm.NEW
    assert 0 <= bucket_of("T01", "\ud800") < 1000
