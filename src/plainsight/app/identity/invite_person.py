"""Invite a person: stored with roles, and given a link for the first credential. No passwords."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from plainsight.app.identity.draw_link import Invitation, draw_link, renew_link
from plainsight.app.identity.stored import BOOTSTRAP, Person
from plainsight.app.ports import Records, Salts, UnitOfWork
from plainsight.app.respond.change_officer import end_enrolment
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role

FIELD_CHARS_MAX = 200


def invite_person(
    records: Records,
    *,
    name: str,
    email: str,
    roles: Iterable[Role],
    by: str,
    salts: Salts,
    now: datetime,
    department: str = "",
    agency_id: str = "",
) -> Invitation:
    """Store a person and draw a link. Raises BadValue for a field that cannot be, or is taken."""
    with records.begin() as unit:
        return invite_within(
            unit,
            name=name,
            email=email,
            roles=roles,
            by=by,
            salts=salts,
            now=now,
            department=department,
            agency_id=agency_id,
        )


def invite_within(
    unit: UnitOfWork,
    *,
    name: str,
    email: str,
    roles: Iterable[Role],
    by: str,
    salts: Salts,
    now: datetime,
    department: str = "",
    agency_id: str = "",
) -> Invitation:
    """`invite_person` in a unit of work that does more."""
    roles = tuple(roles)
    outsiders = {Role.REQUESTER, Role.REQUESTER_SUPERVISOR}.intersection(roles)
    if outsiders and not agency_id:
        mend = "a sponsor is invited with the agency, at the registry; officers by their sponsor"
        raise BadValue("roles", sorted(outsiders), mend)
    person = Person(
        person_id=unit.new_id("pe"),
        name=name.strip(),
        email=email.strip().lower(),
        roles=_checked(name, email, roles),
        department=department.strip(),
        agency_id=agency_id,
        created_at=now,
    )
    unit.identity.people.add(person)
    unit.record(_fact(AuditTag.PERSON_INVITED, person, by=by, now=now))
    return draw_link(unit, person, by=by, salts=salts, now=now)


def ensure_admin(records: Records, *, salts: Salts, now: datetime) -> Invitation | None:
    """A link for the first administrator, while nobody can sign in as one; else None."""
    with records.read() as view:
        people = view.identity.people
        admins = [one for one in people.all() if Role.ADMIN in one.roles and one.is_active]
        if any(one.subject or people.passkeys(one.person_id) for one in admins):
            return None
    if admins:
        return renew_link(records, admins[0].person_id, by=BOOTSTRAP, salts=salts, now=now)
    return invite_person(
        records,
        name="First administrator",
        email="admin@localhost",
        roles=[Role.ADMIN],
        by=BOOTSTRAP,
        salts=salts,
        now=now,
    )


def change_person(
    records: Records,
    person_id: str,
    *,
    roles: Iterable[Role],
    is_active: bool,
    by: str,
    now: datetime,
) -> Person:
    """Give other roles, or take all away; open sessions end at once. Raises UnknownId, BadValue.

    An agency's person who may sign in no more is no enrolled officer either.
    """
    with records.begin() as unit:
        before = unit.identity.people.get(person_id)
        checked = _checked(before.name, before.email, tuple(roles))
        if Role.ADMIN in checked and Role.ADMIN not in before.roles:
            # Else one administrator could make the second person whom a link waits for.
            mend = "an administrator is invited as one, and a second person confirms the link"
            raise BadValue("roles", sorted(checked), mend)
        after = replace(before, roles=checked, is_active=is_active)
        unit.identity.people.save(after, at=now)
        unit.identity.sign_ins.end_all(person_id)
        unit.record(_fact(AuditTag.PERSON_CHANGED, after, by=by, now=now))
        if after.agency_id and not (is_active and Role.REQUESTER in checked):
            end_enrolment(unit, after, by=by, now=now)
    return after


def _checked(name: str, email: str, roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if not name.strip() or not name.isprintable() or len(name) > FIELD_CHARS_MAX:
        raise BadValue("name", name, f"write a name of at most {FIELD_CHARS_MAX} characters")
    local, at, domain = email.strip().partition("@")
    if not (local and at and domain) or not email.isprintable() or len(email) > FIELD_CHARS_MAX:
        raise BadValue("email", email, "write an address such as ana@platform.example")
    if not roles or Role.SYSTEM in roles:
        raise BadValue("roles", [str(role) for role in roles], "give at least one role of a person")
    if Role.ADMIN in roles and len(roles) > 1:
        raise BadValue("roles", sorted(roles), "an administrator has no other role: sees no case")
    return tuple(sorted(set(roles)))


def _fact(tag: AuditTag, person: Person, *, by: str, now: datetime) -> Fact:
    return Fact(
        tag=tag,
        subject=person.person_id,
        at=now,
        body={
            "by": by,
            "roles": [role.value for role in person.roles],
            "is_active": person.is_active,
            "department": person.department,
        },
        personal={"name": person.name, "email": person.email},
    )
