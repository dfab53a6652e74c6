"""Whose shifts count: on a roster of names that nobody checks an emergency waits for no one."""

from collections.abc import Sequence

from plainsight.app.identity.stored import Person
from plainsight.app.ports import Reading
from plainsight.errors import BadValue
from plainsight.model.role import DESK, Role
from plainsight.respond.roster import Shift

PICKS_UP = frozenset({Role.INTAKE})  # level 1; to the others of the desk it is escalated


def standing(view: Reading, shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """Those whose person is still of the staff and may act at their level.

    All of them where no staff is known: an installation without a server knows nobody.
    """
    staff = _staff(view)
    return tuple(s for s in shifts if not staff or not _missing(staff.get(s.actor_id), s.level))


def require_may_stand(view: Reading, shift: Shift) -> None:
    """Raise BadValue for a shift that would cover nothing."""
    staff = _staff(view)
    missing = _missing(staff.get(shift.actor_id), shift.level) if staff else ""
    if missing:
        raise BadValue("person", shift.actor_id, missing)


def _staff(view: Reading) -> dict[str, Person]:
    return {each.person_id: each for each in view.identity.people.all() if not each.agency_id}


def _missing(person: Person | None, level: int) -> str:
    """What stands against somebody's being on duty, in words; nothing where nothing does."""
    if person is None:
        return "nobody of the staff has this id; `plainsight people list` names them"
    if not person.is_active:
        return "may not sign in any more; name somebody who may"
    wanted = PICKS_UP if level == 1 else DESK
    if wanted.isdisjoint(person.roles):
        told = Role.INTAKE.told if level == 1 else "any of the response desk"
        return f"has no duty that may act at level {level}: {told}"
    return ""
