"""What watches the installation: health, readiness, metrics, the schema, webhooks' state."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from plainsight.app.prove.resume_log import restored_at
from plainsight.web.api.described import described
from plainsight.web.api.measures import Measures
from plainsight.web.api.shapes import WebhookShape
from plainsight.web.identity.guard import Services

router = APIRouter(tags=["operations"])


@router.get("/healthz", include_in_schema=False)
def is_alive() -> Response:
    """The process answers."""
    return JSONResponse({"alive": True})


@router.get("/readyz", include_in_schema=False)
def is_ready(services: Services) -> Response:
    """The records answer, too. Raises RecordsUnavailable.

    A restored log that waits to be compared is told and no reason to send people away: the desk's
    clocks run.
    """
    with services.records.read() as view:
        size, waits = view.audit.size(), restored_at(view) is not None
    return JSONResponse({"ready": True, "log_size": size} | ({"log_waits": True} if waits else {}))


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, services: Services) -> Response:
    """For Prometheus, which shows a token with scope metrics:read."""
    measures: Measures = request.app.state.measures
    measures.look(services)
    return Response(generate_latest(measures.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/openapi.json", include_in_schema=False)
def schema(request: Request) -> Response:
    """The OpenAPI 3.1 description of the API."""
    return JSONResponse(described(request.app.openapi()))


@router.get("/api/v1/webhooks")
def list_webhooks(services: Services) -> list[WebhookShape]:
    """Webhooks and how they fare; they are added by an administrator."""
    with services.records.read() as view:
        found = view.identity.machines.webhooks()
    return [
        WebhookShape(
            webhook_id=each.webhook_id,
            url=each.url,
            tags=list(each.tags),
            next_index=each.next_index,
            attempt_count=each.attempt_count,
            problem=each.problem,
            is_active=each.is_active,
        )
        for each in found
    ]
