"""When a report is due, and how long it is kept. Calendar days of UTC.

A due day ends at midnight UTC, whatever the zone of the filer (docs/decisions/0086).

31 CFR 1020.320(b)(3) gives banks 30 calendar days from "initial detection", which is when a person
had reason to suspect and not when a program pointed (FinCEN, SAR Activity Review 10), and 30 more
while no suspect is identified, never beyond 60. 31 CFR 1022.320(b)(3) gives money services
businesses 30 days and no extension. FinCEN's guidance lets a continuing report follow within 120
days of the one before. The numbers come from the policy file; this file only counts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from plainsight.casework.report.terms import FilingClock
from plainsight.model.time import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDue:
    """The last instant at which filing is in time, and the reason in words."""

    due_at: datetime
    says: str

    def is_missed(self, now: datetime) -> bool:
        """Whether the time has run out."""
        return now > self.due_at


def initial_due(
    clock: FilingClock, *, detected_at: datetime, subject_known_at: datetime | None
) -> FilingDue:
    """When a first report is due.

    The extension is there to identify a subject. One who was known before the plain term ended
    ends it: the cautious reading, which counsel may relax in the policy file, never here.
    """
    require_utc(detected_at=detected_at, subject_known_at=subject_known_at)
    plain = detected_at.date() + clock.within
    outer = detected_at.date() + clock.without_subject
    if outer == plain or (subject_known_at is not None and subject_known_at.date() <= plain):
        return _due(plain, clock, f"{clock.within.days} days after the facts were known")
    says = "no subject identified" if subject_known_at is None else "a subject known only later"
    return _due(outer, clock, f"{clock.without_subject.days} days, {says}")


def continuing_due(clock: FilingClock, *, last_filed_at: datetime) -> FilingDue:
    """When the next report on activity that goes on is due."""
    require_utc(last_filed_at=last_filed_at)
    days = clock.continuing.days
    return _due(last_filed_at.date() + clock.continuing, clock, f"{days} days after the last one")


def keep_until(filed_at: datetime, *, years: int) -> datetime:
    """The first instant at which a filed report and its support may be destroyed.

    The day of filing `years` later is still kept; of 29 February, the 1 March.
    """
    require_utc(filed_at=filed_at)
    day = filed_at.date()
    try:
        ends = day.replace(year=day.year + years)
    except ValueError:
        ends = date(day.year + years, 3, 1)
    return _midnight(ends + timedelta(days=1))


def _due(day: date, clock: FilingClock, says: str) -> FilingDue:
    return FilingDue(
        due_at=_midnight(day + timedelta(days=1)) - timedelta(microseconds=1),
        says=f"{says} ({clock.source})",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
