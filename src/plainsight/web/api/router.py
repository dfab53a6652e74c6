"""The API's routes. Errors are problem+json everywhere; a token is shown as a bearer."""

from typing import Any

from fastapi import APIRouter, Security
from fastapi.security import HTTPBearer

from plainsight.web.api.alerts import router as alerts
from plainsight.web.api.bulk import router as bulk
from plainsight.web.api.judge import router as judge
from plainsight.web.api.log import router as log
from plainsight.web.api.meta import router as meta
from plainsight.web.api.oversight import router as oversight
from plainsight.web.api.requests import router as requests
from plainsight.web.api.shapes import Problem

_PROBLEM: dict[str, Any] = {
    "description": "Refused or failed, with the reason (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    **dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 501, 503), _PROBLEM),
    "default": {**_PROBLEM, "model": Problem},
}

router = APIRouter(
    responses=PROBLEMS, dependencies=[Security(HTTPBearer(auto_error=False, scheme_name="token"))]
)
for part in (bulk, judge, alerts, requests, oversight, log, meta):
    router.include_router(part)
