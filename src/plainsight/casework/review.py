"""The review of one alert: one table of moves, and the one place that makes them.

An alert that is held, or sleeps, comes back by itself when its lease or its snooze ends; no
scheduler has to run for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from plainsight.casework.decision import Outcome
from plainsight.casework.priority import Risk
from plainsight.errors import AlertTaken, BadValue, IllegalMove, NotYourAlert, SamePerson
from plainsight.model.time import format_instant, require_utc


class Stand(StrEnum):
    """Where a review stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    DECIDED = "decided"


class Look(StrEnum):
    """Why a person is to look at it. People in the queue are not told FIRST from BLIND."""

    FIRST = "first"
    BLIND = "blind"  # a second person, who does not know that there was a first
    SECOND = "second"  # another person was asked for
    SETTLING = "settling"  # two disagreed


class Command(StrEnum):
    """What can be done with a review."""

    TAKE = "take"
    RELEASE = "release"
    SNOOZE = "snooze"
    SKIP = "skip"
    ESCALATE = "escalate"
    DECIDE = "decide"
    REOPEN = "reopen"
    ABSORB = "absorb"  # its campaign became part of another's


# (stand, command) -> stand. What is not here is refused and changes nothing.
MOVES: Mapping[tuple[Stand, Command], Stand] = {
    (Stand.WAITING, Command.TAKE): Stand.TAKEN,
    (Stand.SNOOZED, Command.TAKE): Stand.TAKEN,  # whose it is may wake it early
    (Stand.TAKEN, Command.TAKE): Stand.TAKEN,  # its holder renews the lease
    (Stand.TAKEN, Command.RELEASE): Stand.WAITING,
    (Stand.TAKEN, Command.SNOOZE): Stand.SNOOZED,
    (Stand.TAKEN, Command.SKIP): Stand.WAITING,
    (Stand.TAKEN, Command.ESCALATE): Stand.WAITING,
    (Stand.TAKEN, Command.DECIDE): Stand.DECIDED,
    (Stand.DECIDED, Command.REOPEN): Stand.WAITING,
    (Stand.WAITING, Command.ABSORB): Stand.DECIDED,  # by nobody: no outcome stands
    (Stand.SNOOZED, Command.ABSORB): Stand.DECIDED,
}

