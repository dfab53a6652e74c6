"""An enrolled officer's key is changed, or the officer withdrawn: who lost a key, who has left."""

import hashlib
from datetime import datetime

from plainsight.app.identity.stored import Person
from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.ports import Sealer
from plainsight.app.respond.stored import Actor, Officer, OfficerChange
from plainsight.errors import BadValue, SamePerson
from plainsight.model.fact import AuditTag, Fact

PUT_OUT = "may sign in no more"


def change_officer_key(
    records: Records,
    officer_id: str,
    recipient_key: str,
    called: str,
    *,
    sealer: Sealer,
    actor: Actor,
    second: Actor,
    now: datetime,
) -> Officer:
    """Seal to another key from here on; `called` says whom of the agency you called about it.

    The enrolment begins anew, and with it the 72 hours of gate G1: whoever talks the desk into a
    key of their own must not read the next package. A withdrawn officer is enrolled again so.
    Raises UnknownId, SamePerson, and BadValue without words or for a key that is none or the same.
    """
    require_words(called)
    if actor.actor_id == second.actor_id:
        raise SamePerson("who changes an officer's key", "who agrees to it")
    sealer.seal(b"", recipient_key=recipient_key)
    with records.begin() as unit:
        before = unit.desk.registry.officer(officer_id)
        if before.withdrawn_at is None and before.recipient_key == recipient_key:
            raise BadValue("recipient_key", "(not shown)", "this is the officer's key already")
        change = OfficerChange(
            officer_id=officer_id,
            at=now,
            recipient_key=recipient_key,
            changed_by=actor.actor_id,
            agreed_by=second.actor_id,
            why=called,
        )
        unit.desk.registry.change(change)
        unit.record(_fact(AuditTag.OFFICER_KEY_CHANGED, before, change))
        return unit.desk.registry.officer(officer_id)


def withdraw_officer(
    records: Records, officer_id: str, why: str, *, actor: Actor, now: datetime
) -> Officer:
    """Seal nothing to this officer any more, at once: one person is enough to stop, two to go on.

    Raises UnknownId, and BadValue without words or when it was done.
    """
    require_words(why)
    with records.begin() as unit:
        before = unit.desk.registry.officer(officer_id)
        if before.withdrawn_at is not None:
            raise BadValue("officer_id", officer_id, "withdrawn already")
        change = OfficerChange(officer_id=officer_id, at=now, changed_by=actor.actor_id, why=why)
        unit.desk.registry.change(change)
        unit.record(_fact(AuditTag.OFFICER_WITHDRAWN, before, change))
        return unit.desk.registry.officer(officer_id)


def end_enrolment(unit: UnitOfWork, person: Person, *, by: str, now: datetime) -> None:
    """Who may no longer sign in for an agency is sealed nothing, from the same moment."""
    officer = unit.desk.registry.officer_by_email(person.email)
    if officer is None or officer.withdrawn_at is not None:
        return
    change = OfficerChange(officer_id=officer.officer_id, at=now, changed_by=by, why=PUT_OUT)
    unit.desk.registry.change(change)
    unit.record(_fact(AuditTag.OFFICER_WITHDRAWN, officer, change))


def _fact(tag: AuditTag, before: Officer, change: OfficerChange) -> Fact:
    personal = {
        "officer_id": change.officer_id,
        "actor_id": change.changed_by,
        "why": change.why,
        "key_before": hashlib.sha256(before.recipient_key.encode()).hexdigest(),
    }
    if change.agreed_by is not None and change.recipient_key is not None:
        personal["agreed_by"] = change.agreed_by
        personal["key"] = hashlib.sha256(change.recipient_key.encode()).hexdigest()
    return Fact(tag=tag, subject=before.agency_id, at=change.at, personal=personal)
