# ruff: noqa: DTZ001 - what clocks show has no zone until one is asked
"""Local time: the instant that clocks showed, and none where they showed it twice or never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.feeds.transfers.zones import SKIPPED, TWICE, instants, is_zone

EPOCH = datetime(1970, 1, 1)
US = timedelta(microseconds=1)
ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "America/Mexico_City",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Havana",
    "America/Santiago",
    "Pacific/Apia",
    "UTC",
)


def by_hand(zone: str, shown: datetime) -> set[int]:
    """Every instant at which clocks showed it: both readings of PEP 495 that lead back to it."""
    found = set()
    for fold in (0, 1):
        instant = shown.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown:
            found.add((instant.replace(tzinfo=None) - EPOCH) // US)
    return found


def one(zone: str, shown: datetime, *, is_day: bool = False) -> int:
    (number,) = instants(zone, np.array([(shown - EPOCH) // US]), np.array([is_day]))
    return int(number)


@example("Europe/Madrid", datetime(2026, 3, 29, 2, 30))
@example("Europe/Madrid", datetime(2026, 10, 25, 2, 30))
@example("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45))
@example("Pacific/Apia", datetime(2011, 12, 30, 12))
@given(st.sampled_from(ZONES), st.datetimes(datetime(1970, 1, 3), datetime(2199, 12, 30)))
def test_an_instant_is_the_only_one_at_which_clocks_showed_the_time(
    zone: str, shown: datetime
) -> None:
    meant = by_hand(zone, shown)
    expected = min(meant) if len(meant) == 1 else TWICE if meant else SKIPPED
    assert one(zone, shown) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_of_a_year_every_half_hour_that_clocks_skipped_or_showed_twice_is_seen(zone: str) -> None:
    shown = [datetime(2026, 1, 1) + timedelta(minutes=30 * step) for step in range(365 * 48)]
    meant = [by_hand(zone, each) for each in shown]
    expected = [min(m) if len(m) == 1 else TWICE if m else SKIPPED for m in meant]
    local = np.array([(each - EPOCH) // US for each in shown])
    assert instants(zone, local, np.zeros(len(local), np.bool_)).tolist() == expected


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Europe/Madrid", datetime(2026, 7, 1), datetime(2026, 6, 30, 22)),
        ("Europe/Madrid", datetime(2026, 1, 1), datetime(2025, 12, 31, 23)),
        ("America/Santiago", datetime(2026, 9, 6), datetime(2026, 9, 6, 4)),
        ("America/Havana", datetime(2026, 11, 1), datetime(2026, 11, 1, 4)),
    ],
)
def test_a_day_alone_is_its_first_instant(zone: str, day: datetime, first: datetime) -> None:
    assert one(zone, day, is_day=True) == (first - EPOCH) // US


def test_a_name_that_differs_by_machine_is_no_zone() -> None:
    assert is_zone("Europe/Madrid")
    assert not any(map(is_zone, ("localtime", "Europe/Madird", "", "../etc/passwd", "/etc")))
