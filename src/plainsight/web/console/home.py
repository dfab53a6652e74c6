"""Home with one's workload, the search across rooms, and the quality of reviewing."""

import re
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.list_queue import list_queue, list_skips, search_alerts
from plainsight.app.casework.review_quality import measure_quality, plant_golden, watch_reviewers
from plainsight.app.casework.share_report import list_due_reports
from plainsight.app.casework.stored import QueueFilter
from plainsight.app.casework.view_case import find_cases
from plainsight.app.list_awaiting import count_desk_awaiting
from plainsight.app.ports import Reading
from plainsight.app.respond.duty_roster import who_acts
from plainsight.casework.access import Act, may
from plainsight.casework.decision import Outcome
from plainsight.casework.search_terms import terms_of_query
from plainsight.errors import BadValue, PlainsightError, Refusal, UnknownId
from plainsight.model.role import DESK, Staff
from plainsight.respond.states import Holding
from plainsight.web.asked import Asked
from plainsight.web.console.alert_view import alert_rows
from plainsight.web.console.report_list import unreported_alerts_of, unreported_of
from plainsight.web.console.reviews import reviews_of
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import TALLY_MAX, speech
from plainsight.web.parts.clock_view import clock_view

router = APIRouter()

BOARD_MAX = 8
DAY = timedelta(hours=24)
QUALITY_DAYS = 90
RECENT_DAYS = 14
SKIPS_SHOWN_MAX = 50
_REFERENCE = re.compile(r"(CASE|LER)-\d{4}-\d{1,9}", re.IGNORECASE)


@router.get("/console")
def home(asked: Asked) -> Response:
    """What waits for this person."""
    staff = asked.staff
    context: dict[str, Any] = {"queue": None, "held": (), "reports": (), "clocks": None}
    context |= {"unreported": (), "unreported_alerts": (), "may_leave": False}
    with asked.records.read() as reading:
        if may(staff, Act.SEE_QUEUE):
            context |= _review(asked.services, reading, staff)
        if not asked.viewer.roles.isdisjoint(DESK):
            context |= _desk(asked.services, reading, staff)
    if may(staff, Act.DRAFT_REPORT):
        due = list_due_reports(asked.records, before=asked.now() + timedelta(days=60), actor=staff)
        context["reports"] = due[:BOARD_MAX]
        context["unreported"] = unreported_of(asked.services, staff, count_max=BOARD_MAX)
        loose = unreported_alerts_of(asked.services, staff, count_max=BOARD_MAX)
        context["unreported_alerts"] = loose
    return asked.show("console/home.html", context)


@router.get("/console/search")
def search(asked: Asked, q: str = "") -> Response:
    """One field for everything: ids lead there or to a case, words search alerts and titles."""
    staff, query = asked.staff, q.strip()[:200]
    rows: list[Any] = []
    if query and may(staff, Act.SEARCH_ALERTS) and terms_of_query(query):
        now = asked.now()
        page = search_alerts(asked.records, query, count_max=20, actor=staff, now=now)
        with asked.records.read() as reading:
            rows = alert_rows(reading, page.reviews, names={}, now=now)
    context = {"q": query, "jumps": _jumps(asked, query), "rows": rows}
    return asked.show("console/search.html", context)


@router.get("/console/quality")
def quality(asked: Asked) -> Response:
    """Agreement with known answers and between people."""
    return _quality_page(asked)


@router.post("/console/quality")
def plant(
    asked: Asked, alert_id: Annotated[str, Form()] = "", outcome: Annotated[str, Form()] = ""
) -> Response:
    """Plant a golden item."""
    try:
        if outcome not in set(Outcome):
            raise BadValue("outcome", outcome, "choose the known answer")
        plant_golden(
            asked.records,
            alert_id.strip(),
            Outcome(outcome),
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        )
    except (Refusal, BadValue, UnknownId) as refused:
        return _quality_page(asked, refused=refused)
    return RedirectResponse("/console/quality?done=planted", status_code=303)


