"""When a report is due and how long it is kept, by calendar day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.reports import terms

from plainsight.casework.report.clock import continuing_due, initial_due, keep_until
from plainsight.casework.report.terms import FilingClock

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
INSTANTS = st.integers(min_value=0, max_value=90 * 365 * 86_400).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def clock(kind: str) -> FilingClock:
    found = terms().sar.clock_for(kind)
    assert found is not None
    return found


def test_a_bank_has_thirty_days_when_the_subject_is_known() -> None:
    due = initial_due(clock("bank"), detected_at=NOON, subject_known_at=NOON)
    assert due.due_at.date() == date(2026, 2, 9)
    assert not due.is_missed(datetime(2026, 2, 9, 23, 59, 59, tzinfo=UTC))
    assert due.is_missed(datetime(2026, 2, 10, tzinfo=UTC))


def test_a_bank_has_sixty_days_while_no_subject_is_identified() -> None:
    due = initial_due(clock("bank"), detected_at=NOON, subject_known_at=None)
    assert due.due_at.date() == date(2026, 3, 11)


def test_a_subject_found_within_the_term_ends_the_extension() -> None:
    due = initial_due(clock("bank"), detected_at=NOON, subject_known_at=NOON + timedelta(days=12))
    assert due.due_at.date() == date(2026, 2, 9)


def test_a_money_services_business_has_no_extension() -> None:
    due = initial_due(clock("msb"), detected_at=NOON, subject_known_at=None)
    assert due.due_at.date() == date(2026, 2, 9)
    assert "1022.320" in due.says


def test_a_continuing_report_follows_within_a_hundred_and_twenty_days() -> None:
    due = continuing_due(clock("bank"), last_filed_at=NOON)
    assert due.due_at.date() == date(2026, 5, 10)


@given(INSTANTS, st.none() | st.timedeltas(timedelta(days=-90), timedelta(days=200)))
def test_nothing_is_due_before_the_thirtieth_day_or_after_the_sixtieth(
    detected: datetime, after: timedelta | None
) -> None:
    known = None if after is None else detected + after
    for kind in ("bank", "msb"):
        due = initial_due(clock(kind), detected_at=detected, subject_known_at=known)
        days = (due.due_at.date() - detected.date()).days
        assert days in ((30, 60) if kind == "bank" else (30,))


@given(INSTANTS)
def test_a_report_is_kept_for_five_whole_years(filed_at: datetime) -> None:
    until = keep_until(filed_at, years=terms().sar.kept_years)
    kept = until - filed_at
    assert timedelta(days=5 * 365) < kept < timedelta(days=5 * 366 + 2)
    assert (until - timedelta(microseconds=1)).date().year == filed_at.year + 5


def test_a_report_of_the_leap_day_is_kept_into_march() -> None:
    filed_at = datetime(2028, 2, 29, 9, tzinfo=UTC)
    assert keep_until(filed_at, years=5) == datetime(2033, 3, 2, tzinfo=UTC)
