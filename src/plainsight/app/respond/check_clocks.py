"""The scheduler's round over open clocks: alarms at 50, 75 and 90 %, an incident at the breach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind, DeskAlarm
from plainsight.app.respond.stored import OpenClock
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.clock import ALARM_PERCENTS, alarm_percent
from plainsight.respond.instrument import ClockKind

PAGE = 1_000
BREACH = ALARM_PERCENTS[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm to tell somebody about."""

    waiting: OpenClock
    percent: int


def check_clocks(records: Records, *, now: datetime) -> tuple[Alarm, ...]:
    """Tell every alarm once, the highest reached; a breach opens an incident entry in the log.

    A host clock set back tells nothing again and lowers nothing.
    """
    told: list[Alarm] = []
    while True:
        with records.begin() as unit:
            page = unit.desk.clocks.to_alarm(now=now, count_max=PAGE)
            told.extend(filter(None, (_tell_reached(unit, waiting, now) for waiting in page)))
        if len(page) < PAGE:
            return tuple(told)


def tell_breaches(
    unit: UnitOfWork, request_id: str, kinds: Collection[ClockKind], *, now: datetime
) -> None:
    """Tell those of a legal request's clocks that ran out before a round came: before their answer.

    Else what ran out between two statements and was answered late would stand in neither.
    """
    for waiting in unit.desk.clocks.open_of([request_id]):
        if waiting.clock.kind in kinds and waiting.clock.due_at < now:
            _tell_reached(unit, waiting, now)


def _tell_reached(unit: UnitOfWork, waiting: OpenClock, now: datetime) -> Alarm | None:
    """The highest alarm that a clock has reached, unless it was told."""
    percent = alarm_percent(waiting.clock, now=now)
    unit.desk.clocks.set_alarm(waiting, percent=percent)
    if percent <= waiting.alarmed_percent:
        return None
    _tell(unit, waiting, percent, now)
    unit.record(
        Fact(
            tag=AuditTag.CLOCK_BREACHED if percent == BREACH else AuditTag.CLOCK_ALARMED,
            subject=waiting.request_id,
            at=now,
            body={
                "kind": waiting.clock.kind.value,
                "percent": percent,
                "due_at": waiting.clock.due_at.isoformat(),
                "policy": f"{waiting.clock.deadline_id} {waiting.clock.deadline_version}",
            },
        )
    )
    return Alarm(waiting=waiting, percent=percent)


def _tell(unit: UnitOfWork, waiting: OpenClock, percent: int, now: datetime) -> None:
    """On the desk's list too; the log has its own entry for it, with the policy."""
    clock = waiting.clock
    unit.desk.watch.tell(
        DeskAlarm(
            alarm_key=f"clock/{waiting.request_id}/{clock.kind.value}/{percent}"
            + (f"/{clock.run_number}" if clock.run_number > 1 else ""),
            kind=AlarmKind.BREACH if percent == BREACH else AlarmKind.CLOCK,
            subject=waiting.request_id,
            says=f"{waiting.reference} {clock.kind.value}: {percent} % of the time is used, "
            f"due {clock.due_at:%F %H:%M} UTC",
            at=now,
        )
    )