def _review(services: WebServices, reading: Reading, staff: Staff) -> dict[str, Any]:
    now = services.clock()
    page = list_queue(
        services.records,
        wanted=QueueFilter(holder_id=staff.staff_id),
        count_max=BOARD_MAX,
        actor=staff,
        now=now,
    )
    return {
        "queue": reading.casework.queue.counts(
            now=now, count_max=TALLY_MAX, open_to=staff.staff_id
        ),
        "mine": reading.casework.queue.held_count(staff.staff_id, now=now),
        "decided": reading.casework.decisions.count_by(staff.staff_id, since=now - DAY),
        "decided_max": reviews_of(services).queue.decided_daily_max,
        "held": alert_rows(reading, page.reviews, names={}, now=now),
    }


def _desk(services: WebServices, reading: Reading, staff: Staff) -> dict[str, Any]:
    now = services.clock()
    acting = who_acts(services.records, waiting_since=now, now=now)
    people = {each.person_id: each.name for each in reading.identity.people.all()}
    board = reading.desk.clocks.board(count_max=BOARD_MAX)
    return {
        "clocks": reading.desk.clocks.counts(now=now),
        "duty": None if acting is None else people.get(acting.actor_id, acting.actor_id),
        "approvals": count_desk_awaiting(reading, staff),
        "reviews_due": reading.desk.holds.count(state=Holding.REVIEW_DUE),
        "board": [(waiting, clock_view(waiting.clock, now=now)) for waiting in board],
    }


def _jumps(asked: Asked, query: str) -> list[tuple[str, str, str]]:
    """Where an id leads, and cases that hold it or whose title has the words: to open rooms."""
    staff, found = asked.staff, []
    is_desk = not asked.viewer.roles.isdisjoint(DESK)
    reference = _REFERENCE.fullmatch(query)
    with asked.records.read() as reading:
        if reference and query.upper().startswith("LER") and is_desk:
            found += _if_there(
                "request", query.upper(), "/console/requests/", reading.desk.requests.get
            )
        if query.startswith("al_") and may(staff, Act.SEE_QUEUE) and reading.alerts.get(query):
            found.append(("alert", query, f"/console/alerts/{query}"))
        if reference and query.upper().startswith("CASE") and may(staff, Act.SEE_CASES):
            found += _if_there("case", query.upper(), "/console/cases/", reading.casework.cases.get)
    if query and not reference and may(staff, Act.SEE_CASES):
        cases = find_cases(asked.records, query, actor=staff)
        found += [("case", each.title, f"/console/cases/{each.reference}") for each in cases]
    return found


def _if_there(kind: str, name: str, path: str, get: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401
    try:
        get(name)
    except UnknownId:
        return []
    return [(kind, name, f"{path}{name}")]


def _quality_page(asked: Asked, *, refused: PlainsightError | None = None) -> Response:
    staff, now = asked.staff, asked.now()
    since = now - timedelta(days=QUALITY_DAYS)
    seen = measure_quality(
        asked.records, since=since, before=now, actor=staff, queue=reviews_of(asked.services).queue
    )
    shifts = watch_reviewers(
        asked.records,
        since=since,
        recent=now - timedelta(days=RECENT_DAYS),
        before=now,
        actor=staff,
        policy=reviews_of(asked.services),
        now=now,
    )
    skips = list_skips(asked.records, count_max=SKIPS_SHOWN_MAX, actor=staff)
    people = asked.names()
    spoken = speech(asked.locale)
    context = {
        "seen": seen,
        "shifts": [each for each in shifts if each.is_alarm],
        "skips": skips,
        "skip_reasons": {
            each.reason_id: each for each in reviews_of(asked.services).reasons.of_use("skip")
        },
        "people": people if seen.reviewers or skips else {},
        "days": QUALITY_DAYS,
        "may_plant": may(staff, Act.PLANT_GOLDEN),
        "outcomes": [(each.value, spoken.word("outcome", each)) for each in Outcome],
    }
    return asked.show("console/quality.html", context, refused=refused)
