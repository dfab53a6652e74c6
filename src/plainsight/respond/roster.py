"""Duty roster: who picks up, who is next, and where nobody stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.errors import BadValue
from plainsight.model.time import require_utc

PICK_UP_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person on duty at one level, from `starts_at` until just before `ends_at`."""

    actor_id: str
    starts_at: datetime
    ends_at: datetime
    level: int = 1  # 1 picks up; 2 and 3 are escalated to

    def __post_init__(self) -> None:
        require_utc(starts_at=self.starts_at, ends_at=self.ends_at)
        if self.ends_at <= self.starts_at:
            raise BadValue("ends_at", self.ends_at.isoformat(), "a shift ends after it starts")
        if self.level < 1:
            raise BadValue("level", self.level, "levels count from 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterGap:
    """A stretch of time without anybody at level 1."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Who is to act now, and why this one."""

    actor_id: str
    level: int
    says: str


def on_duty(
    shifts: Sequence[Shift], *, waiting_since: datetime, now: datetime, level: int = 1
) -> OnDuty | None:
    """Who acts on what has waited since `waiting_since`; one level up for each 15 minutes.

    None when nobody stands at any level: a roster gap, which callers report.
    """
    require_utc(waiting_since=waiting_since, now=now)
    waited = max(now - waiting_since, timedelta(0))
    wanted = level + waited // PICK_UP_WITHIN
    standing = [shift for shift in shifts if shift.starts_at <= now < shift.ends_at]
    if not standing:
        return None
    reached = [shift for shift in standing if shift.level <= wanted]
    # Nobody at or below the level wanted: whoever is nearest above it.
    chosen = max(reached or standing, key=lambda s: s.level if reached else -s.level)
    minutes = int(waited.total_seconds() // 60)
    return OnDuty(
        actor_id=chosen.actor_id,
        level=chosen.level,
        says=f"level {chosen.level} after {minutes} minutes without pick-up",
    )


def roster_gaps(
    shifts: Sequence[Shift], *, starts_at: datetime, ends_at: datetime
) -> tuple[RosterGap, ...]:
    """Every stretch of [starts_at, ends_at) that no level-1 shift covers."""
    require_utc(starts_at=starts_at, ends_at=ends_at)
    gaps: list[RosterGap] = []
    covered = starts_at
    for shift in sorted((s for s in shifts if s.level == 1), key=lambda s: s.starts_at):
        if shift.starts_at >= ends_at:
            break
        if shift.starts_at > covered:
            gaps.append(RosterGap(starts_at=covered, ends_at=shift.starts_at))
        covered = max(covered, shift.ends_at)
    if covered < ends_at:
        gaps.append(RosterGap(starts_at=covered, ends_at=ends_at))
    return tuple(gaps)
