"""The scheduler's round beside the clocks: reviews overdue, the roster's gaps, the host's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.app.ports import Records
from plainsight.app.respond.desk_stored import AlarmKind, DeskAlarm
from plainsight.app.respond.standing import standing
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.respond.roster import RosterGap, roster_gaps

REVIEW_WITHIN = timedelta(days=7)  # I10
ROSTER_AHEAD = timedelta(days=7)
DRIFT_MAX = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRound:
    """What a round told anew."""

    overdue_reviews: tuple[str, ...]  # ids of legal requests
    roster_gap_count: int


def watch_desk(records: Records, *, now: datetime) -> WatchRound:
    """Tell every emergency that nobody reviewed for 7 days, and every stretch without duty.

    Each is told once.
    """
    gap_count = 0
    with records.begin() as unit:
        overdue = tuple(
            request_id
            for request_id, number in unit.desk.reports.awaiting_review(
                released_before=now - REVIEW_WITHIN
            )
            if tell_alarm(
                unit,
                AlarmKind.REVIEW_OVERDUE,
                # A package that leaves after one was taken back is another disclosure.
                key=f"review/{request_id}" + (f"/{number}" if number > 1 else ""),
                subject=request_id,
                says="an emergency disclosure was not reviewed within 7 days (I10)",
                now=now,
            )
        )
        ends_at = now + ROSTER_AHEAD
        shifts = unit.desk.roster.between(starts_at=now, ends_at=ends_at)
        # Without any shift there is no roster to have gaps in; its absence is one alarm a week.
        counted = standing(unit, shifts)
        gaps = roster_gaps(counted, starts_at=now, ends_at=ends_at) if shifts else ()
        for gap in gaps:
            gap_count += tell_alarm(
                unit,
                AlarmKind.ROSTER_GAP,
                key=f"roster/{_name_of(gap, now)}",
                subject="roster",
                says=f"nobody on duty from {gap.starts_at:%F %H:%M} to {gap.ends_at:%F %H:%M} UTC",
                now=now,
            )
        if not shifts:
            gap_count += tell_alarm(
                unit,
                AlarmKind.ROSTER_GAP,
                key=f"roster/empty/{now:%G-W%V}",
                subject="roster",
                says="nobody stands on the duty roster for the next 7 days",
                now=now,
            )
    return WatchRound(overdue_reviews=overdue, roster_gap_count=gap_count)


def _name_of(gap: RosterGap, now: datetime) -> str:
    """What a gap is told once by: one that has begun moves with `now`, and is named by its end."""
    if gap.starts_at > now:
        return gap.starts_at.isoformat()
    if gap.ends_at < now + ROSTER_AHEAD:
        return f"until/{gap.ends_at.isoformat()}"
    return f"all/{now.date()}"  # both its ends move


def check_host_clock(records: Records, *, stamped_at: datetime, now: datetime) -> bool:
    """Compare the host's clock with an authority's; True, and an alarm, when they differ.

    `stamped_at` is the time in a fresh RFC 3161 token, `now` the host's when it was asked.
    """
    drift = abs(now - stamped_at)
    if drift <= DRIFT_MAX:
        return False
    with records.begin() as unit:
        tell_alarm(
            unit,
            AlarmKind.HOST_CLOCK,
            key=f"host-clock/{stamped_at.isoformat()}",
            subject="host",
            says=f"the host's clock is {drift.total_seconds():.0f} s off the timestamp authority's",
            now=stamped_at,
        )
    return True


def list_alarms(records: Records, *, count_max: int = 100) -> tuple[DeskAlarm, ...]:
    """The desk's alarms, the latest first."""
    with records.read() as view:
        return view.desk.watch.alarms(count_max=count_max)
