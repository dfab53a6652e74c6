"""Agencies: registered from an independent directory; a sponsor vouches for the officers."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from plainsight.app.draw_link import Invitation
from plainsight.app.enrol_officer import Registration, register_agency
from plainsight.app.invite_person import invite_person
from plainsight.app.respond_stored import Agency
from plainsight.errors import BadValue, PlainsightError, Refusal
from plainsight.model.role import Role
from plainsight.respond.states import Role as DeskRole
from plainsight.web.answers import status_of
from plainsight.web.console.acting import acting
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.pages import render

router = APIRouter()

Text = Annotated[str, Form()]


@router.get("/console/agencies")
def show_agencies(request: Request, services: Services) -> Response:
    """The form, and the sponsors there are."""
    return _page(request, services)


@router.post("/console/agencies")
def register(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
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
    actor = acting(viewer, DeskRole.INTAKE, DeskRole.VERIFIER, act="registering agencies")
    agency = Agency(
        agency_id=agency_id.strip(),
        name=name.strip(),
        country=country.strip().upper(),
        email_domain=email_domain.strip().lower(),
        call_back_number=call_back_number.strip(),
        number_source=number_source.strip(),
    )
    try:
        if sponsor_email.strip().rpartition("@")[2].lower() != agency.email_domain:
            raise BadValue("sponsor_email", sponsor_email, f"use one at {agency.email_domain}")
        registered = register_agency(services.records, agency, actor=actor, now=services.clock())
        invitation = invite_person(
            services.records,
            name=sponsor_name,
            email=sponsor_email,
            roles=[Role.REQUESTER_SUPERVISOR],
            by=viewer.person_id,
            salts=services.salts,
            now=services.clock(),
            agency_id=agency.agency_id,
        )
    except (Refusal, BadValue) as refused:
        return _page(request, services, refused=refused)
    return _page(request, services, invitation=invitation, registered=registered)


def _page(
    request: Request,
    services: WebServices,
    *,
    refused: PlainsightError | None = None,
    invitation: Invitation | None = None,
    registered: Registration | None = None,
) -> Response:
    link = "" if invitation is None else f"{services.settings.origin}/enrol/{invitation.token}"
    with services.records.read() as reading:
        sponsors = [
            (person, reading.desk.registry.agency(person.agency_id))
            for person in reading.identity.people.all()
            if Role.REQUESTER_SUPERVISOR in person.roles
        ]
    context = {
        "sponsors": sponsors,
        "refused": refused,
        "invitation": invitation,
        "registered": registered,
        "link": link,
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "console/agencies.html", context, status_code=status)
