"""Ties over arrays are those of the definition: at every lag, on the data as it is and moved."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies.mirrors import HOUR, SETTING, sides

from plainsight.engines.flows_duckdb.mirror_layout import bucket_width
from plainsight.engines.flows_duckdb.mirror_side import Side
from plainsight.engines.flows_duckdb.mirror_ties import ArrayTies
from plainsight.trace.flows.mirror import MirrorLeg, MirrorSetting, span_of
from plainsight.trace.flows.mirror_search import PlainTies
from plainsight.trace.flows.typology import DAY_US

PAIRS_MIN = 2
NAMES = ["a", "b", "c", "x", "y", "z"]

setting_of = st.builds(
    lambda hours, spread, floor: MirrorSetting(
        lag_max=hours * HOUR, spread_low=-spread, spread_high=spread, floor=floor
    ),
    st.sampled_from([0, 1, 5, 7, 12, 13, 24, 25, 47]),
    st.integers(0, 400),
    st.sampled_from([0, 1000, 5100]),
)


def side(legs: list[MirrorLeg]) -> Side:
    """The arrays of legs whose accounts are their keys."""
    rows = [
        (
            each.at_us,
            each.value,
            *(NAMES.index(end) for end in (each.source, each.target, each.source, each.target)),
        )
        for each in legs
    ]
    columns = np.array(rows, np.int64).reshape(-1, 6).T.copy()
    return Side(columns=columns, numbers=np.array([each.number for each in legs], np.int64))


def nothing(_: object) -> tuple[list[MirrorLeg], list[MirrorLeg]]:
    return [], []


@settings(deadline=None)
@given(sides(days=9), setting_of, st.integers(1, 3))
def test_arrays_meet_the_ties_of_the_definition_however_side_b_is_moved(
    both: tuple[list[MirrorLeg], list[MirrorLeg]], setting: MirrorSetting, threads: int
) -> None:
    dollars, yuan = both
    span = span_of([*dollars, *yuan])
    judge = PlainTies(side_a=dollars, side_b=yuan, pairs_min=PAIRS_MIN)
    arrays = ArrayTies(
        side(dollars),
        side(yuan),
        span=span,
        level="account",
        key_names=NAMES,
        reader=nothing,
        pairs_min=PAIRS_MIN,
        threads=threads,
    )
    assert arrays.ties(setting) == judge.ties(setting)
    shifts = list(range(1, span.days))
    moved = [sorted(scores) for scores in arrays.null_scores(setting, shifts)]
    assert moved == [sorted(scores) for scores in judge.null_scores(setting, shifts)]
    # What was laid out for one setting does not serve another.
    assert arrays.ties(SETTING) == judge.ties(SETTING)


@given(st.integers(0, 3 * DAY_US))
def test_a_bucket_divides_the_day_and_is_no_narrower_than_a_lag_within_it(lag: int) -> None:
    width = bucket_width(lag)
    assert DAY_US % width == 0
    assert width >= min(lag, DAY_US)
