"""Legal requests, their clocks, holds and disclosures, for machines of the desk."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from plainsight.app.respond.honey_case import open_request
from plainsight.app.respond.receive_request import receive_request, refuse_unreadable
from plainsight.app.respond.stored import Actor, StoredDisclosure, StoredHold, StoredRequest
from plainsight.errors import BadLegalRequest, TooLarge, UnknownId
from plainsight.feeds.requests.legal_request_json import BYTES_MAX, read_legal_request
from plainsight.respond.clock import ResponseClock, standing
from plainsight.respond.states import Role
from plainsight.web.api.cursor import Cursor, Limit, next_of, read_cursor, write_cursor
from plainsight.web.api.once import IdempotencyKey, answer_once
from plainsight.web.api.shapes import (
    ClockShape,
    DisclosureShape,
    HoldShape,
    Page,
    ReceiptShape,
    RequestShape,
)
from plainsight.web.console.acting import any_role
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer

router = APIRouter(prefix="/api/v1", tags=["response desk"])

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "description": "A legal request: spec/schemas/legal-request.json.",
                }
            }
        },
    }
}


@router.get("/requests")
def list_requests(
    services: Services, limit: Limit = 50, cursor: Cursor = None
) -> Page[RequestShape]:
    """Legal requests, the latest first."""
    before = "" if cursor is None else read_cursor(cursor, 1)[0]
    with services.records.read() as view:
        found = view.desk.requests.newest(count_max=limit + 1, before=before)
    return Page(
        items=[RequestShape(**_shown(each)) for each in found[:limit]],
        next_cursor=next_of(found, limit, lambda last: write_cursor(last.request_id)),
    )


@router.post("/requests", status_code=201, openapi_extra=_BODY, response_model=ReceiptShape)
async def receive(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Receive a legal request: clocks start and what it names is held, at once."""
    body = await request.body()
    if len(body) > BYTES_MAX:
        raise TooLarge("the legal request", BYTES_MAX)
    return await run_in_threadpool(
        lambda: answer_once(
            request,
            services,
            viewer,
            key=idempotency_key,
            body=body,
            act=lambda: _receive(services, body, viewer.person_id),
            status=201,
        )
    )


@router.get("/requests/{request_id}")
def show_request(services: Services, viewer: CurrentViewer, request_id: str) -> RequestShape:
    """One legal request by its id or reference. The look is in the log."""
    return RequestShape(**_shown(_opened(services, viewer, request_id)))


@router.get("/requests/{request_id}/clocks")
def list_clocks(services: Services, viewer: CurrentViewer, request_id: str) -> list[ClockShape]:
    """The response clocks of one legal request."""
    stored = _opened(services, viewer, request_id)
    with services.records.read() as view:
        clocks = view.desk.clocks.of_request(stored.request_id)
    return [_clock(clock, services.clock()) for clock in clocks]


@router.get("/requests/{request_id}/holds")
def list_request_holds(
    services: Services, viewer: CurrentViewer, request_id: str
) -> list[HoldShape]:
    """The holds of one legal request."""
    stored = _opened(services, viewer, request_id)
    with services.records.read() as view:
        return [_hold(hold) for hold in view.desk.holds.of_request(stored.request_id)]


@router.get("/requests/{request_id}/packages")
def list_packages(
    services: Services, viewer: CurrentViewer, request_id: str
) -> list[DisclosureShape]:
    """What left for one legal request: the packages themselves go to the officer alone."""
    stored = _opened(services, viewer, request_id)
    with services.records.read() as view:
        return [_disclosure(each) for each in view.desk.requests.disclosures(stored.request_id)]


@router.get("/holds")
def list_holds(services: Services, limit: Limit = 50, cursor: Cursor = None) -> Page[HoldShape]:
    """Holds that are not released, by id."""
    after = "" if cursor is None else read_cursor(cursor, 1)[0]
    with services.records.read() as view:
        found = view.desk.holds.active(after=after, count_max=limit + 1)
    return Page(
        items=[_hold(each) for each in found[:limit]],
        next_cursor=next_of(found, limit, lambda last: write_cursor(last.hold_id)),
    )


def _opened(services: WebServices, viewer: Viewer, request_id: str) -> StoredRequest:
    return open_request(services.records, request_id, actor=any_role(viewer), now=services.clock())


def _receive(services: WebServices, body: bytes, actor_id: str) -> ReceiptShape:
    now = services.clock()
    try:
        receipt = receive_request(
            services.records,
            read_legal_request(body),
            instruments=services.instruments,
            actor=Actor(actor_id=actor_id, role=Role.INTAKE),
            now=now,
        )
    except (BadLegalRequest, UnknownId) as refused:
        refuse_unreadable(services.records, refused, source="api", now=now)
        if isinstance(refused, UnknownId):
            raise BadLegalRequest((str(refused),)) from None
        raise
    return ReceiptShape(
        **_shown(receipt.stored),
        clocks=[_clock(clock, now) for clock in receipt.clocks],
        hold_count=len(receipt.holds),
    )


def _shown(stored: StoredRequest) -> dict[str, Any]:
    state = stored.state
    return {
        "request_id": stored.request_id,
        "reference": stored.reference,
        "instrument_id": stored.request.instrument_id,
        "agency_id": stored.request.requester.agency_id,
        "is_emergency": stored.request.is_emergency,
        "received_at": stored.received_at,
        "answered_at": stored.answered_at,
        "authenticity": state.authenticity.value,
        "holding": state.holding.value,
        "production": state.production.value,
        "notice": state.notice.value,
        "cross_border": state.cross_border.value,
    }


def _clock(clock: ResponseClock, now: datetime) -> ClockShape:
    return ClockShape(
        kind=clock.kind.value,
        started_at=clock.started_at,
        due_at=clock.due_at,
        answered_at=clock.answered_at,
        standing=standing(clock, now=now).value,
    )


def _hold(hold: StoredHold) -> HoldShape:
    return HoldShape(
        hold_id=hold.hold_id,
        request_id=hold.request_id,
        state=hold.state.value,
        data_classes=[each.value for each in hold.data_classes],
        record_count=hold.pinned.record_count,
        placed_at=hold.placed_at,
        floor_at=hold.floor_at,
        extension_count=hold.extension_count,
        released_at=hold.released_at,
    )


def _disclosure(disclosure: StoredDisclosure) -> DisclosureShape:
    return DisclosureShape(
        disclosure_id=disclosure.disclosure_id,
        request_id=disclosure.request_id,
        officer_id=disclosure.officer_id,
        package_digest=disclosure.package_digest,
        counts=dict(disclosure.counts),
        released_at=disclosure.released_at,
    )
