"""Around every answer: the headers that keep other sites and injected text powerless.

OWASP Secure Headers; CSP level 3. No inline script or style runs without the page's nonce.
"""

from collections.abc import Iterable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plainsight.app.ports import Salts
from plainsight.web.answers import answer_nul
from plainsight.web.given import WebSettings

NONCE_BYTES = 16
VISIT = "visit"
_HSTS = "max-age=63072000; includeSubDomains"
_STATIC = "/static/"
_BY_ADDRESS = frozenset({"/healthz", "/readyz", "/metrics"})


class SecureAnswers:
    """ASGI middleware: refuses foreign hosts, draws the nonce, sets the headers."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings, salts: Salts) -> None:
        self._app = app
        self._settings = settings
        self._salts = salts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, inside the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # A name that leads here but is not ours (DNS rebinding) reads nothing.
        # A load balancer that asks for health knows only our address.
        named = Headers(scope=scope).get("host")
        if named != self._settings.host and scope["path"] not in _BY_ADDRESS:
            await self._elsewhere(named, scope)(scope, receive, send)
            return
        nonce = self._salts(NONCE_BYTES).hex()
        state = scope.setdefault("state", {})
        state["nonce"] = nonce
        fresh_visit = _ensure_visit(scope, self._settings, self._salts)

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers(nonce, scope["path"]):
                    headers.setdefault(name, value)
                if fresh_visit and state.get("visit_used"):
                    headers.append("set-cookie", fresh_visit)
            await send(message)

        # What no text of a database holds, and nobody types.
        if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
            await answer_nul(Request(scope))(scope, receive, send_secured)
            return
        await self._app(scope, receive, send_secured)

    def _elsewhere(self, named: str | None, scope: Scope) -> Response:
        """Lead another name of this machine to the one that cookies and passkeys hold for."""
        origin, asked = self._settings.origin, scope["method"] in ("GET", "HEAD")
        if named not in self._settings.other_names:
            return PlainTextResponse("unknown host", 421)
        if not asked:
            return PlainTextResponse(f"unknown host; open {origin}", 421)
        query = scope.get("query_string", b"").decode("latin-1")
        path = quote(scope["path"], safe="/")
        return RedirectResponse(f"{origin}{path}{'?' if query else ''}{query}", 307)

    def _headers(self, nonce: str, path: str) -> Iterable[tuple[str, str]]:
        yield "content-security-policy", content_policy(nonce)
        yield "x-content-type-options", "nosniff"
        yield "x-frame-options", "DENY"
        # With "no-referrer" browsers send "Origin: null" with our own forms: refused then.
        yield "referrer-policy", "same-origin"
        yield "cross-origin-opener-policy", "same-origin"
        yield "cross-origin-resource-policy", "same-origin"
        yield "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"
        yield "cache-control", "public, max-age=3600" if path.startswith(_STATIC) else "no-store"
        if self._settings.is_secure:
            yield "strict-transport-security", _HSTS


def content_policy(nonce: str) -> str:
    """What a page may load and run: our own files, and inline only with the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def _ensure_visit(scope: Scope, settings: WebSettings, salts: Salts) -> str:
    """Give a visitor without a session a secret for the forms before sign-in.

    Returns the cookie to set when it is fresh, else nothing.
    """
    name = f"__Host-{VISIT}" if settings.is_secure else f"plainsight-{VISIT}"
    for part in Headers(scope=scope).get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name and value:
            scope["state"]["visit"] = value
            return ""
    scope["state"]["visit"] = salts(NONCE_BYTES).hex()
    secure = "; Secure" if settings.is_secure else ""
    return f"{name}={scope['state']['visit']}; Path=/; HttpOnly; SameSite=Lax{secure}"
