"""Machines show a token; cookies are worth nothing where one is asked for."""

from starlette.requests import Request

from plainsight.app.identity.issue_token import token_of_secret
from plainsight.errors import BadCredential, NotAllowed, NotSignedIn
from plainsight.web.given import WebServices
from plainsight.web.identity.matrix import Row
from plainsight.web.identity.viewer import Viewer

_SCHEME = "bearer "


def secret_of(request: Request) -> str | None:
    """What is shown as a token, by itself: one secret however its header is written."""
    header = request.headers.get("authorization", "")
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else None


def machine_of(request: Request, services: WebServices) -> Viewer:
    """The machine behind the Authorization header. Raises NotSignedIn, BadCredential."""
    secret = secret_of(request)
    if secret is None:
        raise NotSignedIn("send a token as 'Authorization: Bearer ps_...'")
    if not secret.isascii():
        raise BadCredential("token", "it is unknown, revoked, or over")
    token = token_of_secret(services.records, secret, now=services.clock())
    return Viewer(
        person_id=token.token_id,
        name=token.name,
        roles=frozenset(token.roles),
        scopes=frozenset(token.scopes),
    )


def require_scope(viewer: Viewer, row: Row) -> None:
    """Raise NotAllowed unless the token was issued for this."""
    if row.scope not in viewer.scopes:
        raise NotAllowed(row.path, (f"tokens with scope {row.scope}",))
