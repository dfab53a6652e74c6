"""Signing in and out, and enrolling: passkeys, the demo's personas, the account page."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from plainsight.app.identity_stored import Person
from plainsight.app.invite_person import link_digest, person_of_link
from plainsight.demo.personas import PERSONAS, persona_id
from plainsight.errors import BadCredential, UnknownId
from plainsight.web.given import WebServices
from plainsight.web.identity.arrival import SEE_OTHER, arrive, local_path
from plainsight.web.identity.ceremony import log_refusal
from plainsight.web.identity.guard import CurrentViewer, Services, sessions_of
from plainsight.web.identity.passkeys import (
    add_passkey,
    creation_options,
    person_by_passkey,
    request_options,
)
from plainsight.web.pages import render

router = APIRouter()

Credential = Annotated[dict[str, Any], Body()]


@router.get("/sign-in")
def sign_in(request: Request, services: Services, next: str = "/") -> Response:  # noqa: A002
    """The page with every way to sign in."""
    context = {
        "personas": PERSONAS if services.settings.is_demo else {},
        "has_oidc": services.oidc is not None,
        "next": local_path(next),
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
        person = person_by_passkey(request, services, credential)
    except BadCredential as refused:
        log_refusal(services, refused)
        raise
    return _go(arrive(request, person, method="passkey", next_path=next))


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
    """Store the first passkey, use the link up, and sign in."""
    person = person_of_link(services.records, token, now=services.clock())
    add_passkey(request, services, person, credential)
    with services.records.begin() as unit:
        unit.identity.sign_ins.use_link(link_digest(token), at=services.clock())
    return _go(arrive(request, person, method="passkey"))


@router.get("/account")
def account(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """One's own sign-in: passkeys, and how to add one."""
    with services.records.read() as view:
        passkeys = view.identity.people.passkeys(viewer.person_id)
    return render(request, "identity/account.html", {"passkeys": passkeys})


@router.post("/account/passkey/options")
def begin_another(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """A challenge for one more passkey."""
    return JSONResponse(creation_options(request, services, _self(services, viewer.person_id)))


@router.post("/account/passkey")
def finish_another(
    request: Request, services: Services, viewer: CurrentViewer, credential: Credential
) -> Response:
    """Store one more passkey."""
    add_passkey(request, services, _self(services, viewer.person_id), credential)
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
