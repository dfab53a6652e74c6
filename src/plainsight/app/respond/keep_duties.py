"""What the desk owes every hour and every day, whoever is on duty: run in time, failures told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plainsight.app.ports import Records
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.extend_hold import ask_reviews
from plainsight.app.respond.place_hold import place_missing_holds
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.settle_notices import settle_notices
from plainsight.app.respond.settle_platform import settle_platform
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.app.respond.watch_desk import watch_desk
from plainsight.app.respond.watch_installation import watch_installation
from plainsight.app.respond.write_statement import tell_alarm

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One round: what it is called, how often it is owed, and how it is done at an instant."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass(slots=True)
class Diary:
    """When each duty is next to be done; one that is not in it is due at once.

    Kept in memory: after a restart everything is done anew, which changes nothing that stands.
    """

    next_at: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone:
    """One duty that was due, and why it failed if it did."""

    name: str
    problem: str = ""


def desk_duties(records: Records, *, instruments: Instruments) -> tuple[Duty, ...]:
    """The duties of the response desk (docs/concepts/respond.md)."""
    return (
        Duty(
            name="place missing holds",
            every=HOUR,  # each hour without a hold is an hour in which its records may be deleted
            run=lambda now: place_missing_holds(records, instruments=instruments, now=now),
        ),
        Duty(name="watch the desk", every=HOUR, run=lambda now: watch_desk(records, now=now)),
        Duty(
            name="watch the installation",
            every=HOUR,
            run=lambda now: watch_installation(records, now=now),
        ),
        Duty(
            name="settle notices",
            every=DAY,
            run=lambda now: settle_notices(records, instruments=instruments, now=now),
        ),
        Duty(
            name="review holds",
            every=DAY,
            run=lambda now: ask_reviews(records, instruments=instruments, now=now),
        ),
        Duty(
            name="lapse holds",
            every=DAY,
            run=lambda now: lapse_holds(records, instruments=instruments, now=now),
        ),
        Duty(
            name="settle with the platform",
            every=DAY,
            run=lambda now: settle_platform(records, now=now),
        ),
        # The longest stands last: nothing waits for it.
        Duty(name="verify holds", every=DAY, run=lambda now: verify_holds(records, now=now)),
    )


def keep_duties(
    records: Records, duties: Iterable[Duty], *, diary: Diary, now: datetime
) -> tuple[DutyDone, ...]:
    """Do what is due at `now`; one that fails keeps none of the others from being done.

    A failure is an alarm, once a day, and is tried again within the hour. A host clock set back
    makes nothing wait for longer than its period.
    """
    done = []
    for duty in duties:
        next_at = diary.next_at.get(duty.name)
        if next_at is not None and now < next_at <= now + duty.every:
            continue
        try:
            duty.run(now)
        except Exception as failed:  # a duty that dies unseen is never done again
            diary.next_at[duty.name] = now + min(duty.every, HOUR)
            problem = f"{type(failed).__name__}: {failed}"
            _tell(records, duty, problem, now)
            done.append(DutyDone(name=duty.name, problem=problem))
        else:
            diary.next_at[duty.name] = now + duty.every
            done.append(DutyDone(name=duty.name))
    return tuple(done)


def _tell(records: Records, duty: Duty, problem: str, now: datetime) -> None:
    with records.begin() as unit:
        tell_alarm(
            unit,
            AlarmKind.DUTY_FAILED,
            key=f"duty/{duty.name}/{now.date()}",
            subject="desk",
            says=f"the duty to {duty.name} did not end, and is tried again: {problem[:300]}",
            now=now,
        )
