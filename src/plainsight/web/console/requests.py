"""Legal requests at the desk: the board of clocks, and one workspace for each."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from plainsight.app.respond.desk_stored import BoardView
from plainsight.app.respond.honey_case import open_request
from plainsight.errors import PlainsightError, Refusal
from plainsight.respond.instrument import Condition
from plainsight.respond.reason import MEANINGS
from plainsight.web.asked import Asked
from plainsight.web.console.acting import any_role
from plainsight.web.console.request_call import Call
from plainsight.web.console.request_steps import STEPS, take_step
from plainsight.web.console.request_view import RequestView, request_view
from plainsight.web.identity.roles import LETTER_OPENERS
from plainsight.web.parts.clock_view import clock_view

router = APIRouter()

SHOWN_MAX = 100
PAGES_MAX = 10_000


@router.get("/console/requests")
def list_requests(
    asked: Asked,
    view: str = BoardView.OPEN.value,
    page: Annotated[int, Query(ge=1, le=PAGES_MAX)] = 1,
) -> Response:
    """The board: what is due first stands first."""
    now = asked.now()
    shown = BoardView(view) if view in set(BoardView) else BoardView.OPEN
    with asked.records.read() as reading:
        found = reading.desk.board.page(shown, count_max=SHOWN_MAX, skip=(page - 1) * SHOWN_MAX)
        counts = reading.desk.clocks.counts(now=now)
    here = f"/console/requests?view={shown.value}"
    context = {
        "requests": found.requests,
        "due": {each: clock_view(clock, now=now) for each, clock in found.due.items()},
        "counts": counts,
        "view": shown.value,
        "total": found.total,
        "older": f"{here}&page={page + 1}" if page * SHOWN_MAX < found.total else "",
        "newer": here if page > 1 else "",
        "instruments": asked.services.instruments,
        "may_receive": not LETTER_OPENERS.isdisjoint(asked.viewer.roles),
    }
    return asked.show("console/requests/list.html", context)


@router.get("/console/requests/{reference}")
def show_request(asked: Asked, reference: str) -> Response:
    """The workspace of one legal request."""
    return _page(asked, reference)


@router.post("/console/requests/{reference}/{step}")
async def step_request(asked: Asked, reference: str, step: str) -> Response:
    """Take one step; a refusal is said on the same page, with what was typed lost to nobody."""
    async with asked.request.form() as form:  # closed with the file that came in it
        call = Call(asked=asked, reference=reference, form=form, now=asked.now())
        return await run_in_threadpool(_take, call, step)


def _take(call: Call, step: str) -> Response:
    try:
        take_step(call, step)
    except Refusal as refused:
        return _page(call.asked, call.reference, refused=refused)
    return RedirectResponse(f"/console/requests/{call.reference}?done={step}", status_code=303)


def _page(asked: Asked, reference: str, *, refused: PlainsightError | None = None) -> Response:
    now = asked.now()
    # Who looked enters the log, also by a step that is refused; a case that does not exist raises
    # an alarm.
    open_request(asked.records, reference, actor=any_role(asked.viewer), now=now)
    with asked.records.read() as reading:
        seen: RequestView = request_view(
            reading, reference, instruments=asked.services.instruments, viewer=asked.viewer, now=now
        )
    context = {
        "seen": seen,
        "asked": seen.stored.request,
        "reasons": MEANINGS,
        "conditions": _confirmable(seen),
        "offered": STEPS,
    }
    return asked.show("console/requests/show.html", context, refused=refused)


def _confirmable(seen: RequestView) -> tuple[Condition, ...]:
    """Conditions of the classes asked for that only a person can establish."""
    clauses = map(seen.instrument.instrument.entitlement, seen.stored.request.data_classes)
    named = {condition for clause in clauses if clause for condition in clause.conditions}
    return tuple(c for c in (Condition.COUNSEL, Condition.WARRANT) if c in named)
