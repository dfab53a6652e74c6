"""Signing in and out, and enrolling: passkeys, the demo's personas, the account page."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from plainsight.app.identity.draw_link import (
    is_open,
    link_digest,
    link_waits,
    person_of_link,
    refuse_link,
    take_up_link,
)
from plainsight.app.identity.stored import Person
from plainsight.app.identity.withdraw_passkey import withdraw_passkey
from plainsight.demo.personas import PERSONAS, persona_id
from plainsight.errors import BadCredential, UnknownId
from plainsight.web.given import WebServices
from plainsight.web.identity.arrival import SEE_OTHER, arrive, local_path
from plainsight.web.identity.ceremony import log_refusal
from plainsight.web.identity.guard import CurrentViewer, Services, sessions_of
from plainsight.web.identity.passkeys import (
    creation_options,
    keep_passkey,
    made_passkey,
    person_by_passkey,
    request_options,
)
from plainsight.web.pages import render

router = APIRouter()

Credential = Annotated[dict[str, Any], Body()]


@router.get("/sign-in")
def sign_in(
    request: Request,
    services: Services,
    next: str = "/",  # noqa: A002
    lost: bool = False,
) -> Response:
    """The page with every way to sign in."""
    context = {
        "personas": PERSONAS if services.settings.is_demo else {},
        "has_oidc": services.oidc is not None,
        "next": local_path(next),
        "is_lost": lost,
    }
    return render(request, "identity/sign_in.html", context)


@router.post("/sign-in/passkey/options")
def offer_passkey(request: Request, services: Services) -> Response:
    """A challenge for the browser's passkey."""
    return JSONResponse(request_options(request, services))


@router.post("/sign-in/passkey")
def enter_by_passkey(
    request: Request,
    services: Services,
    credential: Credential,
    next: str = "/",  # noqa: A002
) -> Response:
    """Sign in with what the passkey signed."""
    try:
        person, used = person_by_passkey(request, services, credential)
    except BadCredential as refused:
        log_refusal(services, refused)
        raise
    arrived = arrive(request, person, method="passkey", next_path=next, credential_id=used)
    return _go(arrived)


@router.get("/enrol/{token}")
def enrol(request: Request, services: Services, token: str) -> Response:
    """The page behind an enrolment link."""
    person = person_of_link(services.records, token, now=services.clock())
    context = {"person": person, "token": token, "has_oidc": services.oidc is not None}
    return render(request, "identity/enrol.html", context)


@router.post("/enrol/{token}/passkey/options")
def begin_enrolment(request: Request, services: Services, token: str) -> Response:
    """A challenge for the first passkey."""
    person = person_of_link(services.records, token, now=services.clock())
    return JSONResponse(creation_options(request, services, person))


@router.post("/enrol/{token}/passkey")
def finish_enrolment(
    request: Request, services: Services, token: str, credential: Credential
) -> Response:
    """Use the link up, store the passkey in place of earlier ones, and sign in."""
    person = person_of_link(services.records, token, now=services.clock())
    made = made_passkey(request, services, person, credential)
    with services.records.begin() as unit:
        person = take_up_link(unit, link_digest(token), now=services.clock())
        keep_passkey(unit, made)
    arrived = arrive(request, person, method="passkey", credential_id=made.credential_id)
    return _go(arrived)


@router.get("/account")
def account(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """One's own sign-in: passkeys, how to add one or take one away, and a link that is open."""
    with services.records.read() as view:
        person = view.identity.people.get(viewer.person_id)
        passkeys = view.identity.people.passkeys(viewer.person_id)
        link = view.identity.sign_ins.link_of(viewer.person_id)
        drawn = link if link is not None and is_open(link, services.clock()) else None
        waits = drawn is not None and link_waits(view, drawn, person)
    context = {
        "person": person,
        "passkeys": passkeys,
        "may_take_away": len(passkeys) > 1 or person.subject is not None,
        "drawn": drawn,
        "waits": waits,
    }
    return render(request, "identity/account.html", context)


@router.post("/account/link/refuse")
def refuse_own_link(services: Services, viewer: CurrentViewer) -> Response:
    """Nobody asked for the link that somebody drew: it is worth nothing from here."""
    me = viewer.person_id
    refuse_link(services.records, me, by=me, now=services.clock())
    return RedirectResponse("/account", status_code=SEE_OTHER)


@router.post("/account/passkeys/{credential_id}/withdraw")
def withdraw_own(services: Services, viewer: CurrentViewer, credential_id: str) -> Response:
    """Take one's own passkey away."""
    me, now = viewer.person_id, services.clock()
    withdraw_passkey(services.records, credential_id, by=me, now=now, whose=me)
    return RedirectResponse("/account", status_code=SEE_OTHER)


@router.post("/account/passkey/options")
def begin_another(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """A challenge for one more passkey."""
    return JSONResponse(creation_options(request, services, _self(services, viewer.person_id)))


@router.post("/account/passkey")
def finish_another(
    request: Request, services: Services, viewer: CurrentViewer, credential: Credential
) -> Response:
    """Store one more passkey."""
    made = made_passkey(request, services, _self(services, viewer.person_id), credential)
    with services.records.begin() as unit:
        keep_passkey(unit, made)
    return JSONResponse({"next": "/account"})


@router.post("/demo/{persona}")
def enter_demo(
    request: Request,
    services: Services,
    persona: str,
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Sign in as a persona. Raises UnknownId outside the demo."""
    if not services.settings.is_demo or persona not in PERSONAS:
        raise UnknownId("persona", persona)
    return arrive(request, _self(services, persona_id(persona)), method="demo", next_path=next)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session."""
    response = RedirectResponse("/sign-in", status_code=SEE_OTHER)
    sessions_of(request).end(request, response)
    return response


def _self(services: WebServices, person_id: str) -> Person:
    with services.records.read() as view:
        return view.identity.people.get(person_id)


def _go(arrived: Response) -> Response:
    """The same arrival for a script, which cannot follow a redirect across the page."""
    answer = JSONResponse({"next": arrived.headers["location"]})
    for value in arrived.headers.getlist("set-cookie"):
        answer.headers.append("set-cookie", value)
    return answer
