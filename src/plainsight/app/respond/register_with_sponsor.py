"""Register an agency and invite its sponsor: both or neither."""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.identity.draw_link import Invitation
from plainsight.app.identity.invite_person import invite_within
from plainsight.app.ports import Records, Salts
from plainsight.app.respond.enrol_officer import Registration, register_within
from plainsight.app.respond.stored import Actor, Agency
from plainsight.errors import BadValue
from plainsight.model.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """Who will vouch for the agency's officers; empty where an entry is only corrected."""

    name: str
    email: str

    @property
    def is_named(self) -> bool:
        """Whether anything of them was given."""
        return bool(self.name.strip() or self.email.strip())


def register_with_sponsor(
    records: Records, agency: Agency, sponsor: Sponsor, *, actor: Actor, salts: Salts, now: datetime
) -> tuple[Registration, Invitation | None]:
    """Put an agency into the registry and draw a link for its sponsor.

    A known agency may be corrected without one. Raises BadValue for a field of either.
    """
    with records.begin() as unit:
        registered = register_within(unit, agency, actor=actor, now=now)
        if registered.is_revision and not sponsor.is_named:
            return registered, None
        domain = registered.agency.email_domain
        if sponsor.email.strip().rpartition("@")[2].lower() != domain:
            raise BadValue("sponsor_email", sponsor.email, f"use one at {domain}")
        invitation = invite_within(
            unit,
            name=sponsor.name,
            email=sponsor.email,
            roles=[Role.REQUESTER_SUPERVISOR],
            by=actor.actor_id,
            salts=salts,
            now=now,
            agency_id=registered.agency.agency_id,
        )
    return registered, invitation
