"""Agencies: registered from an independent directory; a sponsor vouches for the officers."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from plainsight.app.identity.draw_link import Invitation
from plainsight.app.respond.enrol_officer import Registration
from plainsight.app.respond.register_with_sponsor import Sponsor, register_with_sponsor
from plainsight.app.respond.stored import Agency
from plainsight.errors import BadValue, PlainsightError, Refusal
from plainsight.model.role import Role
from plainsight.respond.states import Role as DeskRole
from plainsight.web.asked import Asked
from plainsight.web.console.acting import acting

router = APIRouter()

Text = Annotated[str, Form()]


@router.get("/console/agencies")
def show_agencies(asked: Asked) -> Response:
    """The form, the sponsors there are, and the officers whom packages are sealed to."""
    return _page(asked)


@router.post("/console/agencies")
def register(
    asked: Asked,
    agency_id: Text = "",
    name: Text = "",
    country: Text = "",
    email_domain: Text = "",
    call_back_number: Text = "",
    number_source: Text = "",
    sponsor_name: Text = "",
    sponsor_email: Text = "",
) -> Response:
    """Register an agency and invite its sponsor; the link is shown this once."""
    actor = acting(asked.viewer, DeskRole.INTAKE, DeskRole.VERIFIER, act="registering agencies")
    agency = Agency(
        agency_id=agency_id.strip(),
        name=name.strip(),
        country=country.strip().upper(),
        email_domain=email_domain.strip().lower(),
        call_back_number=call_back_number.strip(),
        number_source=number_source.strip(),
    )
    try:
        registered, invitation = register_with_sponsor(
            asked.records,
            agency,
            Sponsor(name=sponsor_name, email=sponsor_email),
            actor=actor,
            salts=asked.services.salts,
            now=asked.now(),
        )
    except (Refusal, BadValue) as refused:
        return _page(asked, refused=refused)
    return _page(asked, invitation=invitation, registered=registered)


def _page(
    asked: Asked,
    *,
    refused: PlainsightError | None = None,
    invitation: Invitation | None = None,
    registered: Registration | None = None,
) -> Response:
    link = "" if invitation is None else f"{asked.origin}/enrol/{invitation.token}"
    with asked.records.read() as reading:
        registry = reading.desk.registry
        sponsors = [
            (person, registry.agency(person.agency_id), registry.officers(person.agency_id))
            for person in reading.identity.people.all()
            if Role.REQUESTER_SUPERVISOR in person.roles
        ]
    context = {
        "sponsors": sponsors,
        "invitation": invitation,
        "registered": registered,
        "link": link,
    }
    return asked.show("console/agencies.html", context, refused=refused)
