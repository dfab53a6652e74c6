"""Errors -> HTTP: the web's one table, and the two shapes of the answer: problem+json and page."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from plainsight import errors
from plainsight.web.pages import render

_LOG = logging.getLogger("plainsight.web")
API_PREFIX = "/api/"
ERRORS_MAX = 20
STATUS: dict[type[errors.PlainsightError], int] = {
    errors.NotSignedIn: 401,
    errors.BadCredential: 401,
    errors.NotAllowed: 403,
    errors.ForgedForm: 403,
    errors.WrongRole: 403,
    errors.NotEntitled: 403,
    errors.UnknownId: 404,
    errors.NoCheckpoint: 404,  # none has been signed yet, or none that goes so far
    errors.TooLarge: 413,
    errors.OtherMediaType: 415,
    errors.BadValue: 422,
    errors.NothingJudged: 422,
    errors.BadRecord: 422,
    errors.BadLegalRequest: 422,
    errors.BadNote: 422,  # what a witness sent
    errors.WrongOrigin: 422,
    errors.NotProven: 409,  # the log does not extend what the caller holds
    errors.UnreadableFeed: 422,
    errors.UnknownLayout: 422,
    errors.EmptyExport: 422,
    errors.HostileDocument: 422,
    errors.KeyReused: 422,
    errors.TooOften: 429,
    errors.NotServed: 501,
    errors.NotInstalled: 501,
    errors.RecordsUnavailable: 503,
    errors.NoTimestamp: 503,
    errors.ProviderTrouble: 503,
    errors.Refusal: 409,  # the rules say no, as things stand
    errors.Fault: 500,
}
# Who signs in reads no log, and must know that it is not their passkey or account that failed.
SAID_OUTSIDE: dict[type[errors.PlainsightError], str] = {
    errors.ProviderTrouble: (
        "the identity provider gives no usable answer; try again in a while, or use a passkey"
    )
}


def status_of(error: errors.PlainsightError) -> int:
    """The status of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def answer_error(request: Request, error: Exception) -> Response:
    """One of ours, as problem+json (RFC 9457) or as a page."""
    assert isinstance(error, errors.PlainsightError)  # noqa: S101 - registered for these alone
    status = status_of(error)
    is_inside = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if is_inside:
        _LOG.error("%s %s: %s: %s", request.method, request.url.path, type(error).__name__, error)
    # What is wrong inside is for the log, not for whoever asks from outside; what is not set up is
    # no secret, and its mend is the reader's.
    is_told = not is_inside or status == HTTPStatus.NOT_IMPLEMENTED
    says = str(error) if is_told else SAID_OUTSIDE.get(type(error), "see the server's log")
    headers = (
        {"retry-after": str(error.retry_seconds)} if isinstance(error, errors.TooOften) else {}
    )
    if isinstance(error, errors.NotSignedIn) and not _is_api(request):
        return _to_sign_in(request)
    found = error.records[:ERRORS_MAX] if isinstance(error, errors.NothingJudged) else ()
    return _answer(request, status, type(error).__name__, says, headers, errors_found=found)


def answer_unforeseen(request: Request, error: Exception) -> Response:
    """A mistake of ours that no error names; the server's log has the traceback."""
    return _answer(request, 500, type(error).__name__, "see the server's log", {})


def answer_http(request: Request, error: Exception) -> Response:
    """What the framework refuses: unknown paths and methods."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these alone
    return _answer(
        request, error.status_code, "HttpError", str(error.detail), dict(error.headers or {})
    )


def answer_invalid(request: Request, error: Exception) -> Response:
    """A field that is missing or of another type, as the framework found it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for these alone
    wrong = [
        f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
        for each in error.errors()[:ERRORS_MAX]
    ]
    return _answer(request, 422, "BadValue", "; ".join(wrong), {}, errors_found=wrong)


def answer_nul(request: Request) -> Response:
    """An address with a NUL character in it, refused before anything reads it."""
    return _answer(request, 400, "BadValue", "a NUL character in the address; leave it out", {})


def _answer(
    request: Request,
    status: int,
    kind: str,
    says: str,
    headers: dict[str, str],
    *,
    errors_found: Sequence[str] = (),
) -> Response:
    title = HTTPStatus(status).phrase
    if _is_api(request):
        body = {
            "type": f"urn:plainsight:error:{kind}",
            "title": title,
            "status": status,
            "detail": says,
            "instance": request.url.path,
            "errors": list(errors_found),
        }
        return JSONResponse(
            body, status_code=status, headers=headers, media_type="application/problem+json"
        )
    page = render(
        request, "error.html", {"status": status, "title": title, "says": says}, status_code=status
    )
    page.headers.update(headers)
    return page


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"hx-redirect": "/sign-in"})
    if request.method == "GET":
        query = {"next": request.url.path}
    else:  # what was sent is gone with the session, and its path is no page to come back to
        query = {"next": _page_above(request), "lost": "1"}
    return RedirectResponse(f"/sign-in?{urlencode(query)}", status_code=HTTPStatus.SEE_OTHER)


def _page_above(request: Request) -> str:
    """The nearest page above the path of a form: /portal of /portal/requests."""
    path = request.url.path
    while path != "/":
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            break
        path = path.rpartition("/")[0] or "/"
    return path


def _is_api(request: Request) -> bool:
    return request.url.path.startswith((API_PREFIX, "/metrics", "/healthz", "/readyz"))
