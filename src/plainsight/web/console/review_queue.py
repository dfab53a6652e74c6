"""The review queue: what waits, and taking what is due first."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework_stored import QueueFilter, QueueMark
from plainsight.app.list_queue import list_queue, search_alerts
from plainsight.app.take_alert import take_next
from plainsight.casework.search_terms import terms_of_query
from plainsight.errors import PlainsightError, Refusal
from plainsight.model.time import parse_instant
from plainsight.web.answers import status_of
from plainsight.web.console.acting import staff_of
from plainsight.web.console.alert_view import alert_rows
from plainsight.web.console.reviews import reviews_of
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import TALLY_MAX
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer
from plainsight.web.locale import locale_of
from plainsight.web.pages import render

router = APIRouter()

PAGE = 25


@router.get("/console/alerts")
def list_alerts(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    whose: str = "free",
    kind: str = "",
    typology: str = "",
    q: str = "",
    after: str = "",
) -> Response:
    """The queue, by what is due first."""
    wanted = {"whose": whose, "kind": kind, "typology": typology, "q": q}
    return _queue_page(request, services, viewer, wanted, after=after)


@router.post("/console/alerts/next")
def take_the_next(request: Request, services: Services, viewer: CurrentViewer) -> Response:
    """Take what is due first and may be mine."""
    try:
        taken = take_next(
            services.records,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=services.clock(),
        )
    except Refusal as refused:
        wanted = {"whose": "free", "kind": "", "typology": "", "q": ""}
        return _queue_page(request, services, viewer, wanted, refused=refused)
    if taken is None:
        return RedirectResponse("/console/alerts?done=nothing_waits", status_code=303)
    return RedirectResponse(f"/console/alerts/{taken.alert_id}?done=taken", status_code=303)


def _queue_page(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    wanted: Mapping[str, str],
    *,
    after: str = "",
    refused: PlainsightError | None = None,
) -> Response:
    now, staff = services.clock(), staff_of(viewer)
    terms = wanted["q"] if terms_of_query(wanted["q"]) else ""
    listed = partial(search_alerts, query=terms) if terms else list_queue
    page = listed(
        services.records,
        wanted=_filter(wanted, viewer),
        after=_mark(after),
        count_max=PAGE,
        actor=staff,
        now=now,
    )
    with services.records.read() as reading:
        names = {p.person_id: p.name for p in reading.identity.people.all()}
        context: dict[str, Any] = {
            "rows": alert_rows(reading, page.reviews, names=names, now=now),
            "counts": reading.casework.queue.counts(
                now=now, count_max=TALLY_MAX, open_to=staff.staff_id
            ),
            "mine_count": reading.casework.queue.held_count(viewer.person_id, now=now),
        }
    kept = {name: value for name, value in wanted.items() if value}
    mark = page.next_mark
    last = f"{mark.due_at.isoformat()} {mark.alert_id}" if mark else ""
    context |= {
        "wanted": wanted,
        "typologies": [
            (key, says.get(locale_of(request, services.settings.locale)) or says.get("en", ""))
            for key, says in services.titles.items()
        ],
        "refused": refused,
        "older": f"?{urlencode({**kept, 'after': last})}" if last else "",
        "newer": f"?{urlencode(kept)}" if after else "",
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "console/alerts/list.html", context, status_code=status)


def _filter(wanted: Mapping[str, str], viewer: Viewer) -> QueueFilter:
    whose = wanted["whose"]
    return QueueFilter(
        kind=wanted["kind"] or None,
        typology_id=wanted["typology"] or None,
        holder_id=viewer.person_id if whose == "mine" else None,
        is_available=whose == "free",
        is_decided=whose == "decided",
    )


def _mark(after: str) -> QueueMark | None:
    due, _, alert_id = after.partition(" ")
    if not alert_id:
        return None
    return QueueMark(due_at=parse_instant(due, field="after"), alert_id=alert_id)
