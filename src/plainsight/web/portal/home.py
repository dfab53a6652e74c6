"""The portal's first page, and enrolment: the key that packages are sealed to, and the sponsor."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from plainsight.app.identity.draw_link import Invitation
from plainsight.app.identity.invite_person import invite_person
from plainsight.app.identity.put_out_officer import put_out_officer
from plainsight.app.respond.enrol_officer import enrol_officer
from plainsight.app.respond.stored import Officer
from plainsight.errors import BadValue, NotServed, PlainsightError, Refusal
from plainsight.model.role import Role
from plainsight.respond.gates import ENROLMENT_AGE
from plainsight.web.asked import Asked
from plainsight.web.given import WebServices
from plainsight.web.parts.clock_view import clock_view
from plainsight.web.portal.officer import OfficerView, officer_view, requests_of

router = APIRouter()

SHOWN_MAX = 50
PAGES_MAX = 10_000


@router.get("/portal")
def home(asked: Asked, page: Annotated[int, Query(ge=1, le=PAGES_MAX)] = 1) -> Response:
    """The officer's legal requests, and what is left of the enrolment."""
    return _page(asked, page=page)


@router.post("/portal/key")
def give_key(asked: Asked, recipient_key: Annotated[str, Form()] = "") -> Response:
    """Finish enrolment: the key is tried before it is kept."""
    who = officer_view(asked.services, asked.viewer)
    try:
        _enrol(asked.services, who, recipient_key.strip())
    except (Refusal, BadValue) as refused:
        return _page(asked, refused=refused)
    return RedirectResponse("/portal?done=enrolled", status_code=303)


@router.get("/portal/officers")
def officers(asked: Asked) -> Response:
    """The agency's officers, for whoever vouches for them."""
    return _officers_page(asked)


@router.post("/portal/officers")
def invite(
    asked: Asked, name: Annotated[str, Form()] = "", email: Annotated[str, Form()] = ""
) -> Response:
    """Vouch for an officer: the link is shown this once."""
    who = officer_view(asked.services, asked.viewer)
    try:
        domain = email.strip().rpartition("@")[2].lower()
        if domain != who.agency.email_domain.lower():
            raise BadValue("email", domain, f"use an address at {who.agency.email_domain}")
        invitation = invite_person(
            asked.records,
            name=name,
            email=email,
            roles=[Role.REQUESTER],
            by=asked.viewer.person_id,
            salts=asked.services.salts,
            now=asked.now(),
            agency_id=who.agency.agency_id,
        )
    except (Refusal, BadValue) as refused:
        return _officers_page(asked, refused=refused)
    return _officers_page(asked, invitation=invitation)


@router.post("/portal/officers/{person_id}/left")
def left(asked: Asked, person_id: str) -> Response:
    """An officer has left the agency: no sign-in and no package from here on."""
    who = officer_view(asked.services, asked.viewer)
    try:
        put_out_officer(asked.records, person_id, sponsor=who.person, now=asked.now())
    except BadValue as refused:
        return _officers_page(asked, refused=refused)
    return RedirectResponse("/portal/officers?done=officer_left", status_code=303)


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


def _page(asked: Asked, *, page: int = 1, refused: PlainsightError | None = None) -> Response:
    who, now = officer_view(asked.services, asked.viewer), asked.now()
    found = requests_of(asked.services, who)
    shown = found[(page - 1) * SHOWN_MAX : page * SHOWN_MAX]
    with asked.records.read() as reading:
        clocks = {
            each.request_id: [
                clock_view(clock, now=now)
                for clock in reading.desk.clocks.of_request(each.request_id)
                if clock.kind.value == "response"
            ]
            for each in shown
        }
        has_passkey = bool(reading.identity.people.passkeys(asked.viewer.person_id))
    context = {
        "who": who,
        "requests": shown,
        "total": len(found),
        "older": f"/portal?page={page + 1}" if page * SHOWN_MAX < len(found) else "",
        "newer": "/portal" if page > 1 else "",
        "clocks": clocks,
        "instruments": asked.services.instruments,
        "has_passkey": has_passkey,
        "fresh_until": _fresh_until(who, now),
    }
    return asked.show("portal/home.html", context, refused=refused)


def _fresh_until(who: OfficerView, now: datetime) -> datetime | None:
    """Until when gate G1 asks for a co-signer: an officer must know before the emergency."""
    if who.officer is None or not who.is_enrolled or who.is_supervisor:
        return None
    known_from = who.officer.enrolled_at + ENROLMENT_AGE
    return known_from if now < known_from else None


def _officers_page(
    asked: Asked, *, refused: PlainsightError | None = None, invitation: Invitation | None = None
) -> Response:
    who = officer_view(asked.services, asked.viewer)
    link = "" if invitation is None else f"{asked.origin}/enrol/{invitation.token}"
    with asked.records.read() as reading:
        people = [
            (person, reading.desk.registry.officer_by_email(person.email))
            for person in reading.identity.people.all()
            if person.agency_id == who.agency.agency_id
        ]
    context = {"who": who, "people": people, "link": link, "invitation": invitation}
    return asked.show("portal/officers.html", context, refused=refused)
