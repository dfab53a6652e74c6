"""Take a passkey away, lost or stolen: from here it signs nobody in, and what it began is over."""

from datetime import datetime

from plainsight.app.identity.stored import Passkey, Person
from plainsight.app.ports import Reading, Records
from plainsight.errors import BadValue, UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Role


def withdraw_passkey(
    records: Records, credential_id: str, *, by: str, now: datetime, whose: str | None = None
) -> Passkey:
    """Take one away and end the sessions that it began.

    `whose`, where given, is whom it must belong to. Raises UnknownId for one that is unknown or
    away already; BadValue for one's own last way to sign in, and for the last administrator's.
    """
    with records.begin() as unit:
        people = unit.identity.people
        passkey = people.passkey(credential_id)
        if passkey is None or whose not in (None, passkey.person_id):
            raise UnknownId("passkey", credential_id)
        _require_way_in(unit, passkey, by=by)
        if not people.withdraw_passkey(credential_id, by=by, at=now):
            raise UnknownId("passkey", credential_id)
        unit.identity.sign_ins.end_begun_with(passkey.person_id, credential_id)
        why = "owner" if by == passkey.person_id else "administrator"
        unit.record(told_withdrawn(passkey, by=by, why=why, now=now))
    return passkey


def told_withdrawn(passkey: Passkey, *, by: str, why: str, now: datetime) -> Fact:
    """What the log says of a passkey that was taken away."""
    body: dict[str, JsonValue] = {
        "by": by,
        "kind": "passkey",
        "credential_id": passkey.credential_id,
        "why": why,
    }
    return Fact(tag=AuditTag.CREDENTIAL_WITHDRAWN, subject=passkey.person_id, at=now, body=body)


def told_unbound(person: Person, *, by: str, confirmed_by: str | None, now: datetime) -> Fact:
    """What the log says of an account at the identity provider that a new link unbinds."""
    return Fact(
        tag=AuditTag.CREDENTIAL_WITHDRAWN,
        subject=person.person_id,
        at=now,
        body={"by": by, "confirmed_by": confirmed_by, "kind": "oidc", "why": "new link"},
        personal={"subject": person.subject or ""},
    )


def _require_way_in(view: Reading, passkey: Passkey, *, by: str) -> None:
    people = view.identity.people
    person = people.get(passkey.person_id)
    if person.subject is not None or len(people.passkeys(person.person_id)) > 1:
        return
    if by == person.person_id:
        mend = "it is your last way to sign in: add another passkey first"
        raise BadValue("credential_id", passkey.credential_id, mend)
    others = (
        one
        for one in people.all()
        if one.is_active and Role.ADMIN in one.roles and one.person_id != person.person_id
    )
    if Role.ADMIN in person.roles and not any(
        one.subject is not None or people.passkeys(one.person_id) for one in others
    ):
        mend = "nobody else could administer: draw a new link, which takes it away once used"
        raise BadValue("credential_id", passkey.credential_id, mend)
