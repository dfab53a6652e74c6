"""Who the officer is: the person signed in, their agency, and whether they are enrolled."""

import json
from dataclasses import dataclass
from datetime import timedelta

from plainsight.app.identity.stored import Person
from plainsight.app.ports import Reading
from plainsight.app.respond.stored import Actor, Agency, Officer, StoredRequest
from plainsight.errors import NotServed, UnknownId
from plainsight.model.fact import AuditTag
from plainsight.model.role import Role
from plainsight.respond.states import Production
from plainsight.respond.states import Role as DeskRole
from plainsight.web.given import WebServices
from plainsight.web.identity.viewer import Viewer

LOOK_BACK = timedelta(days=3650)
_OVER = frozenset(
    {
        Production.REFUSED,
        Production.WITHDRAWN,
        Production.DUPLICATE,
        Production.ACKED,
        Production.CLOSED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerView:
    """The officer as the portal knows them."""

    person: Person
    agency: Agency
    officer: Officer | None  # None until the key is given; withdrawn ones are told so
    sponsor: Person | None  # of the agency, who invited

    @property
    def is_enrolled(self) -> bool:
        """Whether packages are sealed to this person."""
        return self.officer is not None and self.officer.withdrawn_at is None

    @property
    def is_supervisor(self) -> bool:
        """Whether this person oversees the agency's officers, and asks for nothing."""
        return Role.REQUESTER_SUPERVISOR in self.person.roles

    @property
    def actor(self) -> Actor:
        """As the desk's use cases want an officer."""
        return Actor(actor_id=self.person.person_id, role=DeskRole.REQUESTER)


def officer_view(services: WebServices, viewer: Viewer) -> OfficerView:
    """Read it. Raises NotServed for an officer of an agency that nobody registered."""
    with services.records.read() as reading:
        person = reading.identity.people.get(viewer.person_id)
        agency = reading.desk.registry.agency(person.agency_id)
        officer = reading.desk.registry.officer_by_email(person.email)
        sponsor = _sponsor(reading, person)
    if agency is None:
        raise NotServed("the portal for your agency", "ask the response desk to register it")
    return OfficerView(person=person, agency=agency, officer=officer, sponsor=sponsor)


def requests_of(services: WebServices, who: OfficerView) -> tuple[StoredRequest, ...]:
    """The officer's own legal requests; a supervisor sees the agency's.

    Open ones stand first, as the oldest is what an officer waits for; then the latest.
    """
    now = services.clock()
    with services.records.read() as reading:
        found = reading.desk.reports.of_agency(
            who.agency.agency_id, since=now - LOOK_BACK, until=now + timedelta(days=1)
        )
    mine = [each for each in found if who.is_supervisor or is_theirs(each, who)]
    mine.reverse()  # the latest first among equals
    return tuple(sorted(mine, key=lambda each: each.state.production in _OVER))


def request_for(reading: Reading, reference: str, who: OfficerView) -> StoredRequest:
    """One of theirs. Raises UnknownId, also for one that is somebody else's."""
    stored = reading.desk.requests.get(reference)
    is_agencys = stored.request.requester.agency_id == who.agency.agency_id
    if not is_agencys or not (who.is_supervisor or is_theirs(stored, who)):
        raise UnknownId("legal request", reference)
    return stored


def is_theirs(stored: StoredRequest, who: OfficerView) -> bool:
    """Whether the officer sent it."""
    return stored.request.requester.email.lower() == who.person.email


def _sponsor(reading: Reading, person: Person) -> Person | None:
    """Who invited them, when that was a supervisor of the same agency: the log knows."""
    for entry in reading.audit.about(person.person_id, tag=AuditTag.PERSON_INVITED.value):
        inviter = str(json.loads(entry.canonical).get("body", {}).get("by", ""))
        try:
            found = reading.identity.people.get(inviter)
        except UnknownId:
            continue
        if found.agency_id == person.agency_id and Role.REQUESTER_SUPERVISOR in found.roles:
            return found
    return None
