"""Sessions: a random token in a cookie, its digest in the records; bound, and over in time."""

import hashlib
import hmac
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from plainsight.app.identity.draw_link import is_open
from plainsight.app.identity.stored import Person, StoredSession
from plainsight.model.fact import AuditTag, Fact
from plainsight.web.given import WebServices, WebSettings
from plainsight.web.identity.viewer import Viewer

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)  # not at each page: a page that only reads writes nothing


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, services: WebServices) -> None:
        self._services = services

    def begin(
        self,
        request: Request,
        response: Response,
        person: Person,
        *,
        method: str,
        credential_id: str | None = None,
    ) -> None:
        """Sign a person in: always under a fresh token, so that a planted one is worth nothing."""
        token, now = self._services.salts(TOKEN_BYTES).hex(), self._services.clock()
        with self._services.records.begin() as unit:
            unit.identity.sign_ins.end(_digest(self._token(request)))
            unit.identity.sign_ins.begin(
                StoredSession(
                    digest=_digest(token),
                    person_id=person.person_id,
                    binding=binding_of(request),
                    method=method,
                    started_at=now,
                    seen_at=now,
                    credential_id=credential_id,
                )
            )
            unit.record(
                Fact(
                    tag=AuditTag.SESSION_BEGUN,
                    subject=person.person_id,
                    at=now,
                    body={"method": method},
                )
            )
        self._set_cookie(response, token)

    def find(self, request: Request) -> Viewer | None:
        """Who is signed in; None when nobody is, or the session is over or moved browsers."""
        token = self._token(request)
        if not token:
            return None
        with self._services.records.read() as view:
            found = view.identity.sign_ins.find(_digest(token))
            link = None if found is None else view.identity.sign_ins.link_of(found[1].person_id)
        if found is None:
            return None
        session, person = found
        if not hmac.compare_digest(session.binding, binding_of(request)) or self._is_over(session):
            self._forget(session)
            return None
        if self._services.clock() - session.seen_at > SEEN_EVERY:
            with self._services.records.begin() as unit:
                unit.identity.sign_ins.see(session.digest, at=self._services.clock())
        has_link = link is not None and is_open(link, self._services.clock())
        return viewer_of(person, has_link=has_link) if person.is_active else None

    def end(self, request: Request, response: Response) -> None:
        """Sign out."""
        with self._services.records.begin() as unit:
            unit.identity.sign_ins.end(_digest(self._token(request)))
        settings = self._services.settings
        response.delete_cookie(cookie_name(settings), path="/", secure=settings.is_secure)

    def _is_over(self, session: StoredSession) -> bool:
        now, limits = self._services.clock(), self._services.settings
        return now - session.seen_at > limits.idle_max or (
            now - session.started_at > limits.session_max
        )

    def _forget(self, session: StoredSession) -> None:
        # Also where the browser is another one: a token that was carried off is worth nothing.
        with self._services.records.begin() as unit:
            unit.identity.sign_ins.end(session.digest)

    def _token(self, request: Request) -> str:
        return request.cookies.get(cookie_name(self._services.settings), "")

    def _set_cookie(self, response: Response, token: str) -> None:
        # Out of reach of scripts, and not sent along by other sites' forms.
        response.set_cookie(
            cookie_name(self._services.settings),
            token,
            path="/",
            secure=self._services.settings.is_secure,
            httponly=True,
            samesite="lax",
        )


def viewer_of(person: Person, *, has_link: bool = False) -> Viewer:
    """A person as pages see one."""
    return Viewer(
        person_id=person.person_id,
        name=person.name,
        roles=frozenset(person.roles),
        locale=person.locale,
        department=person.department,
        agency_id=person.agency_id,
        has_link=has_link,
    )


def cookie_name(settings: WebSettings) -> str:
    """`__Host-` binds the cookie to this host over TLS, which plain HTTP cannot have."""
    return "__Host-plainsight" if settings.is_secure else "plainsight-local"


def binding_of(request: Request) -> str:
    """Digest of what a browser always says of itself."""
    return _digest(request.headers.get("user-agent", ""))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
