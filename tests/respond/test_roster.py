"""Who picks up, who is next, and where nobody stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadValue
from plainsight.respond.roster import Shift, on_duty, roster_gaps

START = datetime(2026, 3, 7, tzinfo=UTC)


def shift(name: str, first: int, last: int, level: int = 1) -> Shift:
    hour = timedelta(hours=1)
    return Shift(
        actor_id=name, starts_at=START + first * hour, ends_at=START + last * hour, level=level
    )


SHIFTS = (shift("ines", 0, 8), shift("boss", 0, 24, 2), shift("chief", 0, 24, 3))


@pytest.mark.parametrize(
    ("minutes", "name"), [(0, "ines"), (14, "ines"), (15, "boss"), (40, "chief")]
)
def test_what_waits_is_escalated_a_level_each_quarter_of_an_hour(minutes: int, name: str) -> None:
    duty = on_duty(SHIFTS, waiting_since=START, now=START + timedelta(minutes=minutes))
    assert duty is not None
    assert duty.actor_id == name
    assert str(minutes) in duty.says


def test_when_level_one_is_empty_the_nearest_level_above_is_called() -> None:
    at = START + timedelta(hours=9)
    duty = on_duty(SHIFTS, waiting_since=at, now=at)
    assert duty is not None
    assert duty.actor_id == "boss"


def test_nobody_on_duty_is_told_and_not_hidden() -> None:
    assert on_duty((), waiting_since=START, now=START) is None


def test_gaps_of_the_roster_are_found() -> None:
    gaps = roster_gaps(
        [shift("a", 2, 8), shift("b", 7, 10), shift("c", 12, 20), shift("d", 0, 24, 2)],
        starts_at=START,
        ends_at=START + timedelta(hours=24),
    )
    hours = [
        ((g.starts_at - START) // timedelta(hours=1), (g.ends_at - START) // timedelta(hours=1))
        for g in gaps
    ]
    assert hours == [(0, 2), (10, 12), (20, 24)]


def test_a_shift_ends_after_it_starts() -> None:
    with pytest.raises(BadValue):
        shift("a", 5, 5)


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 12)), max_size=8))
def test_every_hour_is_covered_or_in_a_gap_and_never_both(raw: list[tuple[int, int]]) -> None:
    shifts = [shift("x", first, first + length) for first, length in raw]
    gaps = roster_gaps(shifts, starts_at=START, ends_at=START + timedelta(hours=24))
    for hour in range(24):
        at = START + timedelta(hours=hour)
        covered = any(s.starts_at <= at < s.ends_at for s in shifts)
        assert covered != any(g.starts_at <= at < g.ends_at for g in gaps)


def test_at_a_hand_over_one_person_is_on_duty_and_it_is_who_comes() -> None:
    shifts = (shift("ines", 0, 8), shift("omar", 8, 16))
    at = START + timedelta(hours=8)
    for now, name in ((at - timedelta(microseconds=1), "ines"), (at, "omar")):
        duty = on_duty(shifts, waiting_since=now, now=now)
        assert duty is not None
        assert duty.actor_id == name
    assert on_duty(shifts[:1], waiting_since=at, now=at) is None
