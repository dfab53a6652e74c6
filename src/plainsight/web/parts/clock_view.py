"""A response clock as a page shows it: what is left, how full, how loud."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plainsight.respond.clock import ResponseClock, Standing, standing

NEAR_PERCENT = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One clock at one instant."""

    kind: str
    started_at: datetime
    due_at: datetime
    answered_at: datetime | None
    standing: Standing
    left: timedelta  # negative once overdue
    percent: int  # 0..100 of the allowance that is gone
    policy: str

    @property
    def tone(self) -> str:
        """CSS class: near when three quarters are gone."""
        if self.standing is Standing.RUNNING and self.percent >= NEAR_PERCENT:
            return "near"
        return self.standing.value

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answered_at is None


def clock_view(clock: ResponseClock, *, now: datetime) -> ClockView:
    """The clock as it stands at `now`."""
    until = clock.answered_at or now
    whole = (clock.due_at - clock.started_at).total_seconds() or 1
    gone = (until - clock.started_at).total_seconds() / whole
    return ClockView(
        kind=clock.kind.value,
        started_at=clock.started_at,
        due_at=clock.due_at,
        answered_at=clock.answered_at,
        standing=standing(clock, now=now),
        left=clock.due_at - until,
        percent=max(0, min(100, round(gone * 100))),
        policy=f"{clock.deadline_id} {clock.deadline_version}",
    )
