"""Ceremonies: a challenge is drawn for one visitor, kept as a digest, and answered once."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request

from plainsight.app.identity.stored import Ceremony
from plainsight.errors import BadCredential
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.web.given import WebServices

CHALLENGE_BYTES = 32
VALID = timedelta(minutes=5)


def begin_ceremony(
    request: Request, services: WebServices, *, kind: str, payload: Mapping[str, JsonValue]
) -> bytes:
    """Draw a challenge for this browser; returns it."""
    challenge = services.salts(CHALLENGE_BYTES)
    request.state.visit_used = True
    with services.records.begin() as unit:
        unit.identity.sign_ins.begin_ceremony(
            Ceremony(
                digest=_digest(challenge),
                kind=kind,
                payload={**payload, "visit": _digest(request.state.visit.encode())},
                expires_at=services.clock() + VALID,
            )
        )
    return challenge


def take_ceremony(
    request: Request, services: WebServices, *, kind: str, challenge: bytes
) -> Mapping[str, JsonValue]:
    """What was noted when the challenge was drawn. Raises BadCredential; it is used up in any case.

    The browser must be the one it was drawn for: a sign-in begun elsewhere cannot be finished here.
    """
    with services.records.begin() as unit:
        found = unit.identity.sign_ins.take_ceremony(_digest(challenge))
    if found is None or found.kind != kind or services.clock() > found.expires_at:
        raise BadCredential("sign-in", "it took too long or was begun elsewhere; begin again")
    if found.payload["visit"] != _digest(request.state.visit.encode()):
        raise BadCredential("sign-in", "it was begun in another browser; begin again")
    return found.payload


def log_refusal(services: WebServices, error: BadCredential) -> None:
    """Sign-ins that fail are facts, too."""
    with services.records.begin() as unit:
        unit.record(
            Fact(
                tag=AuditTag.SIGN_IN_REFUSED,
                subject=error.kind,
                at=services.clock(),
                body={"why": error.why},
            )
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
