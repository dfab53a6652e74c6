"""The duty roster: kept, shown, and asked who acts now on what has waited."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.standing import require_may_stand, standing
from plainsight.app.respond.stored import Actor
from plainsight.errors import UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.time import format_instant
from plainsight.respond.roster import OnDuty, RosterGap, Shift, on_duty, roster_gaps


def add_shifts(records: Records, shifts: Sequence[Shift], *, actor: Actor, now: datetime) -> int:
    """Put shifts on the roster; the same one twice is one. Returns how many were given.

    Raises BadValue for one that begins with another of the same person's and ends elsewhere, and
    for a person who may not act at that level.
    """
    with records.begin() as unit:
        for shift in shifts:
            require_may_stand(unit, shift)
            unit.desk.roster.add(shift)
        _log(unit, "added", count=len(shifts), actor=actor, now=now)
    return len(shifts)


def remove_shift(records: Records, shift: Shift, *, actor: Actor, now: datetime) -> None:
    """Take a shift out. Raises UnknownId where nobody stands."""
    with records.begin() as unit:
        if not unit.desk.roster.remove(shift):
            raise UnknownId("shift", f"{shift.actor_id} from {format_instant(shift.starts_at)}")
        _log(unit, "removed", count=1, actor=actor, now=now)


class RosterShown(NamedTuple):
    """The roster of some days."""

    shifts: tuple[Shift, ...]
    gaps: tuple[RosterGap, ...]  # every stretch that nobody at level 1 covers
    idle: frozenset[Shift]  # of the shifts, those whose person may not act (any more)


def show_roster(records: Records, *, now: datetime, ahead: timedelta) -> RosterShown:
    """The shifts from now on, and what they leave open."""
    until = now + ahead
    with records.read() as view:
        shifts = view.desk.roster.between(starts_at=now, ends_at=until)
        counted = standing(view, shifts)
    gaps = roster_gaps(counted, starts_at=now, ends_at=until)
    return RosterShown(shifts, gaps, frozenset(shifts) - frozenset(counted))


def who_acts(records: Records, *, waiting_since: datetime, now: datetime) -> OnDuty | None:
    """Who is to pick up what has waited since an instant; None in a gap of the roster."""
    with records.read() as view:
        shifts = view.desk.roster.between(starts_at=now, ends_at=now + timedelta(microseconds=1))
        shifts = standing(view, shifts)
    return on_duty(shifts, waiting_since=waiting_since, now=now)


def bar_retention_admin(records: Records, actor_id: str, *, actor: Actor, now: datetime) -> None:
    """Name somebody who runs deletion jobs: the database lets this person release no hold (I5)."""
    with records.begin() as unit:
        unit.desk.roster.bar_retention_admin(actor_id, at=now)
        _log(unit, "retention admin", count=1, actor=actor, now=now)


def _log(unit: UnitOfWork, act: str, *, count: int, actor: Actor, now: datetime) -> None:
    unit.record(
        Fact(
            tag=AuditTag.ROSTER_CHANGED,
            subject="roster",
            at=now,
            body={"act": act, "count": count},
            personal={"actor_id": actor.actor_id},
        )
    )
