"""Idempotency keys: a call that is repeated is answered again, not done again.

The key is kept before the work begins. Where a process dies in between, what became of the work is
not known, so a repeat is refused with that said, rather than done twice.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from plainsight.app.identity.stored import KeptAnswer
from plainsight.errors import KeyReused
from plainsight.web.given import WebServices
from plainsight.web.identity.viewer import Viewer

UNDER_WAY = 0
KEY_PATTERN = r"^[\x21-\x7e]{1,200}$"

IdempotencyKey = Annotated[
    str | None,
    Header(pattern=KEY_PATTERN, description="Draw a fresh one for each call; repeat it to retry."),
]


def answer_once(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    *,
    key: str | None,
    body: bytes,
    act: Callable[[], BaseModel],
    status: int = 200,
) -> Response:
    """Do `act` and keep its answer under the key, or give the kept one. Raises KeyReused."""
    if key is None:
        return _json(act().model_dump_json().encode(), status)
    asked = KeptAnswer(
        token_id=viewer.person_id,
        key=key,
        request_digest=_digest(request, body),
        status=UNDER_WAY,
        body=b"",
        at=services.clock(),
    )
    kept = _claim(services, asked)
    if kept is not None:
        return _again(kept, asked)
    try:
        content = act().model_dump_json().encode()
    except BaseException:
        _keep(services, None, asked)  # nothing was done: the key may be used again
        raise
    _keep(services, replace(asked, status=status, body=content), asked)
    return _json(content, status)


def _claim(services: WebServices, asked: KeptAnswer) -> KeptAnswer | None:
    with services.records.begin() as unit:
        if unit.identity.machines.keep_answer(asked):
            return None
        return unit.identity.machines.answer(asked.token_id, asked.key)


def _keep(services: WebServices, answer: KeptAnswer | None, asked: KeptAnswer) -> None:
    with services.records.begin() as unit:
        unit.identity.machines.drop_answer(asked.token_id, asked.key)
        if answer is not None:
            unit.identity.machines.keep_answer(answer)


def _again(kept: KeptAnswer, asked: KeptAnswer) -> Response:
    if kept.request_digest != asked.request_digest or kept.status == UNDER_WAY:
        raise KeyReused(asked.key)
    answer = _json(kept.body, kept.status)
    answer.headers["idempotency-replayed"] = "true"
    return answer


def _digest(request: Request, body: bytes) -> str:
    head = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def _json(content: bytes, status: int) -> Response:
    return Response(content, status_code=status, media_type="application/json")
