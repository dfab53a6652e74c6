"""The scheduler's round over open clocks: alarms at 50, 75 and 90 %, an incident at the breach."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind, DeskAlarm
from plainsight.app.respond.stored import OpenClock
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.clock import ALARM_PERCENTS, alarm_percent

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
            for waiting in page:
                percent = alarm_percent(waiting.clock, now=now)
                unit.desk.clocks.set_alarm(waiting, percent=percent)
                if percent <= waiting.alarmed_percent:
                    continue
                told.append(Alarm(waiting=waiting, percent=percent))
                _tell(unit, waiting, percent, now)
                unit.record(
                    Fact(
                        tag=AuditTag.CLOCK_BREACHED
                        if percent == BREACH
                        else AuditTag.CLOCK_ALARMED,
                        subject=waiting.request_id,
                        at=now,
                        body={
                            "kind": waiting.clock.kind.value,
                            "percent": percent,
                            "due_at": waiting.clock.due_at.isoformat(),
                            "policy": f"{waiting.clock.deadline_id} "
                            f"{waiting.clock.deadline_version}",
                        },
                    )
                )
        if len(page) < PAGE:
            return tuple(told)


def _tell(unit: UnitOfWork, waiting: OpenClock, percent: int, now: datetime) -> None:
    """On the desk's list too; the log has its own entry for it, with the policy."""
    clock = waiting.clock
    unit.desk.watch.tell(
        DeskAlarm(
            alarm_key=f"clock/{waiting.request_id}/{clock.kind.value}/{percent}",
            kind=AlarmKind.BREACH if percent == BREACH else AlarmKind.CLOCK,
            subject=waiting.request_id,
            says=f"{waiting.reference} {clock.kind.value}: {percent} % of the time is used, "
            f"due {clock.due_at:%F %H:%M} UTC",
            at=now,
        )
    )