# Looks that only somebody with the act LOOK_SECOND may take.
SENIOR_LOOKS = frozenset({Look.SECOND, Look.SETTLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One alert as the queue keeps it."""

    alert_id: str
    alert_version: int
    kind: str
    title: str = ""  # the strongest finding, in words
    typology_ids: tuple[str, ...]
    risk: Risk
    raised_at: datetime
    due_at: datetime
    deadline_at: datetime | None = None
    stand: Stand = Stand.WAITING
    look: Look = Look.FIRST
    round: int = 1
    holder_id: str | None = None
    taken_at: datetime | None = None
    available_at: datetime  # held or asleep until then
    assigned_to: str | None = None
    asked_by: str | None = None
    barred: frozenset[str] = frozenset()  # who may not take it: they decided it, or asked
    outcome: Outcome | None = None  # the one that stands

    def __post_init__(self) -> None:
        require_utc(raised_at=self.raised_at, due_at=self.due_at, available_at=self.available_at)

    def stand_at(self, now: datetime) -> Stand:
        """Where it stands at `now`: leases and snoozes that ended have ended."""
        is_away = self.stand in (Stand.TAKEN, Stand.SNOOZED)
        return Stand.WAITING if is_away and self.available_at <= now else self.stand

    def is_held_by(self, staff_id: str, *, now: datetime) -> bool:
        """Is it in this person's hands?"""
        return self.stand_at(now) is Stand.TAKEN and self.holder_id == staff_id


def take(review: Review, *, staff_id: str, now: datetime, lease: timedelta) -> Review:
    """Put it into a person's hands for the length of a lease; its holder renews it so.

    Raises AlertTaken while another person holds it or it is assigned to another, SamePerson for
    who may not look again.
    """
    if review.stand_at(now) is Stand.TAKEN and review.holder_id != staff_id:
        raise AlertTaken(review.alert_id, format_instant(review.available_at))
    if review.assigned_to not in (None, staff_id):
        raise AlertTaken(review.alert_id, "it is assigned anew")
    if staff_id in review.barred:
        raise SamePerson("second look", "first look")
    return replace(
        _moved(review, Command.TAKE, now=now),
        holder_id=staff_id,
        taken_at=now,
        available_at=now + lease,
    )


def release(review: Review, *, staff_id: str, now: datetime) -> Review:
    """Give it back."""
    _require_held(review, Command.RELEASE, staff_id=staff_id, now=now)
    return _freed(_moved(review, Command.RELEASE, now=now), now=now)


def skip(review: Review, *, staff_id: str, now: datetime) -> Review:
    """Give it back unread; the log of skips says why, and it is not offered again soon."""
    _require_held(review, Command.SKIP, staff_id=staff_id, now=now)
    freed = _freed(_moved(review, Command.SKIP, now=now), now=now)
    return replace(freed, assigned_to=None) if review.assigned_to == staff_id else freed


def snooze(
    review: Review, *, staff_id: str, now: datetime, until: datetime, snooze_max: timedelta
) -> Review:
    """Let it sleep until an instant; it wakes by itself and comes back to the same person."""
    require_utc(until=until)
    _require_held(review, Command.SNOOZE, staff_id=staff_id, now=now)
    if not now < until <= now + snooze_max:
        raise BadValue("until", format_instant(until), f"later than now, within {snooze_max}")
    freed = _freed(_moved(review, Command.SNOOZE, now=now), now=now)
    return replace(freed, available_at=until, assigned_to=staff_id)


def escalate(review: Review, *, staff_id: str, now: datetime) -> Review:
    """Ask another person to look; the one who asks may not take it again."""
    _require_held(review, Command.ESCALATE, staff_id=staff_id, now=now)
    # Two who disagreed need a third: asking a second time does not make the look a lesser one.
    look = Look.SETTLING if review.look is Look.SETTLING else Look.SECOND
    return replace(
        _freed(_moved(review, Command.ESCALATE, now=now), now=now),
        look=look,
        asked_by=staff_id,
        assigned_to=None,
        barred=review.barred | {staff_id},
    )


def assign(review: Review, *, to: str | None, now: datetime) -> Review:
    """Say whose it is; only they are offered it. Nobody is handed what another holds."""
    if review.stand_at(now) is Stand.DECIDED:
        raise IllegalMove("assign", "review", review.stand.value)
    if review.stand_at(now) is Stand.TAKEN and review.holder_id != to:
        raise AlertTaken(review.alert_id, format_instant(review.available_at))
    if to is not None and to in review.barred:
        raise SamePerson("second look", "first look")
    return replace(review, assigned_to=to)


def decide(
    review: Review, outcome: Outcome, *, staff_id: str, now: datetime, is_sampled: bool
) -> Review:
    """Take a decision. What stands afterwards:

    - the first decision stands at once, and a sampled one goes back blind to a second person;
    - a blind one that agrees ends it; one that disagrees sends it to a third, whose word stands;
    - the answer to a second look stands.
    """
    _require_held(review, Command.DECIDE, staff_id=staff_id, now=now)
    decided = _moved(review, Command.DECIDE, now=now)
    if staff_id in review.barred:
        raise SamePerson("decision", "earlier decision")
    freed = replace(_freed(decided, now=now), assigned_to=None, barred=review.barred | {staff_id})
    if review.look is Look.FIRST and is_sampled:
        return replace(freed, outcome=outcome, stand=Stand.WAITING, look=Look.BLIND)
    if review.look is Look.BLIND and outcome is not review.outcome:
        return replace(freed, stand=Stand.WAITING, look=Look.SETTLING)
    if review.look is Look.BLIND:
        return freed
    return replace(freed, outcome=outcome)


def reopen(review: Review, *, now: datetime) -> Review:
    """Open it again, for anybody: it grew, or an appeal succeeded."""
    return replace(
        _freed(_moved(review, Command.REOPEN, now=now), now=now),
        round=review.round + 1,
        look=Look.FIRST,
        asked_by=None,
        barred=frozenset(),
        outcome=None,
    )


def absorb(review: Review, *, now: datetime) -> Review:
    """Take it out of the queue undecided: what it is about awaits a person in another alert."""
    moved = _moved(review, Command.ABSORB, now=now)
    return replace(_freed(moved, now=now), assigned_to=None, outcome=None)


def as_shown(review: Review, *, to: str, now: datetime) -> Review:
    """The review as a person may see it: nobody can tell a blind look from a first one.

    To who gave the first answer it looks decided; to everybody else it looks fresh.
    """
    if review.look is not Look.BLIND or review.stand is Stand.DECIDED:
        return replace(review, barred=review.barred & {to})
    if to in review.barred:
        return replace(
            review,
            stand=Stand.DECIDED,
            look=Look.FIRST,
            holder_id=None,
            taken_at=None,
            available_at=min(review.available_at, now),
            assigned_to=None,
            barred=frozenset({to}),
        )
    return replace(review, look=Look.FIRST, outcome=None, barred=frozenset())


def _moved(review: Review, command: Command, *, now: datetime) -> Review:
    require_utc(now=now)
    stand = review.stand_at(now)
    if (stand, command) not in MOVES:
        raise IllegalMove(command.value, "review", stand.value)
    return replace(review, stand=MOVES[stand, command])


def _require_held(review: Review, command: Command, *, staff_id: str, now: datetime) -> None:
    if review.stand_at(now) is not Stand.TAKEN:
        raise IllegalMove(command.value, "review", review.stand_at(now).value)
    if review.holder_id != staff_id:
        raise NotYourAlert(review.alert_id, command.value)


def _freed(review: Review, *, now: datetime) -> Review:
    return replace(review, holder_id=None, taken_at=None, available_at=now)
