"""The agency registry and enrolled officers: whom a package may be encrypted to."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.ports import Sealer
from plainsight.app.respond.stored import Actor, Agency, Officer
from plainsight.errors import BadValue, UnknownId
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.person_id import seen

DIGITS_MIN, DIGITS_MAX = 7, 20  # E.164 allows 15; an extension may follow
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """An agency as it stands in the registry now, and what of it is other than before."""

    agency: Agency
    is_revision: bool
    changed: tuple[str, ...] = ()  # names of fields


def register_agency(
    records: Records, agency: Agency, *, actor: Actor, now: datetime, lifts_mark: bool = False
) -> Registration:
    """Put an agency into the registry, or revise it; a mark of compromise stays until lifted.

    Both numbers of a revision enter the log as commitments, with who gave the new one. Raises
    BadValue for a field that cannot be, and without a call-back number and where it was found: a
    number that came with a legal request is no number to call back.
    """
    with records.begin() as unit:
        return register_within(unit, agency, actor=actor, now=now, lifts_mark=lifts_mark)


def register_within(
    unit: UnitOfWork, agency: Agency, *, actor: Actor, now: datetime, lifts_mark: bool = False
) -> Registration:
    """`register_agency` in a unit of work that does more."""
    agency = _checked(agency)
    before = unit.desk.registry.agency(agency.agency_id)
    if before is not None and before.is_compromised and not lifts_mark:
        agency = replace(agency, is_compromised=True)
    changed = () if before is None else _changed(before, agency)
    unit.desk.registry.put_agency(agency)
    numbers = {"call_back_number": agency.call_back_number}
    if before is not None:
        numbers["call_back_number_before"] = before.call_back_number
    unit.record(
        Fact(
            tag=AuditTag.AGENCY_REGISTERED,
            subject=agency.agency_id,
            at=now,
            body={
                "country": agency.country,
                "email_domain": agency.email_domain,
                "number_source": agency.number_source,
                "is_compromised": agency.is_compromised,
                "is_revision": before is not None,
                "changed": list(changed),
            },
            personal={"actor_id": actor.actor_id, **numbers},
        )
    )
    return Registration(agency=agency, is_revision=before is not None, changed=changed)


def enrol_officer(
    records: Records, officer: Officer, *, sealer: Sealer, actor: Actor, now: datetime
) -> Officer:
    """Enrol an officer with the key that packages will be encrypted to.

    The key is tried before it is kept. Raises BadValue for a key that is none, for an address
    outside the agency's mail domain, or without somebody of the agency who vouches; UnknownId for
    an agency that is not registered; BadValue for an id or an address that is enrolled already.
    """
    if not seen(officer.officer_id):
        raise BadValue("officer_id", officer.officer_id, "give the officer an id")
    if not seen(officer.vouched_by):
        raise BadValue("vouched_by", "", "name the agency's administrator who vouches")
    sealer.seal(b"", recipient_key=officer.recipient_key)
    with records.begin() as unit:
        agency = unit.desk.registry.agency(officer.agency_id)
        if agency is None:
            raise UnknownId("agency", officer.agency_id)
        domain = officer.email.rpartition("@")[2].lower()
        if domain != agency.email_domain.lower():
            raise BadValue("email", domain, f"the agency's mail domain is {agency.email_domain}")
        unit.desk.registry.enrol(officer)
        unit.record(
            Fact(
                tag=AuditTag.OFFICER_ENROLLED,
                subject=officer.agency_id,
                at=now,
                personal={"officer_id": officer.officer_id, "actor_id": actor.actor_id},
            )
        )
    return officer


def _checked(agency: Agency) -> Agency:
    for name in ("agency_id", "name", "email_domain", "call_back_number", "number_source"):
        if not seen(getattr(agency, name)):
            raise BadValue(
                name, getattr(agency, name), "write it as an independent directory has it"
            )
    country, domain = agency.country.strip().upper(), agency.email_domain.strip().lower()
    if not _COUNTRY.fullmatch(country):
        raise BadValue("country", agency.country, "two letters, as in US")
    if not _DOMAIN.fullmatch(domain):
        raise BadValue("email_domain", agency.email_domain, "a domain, as in doj.example.gov")
    digits = sum(character.isdigit() for character in agency.call_back_number)
    if not DIGITS_MIN <= digits <= DIGITS_MAX:
        raise BadValue(
            "call_back_number", agency.call_back_number, "a whole number, as in +1 603 555 0100"
        )
    return replace(agency, agency_id=seen(agency.agency_id), country=country, email_domain=domain)


def _changed(before: Agency, after: Agency) -> tuple[str, ...]:
    names = [each.name for each in fields(Agency)]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
