"""The agency registry and enrolled officers: whom a package may be encrypted to."""

from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.respond_ports import Sealer
from plainsight.app.respond_stored import Actor, Agency, Officer
from plainsight.errors import BadValue, UnknownId
from plainsight.model.fact import AuditTag, Fact


def register_agency(records: Records, agency: Agency, *, actor: Actor, now: datetime) -> Agency:
    """Put an agency into the registry, or revise it.

    Raises BadValue without a call-back number and where it was found: a number that came with a
    legal request is no number to call back.
    """
    for name in ("agency_id", "name", "email_domain", "call_back_number", "number_source"):
        if not getattr(agency, name).strip():
            raise BadValue(name, "", "write it as an independent directory has it")
    with records.begin() as unit:
        unit.desk.registry.put_agency(agency)
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
                },
                personal={"actor_id": actor.actor_id},
            )
        )
    return agency


def enrol_officer(
    records: Records, officer: Officer, *, sealer: Sealer, actor: Actor, now: datetime
) -> Officer:
    """Enrol an officer with the key that packages will be encrypted to.

    The key is tried before it is kept. Raises BadValue for a key that is none, for an address
    outside the agency's mail domain, or without somebody of the agency who vouches; UnknownId for
    an agency that is not registered.
    """
    if not officer.vouched_by.strip():
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
