"""Forms come from our own pages: origin checked, and a token that only the session's owner has."""

import hashlib
import hmac

from starlette.requests import Request

from plainsight.errors import ForgedForm
from plainsight.web.given import WebSettings
from plainsight.web.identity.session import cookie_name

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LABEL = b"plainsight form token 1"


def form_token(request: Request, settings: WebSettings) -> str:
    """The token for a page's forms: made of the session's, or of the visitor's before sign-in."""
    secret = request.cookies.get(cookie_name(settings)) or request.state.visit
    return hmac.new(str(secret).encode(), _LABEL, hashlib.sha256).hexdigest()


async def require_own_form(request: Request, settings: WebSettings) -> None:
    """Raise ForgedForm unless an unsafe call comes from a page of ours with its token."""
    if request.method in SAFE:
        return
    origin = request.headers.get("origin")
    if origin is not None and origin != settings.origin:
        raise ForgedForm("it came from another site")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForgedForm("it came from another site")
    given = request.headers.get(HEADER) or await _field(request)
    if not hmac.compare_digest(given.encode(), form_token(request, settings).encode()):
        raise ForgedForm("its token is missing, or of another session")


async def _field(request: Request) -> str:
    value = (await request.form()).get(FIELD)
    return value if isinstance(value, str) else ""
