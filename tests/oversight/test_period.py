"""Which period may be stated on which day, after which other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadValue, OutOfTurn
from plainsight.oversight.period import is_period, read_period, require_next

NAMES = ["2026-01", "2026-02", "2026-12", "2026-Q1", "2026-Q4", "2026-H1", "2026-H2", "2027-01"]


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-H1", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_has_its_days_of_the_calendar(name: str, first: date, end: date) -> None:
    period = read_period(name)
    assert (period.first, period.end) == (first, end)


@pytest.mark.parametrize(
    "name", ["2026", "2026-13", "2026-Q5", "2026-H3", "26-01", "2026-1", "0000-01", "9999-12", ""]
)
def test_what_is_no_period_is_named(name: str) -> None:
    assert not is_period(name)
    with pytest.raises(BadValue, match="write it as 2026-10"):
        read_period(name)


def test_a_period_is_stated_from_the_day_after_its_last_one() -> None:
    with pytest.raises(OutOfTurn, match=r"the period is over on 2026-12-01 \(UTC\)"):
        require_next("2026-11", before=None, on=date(2026, 11, 30))
    require_next("2026-11", before=None, on=date(2026, 12, 1))


@pytest.mark.parametrize("period", ["2026-08", "2026-09", "2026-10", "2026-Q4", "2026-H2"])
def test_a_period_that_reaches_back_into_a_stated_one_is_refused(period: str) -> None:
    with pytest.raises(OutOfTurn, match="2026-10 was stated before it, and reaches to 2026-10-31"):
        require_next(period, before=("2026-10", date(2026, 11, 2)), on=date(2027, 1, 1))


@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.dates(date(2027, 2, 1), date(2030, 1, 1)))
def test_of_two_periods_that_are_over_the_later_follows_and_no_other(
    before: str, period: str, on: date
) -> None:
    last = (before, date(2027, 2, 1))
    if read_period(period).first >= read_period(before).end:
        require_next(period, before=last, on=on)
    else:
        with pytest.raises(OutOfTurn):
            require_next(period, before=last, on=on)


def test_a_period_that_was_stated_before_its_end_does_not_end_all_stating() -> None:
    made = date(2026, 11, 22)
    require_next("2026-11", before=("2099-01", made), on=date(2026, 12, 1))
    with pytest.raises(OutOfTurn, match="2099-01 was stated before it, and reaches to 2026-11-22"):
        require_next("2026-10", before=("2099-01", made), on=date(2026, 12, 1))
