"""Signing in and out."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.identity_stored import Person
from plainsight.errors import UnknownId
from plainsight.web.identity.demo import PERSONAS, persona_id
from plainsight.web.identity.guard import Services, sessions_of
from plainsight.web.identity.roles import CONSOLE, OFFICERS, OPERATORS
from plainsight.web.pages import render

router = APIRouter()

SEE_OTHER = 303


@router.get("/sign-in")
def sign_in(request: Request, services: Services, next: str = "/") -> Response:  # noqa: A002
    """The page with every way to sign in."""
    personas = PERSONAS if services.settings.is_demo else {}
    return render(
        request, "identity/sign_in.html", {"personas": personas, "next": local_path(next)}
    )


@router.post("/demo/{persona}")
def enter_demo(request: Request, services: Services, persona: str) -> Response:
    """Sign in as a persona. Raises UnknownId outside the demo."""
    if not services.settings.is_demo or persona not in PERSONAS:
        raise UnknownId("persona", persona)
    with services.records.read() as view:
        person = view.identity.people.get(persona_id(persona))
    response = RedirectResponse(home_of(person), status_code=SEE_OTHER)
    sessions_of(request).begin(request, response, person, method="demo")
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session."""
    response = RedirectResponse("/sign-in", status_code=SEE_OTHER)
    sessions_of(request).end(request, response)
    return response


def home_of(person: Person) -> str:
    """The first page of a person."""
    if not OFFICERS.isdisjoint(person.roles):
        return "/portal"
    if not OPERATORS.isdisjoint(person.roles):
        return "/people"
    return "/" if CONSOLE.isdisjoint(person.roles) else "/console"


def local_path(path: str) -> str:
    """`path` when it stays on this site, else "/": a sign-in never leads elsewhere."""
    is_local = path.startswith("/") and path.isprintable() and "\\" not in path
    return path if is_local and not path.startswith("//") else "/"
