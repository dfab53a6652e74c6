"""Where a person goes once signed in."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.identity_stored import Person
from plainsight.web.identity.guard import sessions_of
from plainsight.web.identity.roles import CONSOLE, OFFICERS, OPERATORS

SEE_OTHER = 303


def arrive(request: Request, person: Person, *, method: str, next_path: str = "/") -> Response:
    """Begin the session and go on."""
    wanted = local_path(next_path)
    response = RedirectResponse(home_of(person) if wanted == "/" else wanted, status_code=SEE_OTHER)
    sessions_of(request).begin(request, response, person, method=method)
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
