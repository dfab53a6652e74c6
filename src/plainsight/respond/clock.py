"""Response clocks. Callers pass `now`, so a verdict can be recomputed years later from the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from plainsight.errors import BadValue
from plainsight.model.time import require_utc
from plainsight.respond.instrument import ClockKind, Instrument, When

ALARM_PERCENTS = (50, 75, 90, 100)  # 100 is the breach
_FIRST_ZONE = timedelta(hours=14)  # Kiribati, where every date begins and ends before elsewhere


class Standing(StrEnum):
    """Where a clock stands at some instant."""

    RUNNING = "running"  # unanswered, in time
    OVERDUE = "overdue"  # unanswered, past due
    MET = "met"  # answered in time
    MISSED = "missed"  # answered late


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseClock:
    """One deadline on one legal request. There is no pause: nothing in here could express one."""

    kind: ClockKind
    deadline_id: str  # the entry in deadlines/ that set the allowance
    deadline_version: str
    started_at: datetime  # the server's receipt, never a time the requester wrote
    allowance: timedelta
    run_number: int = 1  # 2 and more: owed again, as an answer was taken back
    answered_at: datetime | None = None

    def __post_init__(self) -> None:
        # Local time is refused: 48 h across a daylight-saving change is 47 h or 49 h.
        require_utc(started_at=self.started_at, answered_at=self.answered_at)
        if self.allowance <= timedelta(0):
            raise BadValue("allowance", self.allowance, "a clock needs some time to run")
        if self.answered_at is not None and self.answered_at < self.started_at:
            raise BadValue(
                "answered_at",
                self.answered_at.isoformat(),
                "before receipt: the host's clock was set back; mend the clock, not the record",
            )

    @property
    def due_at(self) -> datetime:
        """The last instant that is still in time."""
        return self.started_at + self.allowance


def standing(clock: ResponseClock, *, now: datetime) -> Standing:
    """Judge the clock at `now` (spec/response-clock.md, section 3)."""
    require_utc(now=now)
    if clock.answered_at is None:
        return Standing.RUNNING if now <= clock.due_at else Standing.OVERDUE
    return Standing.MET if clock.answered_at <= clock.due_at else Standing.MISSED


def start_clocks(
    instrument: Instrument,
    *,
    received_at: datetime,
    is_emergency: bool,
    return_on: date | None = None,
) -> tuple[ResponseClock, ...]:
    """Every clock that a legal request starts, the strictest of each kind.

    A return date that the instrument carries can only shorten the response clock. The date stays
    a date: it ends where it ends first on Earth, so that no reading of it is missed.
    """
    require_utc(received_at=received_at)
    wanted = {When.ALWAYS, When.EMERGENCY if is_emergency else When.ORDINARY}
    strictest: dict[ClockKind, timedelta] = {}
    for allowance in instrument.allowances:
        if allowance.when in wanted:
            known = strictest.get(allowance.kind, allowance.within)
            strictest[allowance.kind] = min(known, allowance.within)
    if return_on is not None and ClockKind.RESPONSE in strictest:
        strictest[ClockKind.RESPONSE] = min(
            strictest[ClockKind.RESPONSE], _until(return_on, received_at)
        )
    return tuple(
        ResponseClock(
            kind=kind,
            deadline_id=instrument.policy_id,
            deadline_version=instrument.version,
            started_at=received_at,
            allowance=within,
        )
        for kind, within in strictest.items()
    )


def is_due_on(clock: ResponseClock, return_on: date | None) -> bool:
    """Whether a return date gave this clock its time, and not what its instrument allows."""
    return (
        clock.kind is ClockKind.RESPONSE
        and return_on is not None
        and clock.allowance == _until(return_on, clock.started_at)
    )


def _until(day: date, received_at: datetime) -> timedelta:
    """A date that has passed already is answered at once, and still counted from receipt."""
    return max(end_of_date(day) - received_at, timedelta(hours=1))


def end_of_date(day: date) -> datetime:
    """The instant at which a date ends first anywhere: midnight at UTC+14, less a microsecond."""
    midnight = datetime.combine(day, time.max, tzinfo=UTC)
    return midnight - _FIRST_ZONE


def strictest(clocks: Iterable[ResponseClock]) -> ResponseClock | None:
    """The open clock that is due first; None when all are answered."""
    return min(
        (clock for clock in clocks if clock.answered_at is None),
        key=lambda clock: clock.due_at,
        default=None,
    )


def alarm_percent(clock: ResponseClock, *, now: datetime) -> int:
    """The highest of 0, 50, 75, 90 and 100 that an open clock has reached; 100 is the breach.

    A host clock set back cannot lower an alarm that was told: callers keep the highest seen.
    """
    require_utc(now=now)
    if clock.answered_at is not None:
        return 0
    if now > clock.due_at:
        return ALARM_PERCENTS[-1]
    spent = (now - clock.started_at) * 100
    return max((p for p in ALARM_PERCENTS[:-1] if spent >= clock.allowance * p), default=0)


class ResponseKind(StrEnum):
    """What ends a response clock. An acknowledgement is not among them.

    A withdrawal, or that it came before, ends it without being an answer: measures leave it out.
    """

    DISCLOSURE = "disclosure"
    NIL = "nil"
    REFUSAL = "refusal"
    HOLD_CONFIRMATION = "hold_confirmation"
    ROUTING_LETTER = "routing_letter"
    WITHDRAWN = "withdrawn"  # the issuer took it back: nothing is left to answer
    DUPLICATE = "duplicate"  # answered with the one that it repeats, and the officer is told so
    # A clarification, or the refusal or routing of a part: reported apart, and the clock runs on.
    INCOMPLETE = "incomplete"


# What ends a clock, by name: a kind that is added ends none until somebody says so here.
ANSWERS = frozenset(
    {
        ResponseKind.DISCLOSURE,
        ResponseKind.NIL,
        ResponseKind.REFUSAL,
        ResponseKind.HOLD_CONFIRMATION,
        ResponseKind.ROUTING_LETTER,
        ResponseKind.WITHDRAWN,
        ResponseKind.DUPLICATE,
    }
)
