"""Clocks never pause, the strictest wins, and no calendar trick moves a deadline."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.respond import instruments

from plainsight.errors import BadValue, NotUtc
from plainsight.model.time import parse_instant
from plainsight.respond.clock import (
    ALARM_PERCENTS,
    ANSWERS,
    ResponseClock,
    ResponseKind,
    Standing,
    alarm_percent,
    end_of_date,
    is_due_on,
    standing,
    start_clocks,
    strictest,
)
from plainsight.respond.instrument import ClockKind

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


def clock(hours: float = 48, *, started_at: datetime = NOON) -> ResponseClock:
    return ResponseClock(
        kind=ClockKind.RESPONSE,
        deadline_id="deadline/x",
        deadline_version="1",
        started_at=started_at,
        allowance=timedelta(hours=hours),
    )


def started(name: str, *, is_emergency: bool = False, return_on: date | None = None) -> dict:
    found = start_clocks(
        instruments()[name].instrument,
        received_at=NOON,
        is_emergency=is_emergency,
        return_on=return_on,
    )
    return {each.kind.value: each.allowance / HOUR for each in found}


@pytest.mark.parametrize(
    ("name", "is_emergency", "hours"),
    [
        ("us-emergency-2702", True, {"pick_up": 0.25, "decision": 4, "response": 48}),
        ("us-preservation-2703f", False, {"response": 48}),
        ("eu-epoc", True, {"response": 8}),
        ("eu-epoc", False, {"response": 240}),
        ("eu-epoc-pr", False, {"response": 24}),
        ("sg-macma-22", False, {"response": 168}),
        ("treaty-letter", False, {"response": 48}),
        ("budapest-2ap-7", False, {"response": 720}),
    ],
)
def test_each_instrument_starts_the_clocks_of_its_file(
    name: str, is_emergency: bool, hours: dict[str, float]
) -> None:
    assert started(name, is_emergency=is_emergency) == hours


def test_a_return_date_shortens_the_clock_and_never_lengthens_it() -> None:
    assert started("us-subpoena", return_on=date(2026, 3, 10))["response"] < 240
    assert started("us-subpoena", return_on=date(2027, 1, 1))["response"] == 240
    assert started("us-subpoena", return_on=date(2020, 1, 1))["response"] == 1


def test_a_clock_tells_whether_a_return_date_gave_it_its_time() -> None:
    for day, is_by_date in ((date(2026, 3, 10), True), (date(2027, 1, 1), False)):
        for each in start_clocks(
            instruments()["us-subpoena"].instrument,
            received_at=NOON,
            is_emergency=False,
            return_on=day,
        ):
            is_response = each.kind is ClockKind.RESPONSE
            assert is_due_on(each, day) is (is_by_date and is_response)
            assert not is_due_on(each, None)


@pytest.mark.parametrize("day", [date(2026, 1, 15), date(2026, 7, 15)], ids=["january", "july"])
def test_a_date_stays_a_date_and_ends_before_it_ends_in_any_zone_on_earth(day: date) -> None:
    ends = {
        zone: datetime.combine(day, time.max, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for zone in available_timezones()
    }
    assert end_of_date(day) == ends["Pacific/Kiritimati"] == min(ends.values())
    assert end_of_date(day) < ends["Pacific/Auckland"]


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("America/New_York", datetime(2026, 3, 7, 12)),  # noqa: DTZ001 - spring forward
        ("America/New_York", datetime(2026, 10, 31, 12)),  # noqa: DTZ001 - fall back
        ("Europe/Berlin", datetime(2026, 3, 28, 12)),  # noqa: DTZ001
        ("Asia/Singapore", datetime(2028, 2, 28, 12)),  # noqa: DTZ001 - leap day
    ],
)
def test_forty_eight_hours_are_forty_eight_hours_across_daylight_saving_and_leap_days(
    zone: str, local: datetime
) -> None:
    received = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    running = clock(started_at=received)
    assert running.due_at.timestamp() - received.timestamp() == 48 * 3600
    assert standing(running, now=running.due_at) is Standing.RUNNING
    assert standing(running, now=running.due_at + timedelta(microseconds=1)) is Standing.OVERDUE


def test_local_time_is_refused_and_so_is_a_time_without_an_offset() -> None:
    with pytest.raises(NotUtc):
        clock(started_at=NOON.astimezone(ZoneInfo("America/New_York")))
    with pytest.raises(BadValue, match="offset"):
        parse_instant("2026-03-07T12:00:00", field="range_from")


def test_a_clock_set_back_cannot_answer_before_receipt_nor_lower_an_alarm() -> None:
    with pytest.raises(BadValue, match="set back"):
        ResponseClock(
            kind=ClockKind.RESPONSE, deadline_id="d", deadline_version="1", started_at=NOON,
            allowance=HOUR, answered_at=NOON - HOUR,
        )  # fmt: skip
    assert alarm_percent(clock(), now=NOON - 5 * HOUR) == 0


@given(st.floats(0, 3))
def test_alarms_rise_with_time_and_the_breach_comes_only_after_the_due_instant(
    share: float,
) -> None:
    running = clock()
    now = NOON + running.allowance * share
    told = alarm_percent(running, now=now)
    spent = (now - NOON) / running.allowance * 100
    assert told == (
        100 if now > running.due_at else max([p for p in ALARM_PERCENTS[:3] if spent >= p] or [0])
    )


def test_the_strictest_open_clock_is_the_one_due_first() -> None:
    slow, fast = clock(240), clock(8)
    assert strictest([slow, fast]) is fast
    assert strictest([]) is None


def test_an_acknowledgement_is_no_response_and_a_clarification_does_not_end_a_clock() -> None:
    # Written out: a kind that is added ends no clock until somebody says so here and in the spec.
    assert {kind.value for kind in ANSWERS} == {
        "disclosure", "nil", "refusal", "hold_confirmation", "routing_letter", "withdrawn",
        "duplicate",
    }  # fmt: skip
    assert not {"acknowledgement", "under_review"} & {kind.value for kind in ResponseKind}


def test_a_clock_has_no_way_to_pause() -> None:
    assert {"paused", "pause", "is_paused"}.isdisjoint(ResponseClock.__slots__)
