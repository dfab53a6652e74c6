"""Sessions: a random token in a cookie, its digest here; bound, rotated, and over in time."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from plainsight.web.given import WebServices, WebSettings
from plainsight.web.identity.viewer import Viewer

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser."""

    viewer: Viewer
    binding: str  # digest of what the browser says of itself
    started_at: datetime
    seen_at: datetime


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, services: WebServices) -> None:
        self._services = services
        self._known: dict[str, Session] = {}

    def begin(self, request: Request, response: Response, viewer: Viewer) -> None:
        """Sign a person in: always under a fresh token, so that a planted one is worth nothing."""
        self.end(request, response)
        token, now = self._services.salts(TOKEN_BYTES).hex(), self._services.clock()
        self._known[_digest(token)] = Session(
            viewer=viewer, binding=binding_of(request), started_at=now, seen_at=now
        )
        set_cookie(response, self._services.settings, token)

    def find(self, request: Request) -> Viewer | None:
        """Who is signed in; None when nobody is, or the session is over or moved browsers."""
        token = request.cookies.get(cookie_name(self._services.settings), "")
        session = self._known.get(_digest(token))
        now, limits = self._services.clock(), self._services.settings
        if session is None or not hmac.compare_digest(session.binding, binding_of(request)):
            return None
        if now - session.seen_at > limits.idle_max or now - session.started_at > limits.session_max:
            del self._known[_digest(token)]
            return None
        self._known[_digest(token)] = replace(session, seen_at=now)
        return session.viewer

    def end(self, request: Request, response: Response) -> None:
        """Sign out."""
        name = cookie_name(self._services.settings)
        self._known.pop(_digest(request.cookies.get(name, "")), None)
        response.delete_cookie(name, path="/", secure=self._services.settings.is_secure)


def cookie_name(settings: WebSettings) -> str:
    """`__Host-` binds the cookie to this host over TLS; plain HTTP (the demo) cannot have it."""
    return "__Host-plainsight" if settings.is_secure else "plainsight-demo"


def set_cookie(response: Response, settings: WebSettings, token: str) -> None:
    """Put the token where scripts cannot read it and other sites cannot send it from."""
    response.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def binding_of(request: Request) -> str:
    """Digest of what a browser always says of itself."""
    return _digest(request.headers.get("user-agent", ""))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
