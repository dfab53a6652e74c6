"""The review queue: what waits, and taking what is due first."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.list_queue import list_queue, search_alerts
from plainsight.app.casework.stored import QueueFilter, QueueMark
from plainsight.app.casework.take_alert import take_next
from plainsight.casework.search_terms import terms_of_query
from plainsight.errors import PlainsightError, Refusal
from plainsight.model.time import parse_instant
from plainsight.web.asked import Asked
from plainsight.web.console.alert_view import alert_rows
from plainsight.web.console.reviews import reviews_of
from plainsight.web.i18n.speech import TALLY_MAX
from plainsight.web.identity.viewer import Viewer

router = APIRouter()

PAGE = 25


@router.get("/console/alerts")
def list_alerts(
    asked: Asked,
    whose: str = "free",
    kind: str = "",
    typology: str = "",
    q: str = "",
    after: str = "",
) -> Response:
    """The queue, by what is due first."""
    wanted = {"whose": whose, "kind": kind, "typology": typology, "q": q}
    return _queue_page(asked, wanted, after=after)


@router.post("/console/alerts/next")
def take_the_next(asked: Asked) -> Response:
    """Take what is due first and may be mine."""
    try:
        taken = take_next(
            asked.records, actor=asked.staff, policy=reviews_of(asked.services), now=asked.now()
        )
    except Refusal as refused:
        wanted = {"whose": "free", "kind": "", "typology": "", "q": ""}
        return _queue_page(asked, wanted, refused=refused)
    if taken is None:
        return RedirectResponse("/console/alerts?done=nothing_waits", status_code=303)
    return RedirectResponse(f"/console/alerts/{taken.alert_id}?done=taken", status_code=303)


def _queue_page(
    asked: Asked,
    wanted: Mapping[str, str],
    *,
    after: str = "",
    refused: PlainsightError | None = None,
) -> Response:
    now, staff = asked.now(), asked.staff
    terms = wanted["q"] if terms_of_query(wanted["q"]) else ""
    listed = partial(search_alerts, query=terms) if terms else list_queue
    page = listed(
        asked.records,
        wanted=_filter(wanted, asked.viewer),
        after=_mark(after),
        count_max=PAGE,
        actor=staff,
        now=now,
    )
    with asked.records.read() as reading:
        names = {person.person_id: person.name for person in reading.identity.people.all()}
        context: dict[str, Any] = {
            "rows": alert_rows(reading, page.reviews, names=names, now=now),
            "counts": reading.casework.queue.counts(
                now=now, count_max=TALLY_MAX, open_to=staff.staff_id
            ),
            "mine_count": reading.casework.queue.held_count(asked.viewer.person_id, now=now),
        }
    kept = {name: value for name, value in wanted.items() if value}
    mark = page.next_mark
    last = f"{mark.due_at.isoformat()} {mark.alert_id}" if mark else ""
    context |= {
        "wanted": wanted,
        "typologies": [
            (key, says.get(asked.locale) or says.get("en", ""))
            for key, says in asked.services.titles.items()
        ],
        "older": f"/console/alerts?{urlencode({**kept, 'after': last})}" if last else "",
        "newer": f"/console/alerts?{urlencode(kept)}" if after else "",
    }
    return asked.show("console/alerts/list.html", context, refused=refused)


def _filter(wanted: Mapping[str, str], viewer: Viewer) -> QueueFilter:
    whose = wanted["whose"]
    return QueueFilter(
        kind=wanted["kind"] or None,
        typology_id=wanted["typology"] or None,
        belongs_to=viewer.person_id if whose == "mine" else None,
        is_available=whose == "free",
        is_decided=whose == "decided",
    )


def _mark(after: str) -> QueueMark | None:
    due, _, alert_id = after.partition(" ")
    if not alert_id:
        return None
    return QueueMark(due_at=parse_instant(due, field="after"), alert_id=alert_id)
