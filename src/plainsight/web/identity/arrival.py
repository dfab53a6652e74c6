"""Where a person goes once signed in."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.identity.stored import Person
from plainsight.web.identity.guard import sessions_of
from plainsight.web.identity.rooms import home_of

SEE_OTHER = 303


def arrive(
    request: Request,
    person: Person,
    *,
    method: str,
    next_path: str = "/",
    credential_id: str | None = None,
) -> Response:
    """Begin the session and go on."""
    wanted = local_path(next_path)
    first = home_of(person.roles) if wanted == "/" else wanted
    response = RedirectResponse(first, status_code=SEE_OTHER)
    sessions_of(request).begin(
        request, response, person, method=method, credential_id=credential_id
    )
    return response


def local_path(path: str) -> str:
    """`path` when it stays on this site, else "/": a sign-in never leads elsewhere."""
    is_local = path.startswith("/") and path.isprintable() and "\\" not in path
    return path if is_local and not path.startswith("//") else "/"
