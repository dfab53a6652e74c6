"""The portal's first page, and enrolment: the key that packages are sealed to, and the sponsor."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.draw_link import Invitation
from plainsight.app.enrol_officer import enrol_officer
from plainsight.app.invite_person import invite_person
from plainsight.app.respond_stored import Officer
from plainsight.errors import BadValue, NotServed, PlainsightError, Refusal
from plainsight.model.role import Role
from plainsight.web.answers import status_of
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer
from plainsight.web.pages import render
from plainsight.web.parts.clock_view import clock_view
from plainsight.web.portal.officer import OfficerView, officer_view, requests_of

router = APIRouter()


@router.get("/portal")
def home(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """The officer's legal requests, and what is left of the enrolment."""
    return _page(request, services, viewer)


@router.post("/portal/key")
def give_key(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    recipient_key: Annotated[str, Form()] = "",
) -> Response:
    """Finish enrolment: the key is tried before it is kept."""
    who = officer_view(services, viewer)
    try:
        _enrol(services, who, recipient_key.strip())
    except (Refusal, BadValue) as refused:
        return _page(request, services, viewer, refused=refused)
    return RedirectResponse("/portal?done=enrolled", status_code=303)


@router.get("/portal/officers")
def officers(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """The agency's officers, for whoever vouches for them."""
    return _officers_page(request, services, viewer)


@router.post("/portal/officers")
def invite(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
) -> Response:
    """Vouch for an officer: the link is shown this once."""
    who = officer_view(services, viewer)
    try:
        domain = email.strip().rpartition("@")[2].lower()
        if domain != who.agency.email_domain.lower():
            raise BadValue("email", domain, f"use an address at {who.agency.email_domain}")
        invitation = invite_person(
            services.records,
            name=name,
            email=email,
            roles=[Role.REQUESTER],
            by=viewer.person_id,
            salts=services.salts,
            now=services.clock(),
            agency_id=who.agency.agency_id,
        )
    except (Refusal, BadValue) as refused:
        return _officers_page(request, services, viewer, refused=refused)
    return _officers_page(request, services, viewer, invitation=invitation)


def _enrol(services: WebServices, who: OfficerView, recipient_key: str) -> None:
    if services.seals is None:
        raise NotServed("enrolment", "give the installation a timestamp authority and a key")
    if who.officer is not None:
        raise BadValue("recipient_key", "", "you are enrolled; the desk changes a key by a call")
    if who.sponsor is None:
        raise BadValue(
            "vouched_by", "", "ask your agency's administrator to invite you; somebody must vouch"
        )
    enrol_officer(
        services.records,
        Officer(
            officer_id=who.person.person_id,
            agency_id=who.agency.agency_id,
            email=who.person.email,
            recipient_key=recipient_key,
            enrolled_at=services.clock(),
            vouched_by=who.sponsor.person_id,
        ),
        sealer=services.seals.sealer,
        actor=who.actor,
        now=services.clock(),
    )


def _page(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    *,
    refused: PlainsightError | None = None,
) -> Response:
    who, now = officer_view(services, viewer), services.clock()
    found = requests_of(services, who)
    with services.records.read() as reading:
        clocks = {
            each.request_id: [
                clock_view(clock, now=now)
                for clock in reading.desk.clocks.of_request(each.request_id)
                if clock.kind.value == "response"
            ]
            for each in found[:50]
        }
        has_passkey = bool(reading.identity.people.passkeys(viewer.person_id))
    context = {
        "who": who,
        "requests": found[:50],
        "clocks": clocks,
        "instruments": services.instruments,
        "has_passkey": has_passkey,
        "refused": refused,
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "portal/home.html", context, status_code=status)


def _officers_page(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    *,
    refused: PlainsightError | None = None,
    invitation: Invitation | None = None,
) -> Response:
    who = officer_view(services, viewer)
    link = "" if invitation is None else f"{services.settings.origin}/enrol/{invitation.token}"
    with services.records.read() as reading:
        people = [
            (person, reading.desk.registry.officer_by_email(person.email))
            for person in reading.identity.people.all()
            if person.agency_id == who.agency.agency_id
        ]
    context = {
        "who": who,
        "people": people,
        "refused": refused,
        "link": link,
        "invitation": invitation,
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "portal/officers.html", context, status_code=status)
