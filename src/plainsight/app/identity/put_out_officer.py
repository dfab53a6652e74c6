"""An officer has left: whoever vouched for them says so, and it holds at once."""

from datetime import datetime

from plainsight.app.identity.invite_person import change_person
from plainsight.app.identity.stored import Person
from plainsight.app.ports import Records
from plainsight.errors import BadValue, UnknownId
from plainsight.model.role import Role


def put_out_officer(records: Records, person_id: str, *, sponsor: Person, now: datetime) -> Person:
    """Let an officer of the sponsor's agency in no more: no sign-in, and nothing sealed to them.

    Raises UnknownId for whoever is no officer of that agency, and BadValue when it was done.
    """
    with records.read() as reading:
        person = reading.identity.people.get(person_id)
    if person.agency_id != sponsor.agency_id or Role.REQUESTER not in person.roles:
        raise UnknownId("officer", person_id)
    if not person.is_active:
        raise BadValue("person_id", person_id, "may sign in no more already")
    return change_person(
        records, person_id, roles=person.roles, is_active=False, by=sponsor.person_id, now=now
    )
