"""Whom the demo's console lets a reader be."""

from datetime import datetime
from typing import NamedTuple

from plainsight.app.identity.stored import Person
from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.stored import Agency
from plainsight.errors import OthersRecords
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role

BUREAU = Agency(
    agency_id="demo-agency",
    name="Example Bureau of Investigation",
    country="US",
    email_domain="demo.example",
    call_back_number="+1 202 555 0100",
    number_source="state directory, printed edition",
)


class _Persona(NamedTuple):
    name: str
    roles: tuple[Role, ...]
    department: str = ""
    agency_id: str = ""


PERSONAS = {
    "analyst": _Persona("Ana Analyst", (Role.ANALYST,), "review"),
    "second-analyst": _Persona(
        "Sam Second", (Role.SENIOR_ANALYST, Role.FILING_OFFICER, Role.REVIEW_QUALITY), "review"
    ),
    "quality": _Persona("Quin Quality", (Role.REVIEW_QUALITY,), "quality"),
    "desk": _Persona(
        "Dana Desk",
        (Role.INTAKE, Role.COLLECTOR, Role.HOLD_CUSTODIAN, Role.CROSS_BORDER),
        "response",
    ),
    "second-desk": _Persona("Vic Verifier", (Role.VERIFIER, Role.QUALITY), "response"),
    # Who grants a scope does not approve it, so that the two are two people here as well.
    "counsel": _Persona("Cleo Counsel", (Role.COUNSEL,), "legal"),
    "desk-lead": _Persona("Lee Lead", (Role.APPROVER,), "response"),
    "second-lead": _Persona("Pat Privacy", (Role.APPROVER, Role.PROTECTION_OFFICER), "privacy"),
    "officer": _Persona("Olu Officer", (Role.REQUESTER,), "", "demo-agency"),
    "sponsor": _Persona("Sue Sponsor", (Role.REQUESTER_SUPERVISOR,), "", "demo-agency"),
    "overseer": _Persona("Oda Overseer", (Role.AUDITOR,)),
    "operator": _Persona("Ope Operator", (Role.ADMIN,)),
}


def require_demo(records: Records) -> None:
    """Raise OthersRecords where people of a desk sign in: whoever comes would act among them."""
    known = _known(records)
    if known and known.isdisjoint(map(persona_id, PERSONAS)):
        mend = "name others with --records, such as sqlite:///demo.db"
        raise OthersRecords("a desk's, with people who sign in", mend)


def require_desk(records: Records) -> None:
    """Raise OthersRecords where a demo was served: its people, one an administrator, hold roles."""
    if not _known(records).isdisjoint(map(persona_id, PERSONAS)):
        mend = "add --demo, or begin a desk on others: --records sqlite:///desk.db"
        raise OthersRecords("a demo's, in which anybody could act", mend)


def _known(records: Records) -> set[str]:
    with records.read() as view:
        return {person.person_id for person in view.identity.people.all()}


def ensure_personas(records: Records, *, now: datetime) -> None:
    """Store the personas that are missing, so that what they do has somebody behind it."""
    with records.begin() as unit:
        known = {person.person_id for person in unit.identity.people.all()}
        for key, persona in PERSONAS.items():
            if persona_id(key) not in known:
                unit.identity.people.add(_person(key, persona, now))
        if persona_id("officer") not in known:
            _vouch(unit, now)


def persona_id(key: str) -> str:
    """The person's id behind a persona."""
    return f"demo-{key}"


def _vouch(unit: UnitOfWork, now: datetime) -> None:
    """The officer's agency, and the sponsor's word for the officer: without it nobody enrols."""
    unit.desk.registry.put_agency(BUREAU)
    unit.record(
        Fact(
            tag=AuditTag.PERSON_INVITED,
            subject=persona_id("officer"),
            at=now,
            body={"by": persona_id("sponsor"), "roles": [Role.REQUESTER.value]},
        )
    )


def _person(key: str, persona: _Persona, now: datetime) -> Person:
    return Person(
        person_id=persona_id(key),
        name=persona.name,
        email=f"{key}@demo.example",
        roles=persona.roles,
        department=persona.department,
        agency_id=persona.agency_id,
        created_at=now,
    )
