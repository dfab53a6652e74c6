"""The review queue, and the page of one alert."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework_stored import QueueFilter, QueueMark
from plainsight.app.decide_alert import ask_second_look, decide_alert
from plainsight.app.list_queue import list_queue, search_alerts
from plainsight.app.take_alert import (
    assign_alert,
    release_alert,
    skip_alert,
    snooze_alert,
    take_alert,
    take_next,
)
from plainsight.app.view_alert import AlertView, unmask_contacts, view_alert
from plainsight.casework.access import Act, may
from plainsight.casework.decision import Outcome
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.casework.search_terms import terms_of_query
from plainsight.errors import BadValue, NotServed, PlainsightError, Refusal
from plainsight.model.role import Staff
from plainsight.model.time import parse_instant
from plainsight.web.answers import status_of
from plainsight.web.console.acting import staff_of
from plainsight.web.console.alert_view import alert_page, alert_rows
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import TALLY_MAX
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer
from plainsight.web.locale import locale_of
from plainsight.web.pages import render

router = APIRouter()

PAGE = 25
DAYS_MAX = 60
Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form(default_factory=list)]


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


@router.get("/console/alerts/{alert_id}")
def show_alert(
    request: Request, services: Services, viewer: CurrentViewer, alert_id: str
) -> Response:
    """One alert: what was found, why, and what was decided."""
    return _page(request, services, viewer, alert_id)


@router.post("/console/alerts/{alert_id}/take")
def take(request: Request, services: Services, viewer: CurrentViewer, alert_id: str) -> Response:
    """Take it into one's hands, or renew the lease."""
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: take_alert(
            services.records,
            alert_id,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=services.clock(),
        ),
        done="taken",
    )


@router.post("/console/alerts/{alert_id}/release")
def release(request: Request, services: Services, viewer: CurrentViewer, alert_id: str) -> Response:
    """Give it back."""
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: release_alert(
            services.records, alert_id, actor=staff_of(viewer), now=services.clock()
        ),
        done="given_back",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/skip")
def skip(
    request: Request, services: Services, viewer: CurrentViewer, alert_id: str, reason: Text
) -> Response:
    """Give it back with a reason."""
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: skip_alert(
            services.records,
            alert_id,
            reason_id=reason,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=services.clock(),
        ),
        done="skipped",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/snooze")
def snooze(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    alert_id: str,
    reason: Text,
    days: Annotated[int, Form(ge=1, le=DAYS_MAX)],
) -> Response:
    """Let it sleep for some days."""
    now = services.clock()
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: snooze_alert(
            services.records,
            alert_id,
            until=now + timedelta(days=days),
            reason_id=reason,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=now,
        ),
        done="snoozed",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/second-look")
def second_look(
    request: Request, services: Services, viewer: CurrentViewer, alert_id: str, note: Text = ""
) -> Response:
    """Ask another person to look."""
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: ask_second_look(
            services.records, alert_id, note=note, actor=staff_of(viewer), now=services.clock()
        ),
        done="second_asked",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/decide")
def decide(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    alert_id: str,
    reason: Texts,
    outcome: Text = "",
    note: Text = "",
) -> Response:
    """Decide, with reasons from the list."""
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: decide_alert(
            services.records,
            alert_id,
            _outcome(outcome),
            reason_ids=reason,
            note=note,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=services.clock(),
        ),
        done="decided",
    )


@router.post("/console/alerts/{alert_id}/assign")
def assign(
    request: Request, services: Services, viewer: CurrentViewer, alert_id: str, person: Text = ""
) -> Response:
    """Say whose it is, or nobody's."""
    to = None
    if person:
        with services.records.read() as reading:
            found = reading.identity.people.get(person)
        to = Staff(staff_id=found.person_id, roles=frozenset(found.roles))
    return _act(
        request,
        services,
        viewer,
        alert_id,
        lambda: assign_alert(
            services.records,
            alert_id,
            to=to,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=services.clock(),
        ),
        done="assigned",
    )


@router.post("/console/alerts/{alert_id}/unmask")
def unmask(
    request: Request, services: Services, viewer: CurrentViewer, alert_id: str, reason: Text
) -> Response:
    """Show the contacts on this one page; who, when and why enters the log."""
    try:
        view = unmask_contacts(
            services.records,
            alert_id,
            reason_id=reason,
            actor=staff_of(viewer),
            policy=reviews_of(services),
            now=services.clock(),
        )
    except (Refusal, BadValue) as refused:
        return _page(request, services, viewer, alert_id, refused=refused)
    return _page(request, services, viewer, alert_id, view=view)


def reviews_of(services: WebServices) -> ReviewPolicy:
    """What governs reviewing. Raises NotServed when this installation has none."""
    if services.reviews is None:
        raise NotServed("the review queue", "give the installation its reviews/ folder")
    return services.reviews


def _act(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    alert_id: str,
    verb: Callable[[], object],
    *,
    done: str,
    to: str = "",
) -> Response:
    """Run one verb; what the rules refuse is said on the alert's own page."""
    try:
        verb()
    except (Refusal, BadValue) as refused:
        return _page(request, services, viewer, alert_id, refused=refused)
    return RedirectResponse(f"{to or f'/console/alerts/{alert_id}'}?done={done}", status_code=303)


def _page(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    alert_id: str,
    *,
    refused: PlainsightError | None = None,
    view: AlertView | None = None,
) -> Response:
    reasons, staff, now = reviews_of(services).reasons, staff_of(viewer), services.clock()
    view = view or view_alert(services.records, alert_id, actor=staff, now=now)
    with services.records.read() as reading:
        seen = alert_page(reading, view, staff=staff, now=now)
        people = reading.identity.people.all() if may(staff, Act.ASSIGN_ALERT) else ()
    context = {
        "seen": seen,
        "reviewers": [
            (each.person_id, each.name)
            for each in people
            if each.is_active
            and may(Staff(staff_id=each.person_id, roles=frozenset(each.roles)), Act.WORK_ALERT)
        ],
        "here_path": f"/console/alerts/{alert_id}",
        "refused": refused,
        "outcomes": tuple(Outcome),
        "decision_reasons": reasons.of_use("decision"),
        "skip_reasons": reasons.of_use("skip"),
        "snooze_reasons": reasons.of_use("snooze"),
        "unmask_reasons": reasons.of_use("unmask"),
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "console/alerts/show.html", context, status_code=status)


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
            "counts": reading.casework.queue.counts(now=now, count_max=TALLY_MAX),
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


def _outcome(text: str) -> Outcome:
    if text not in set(Outcome):
        raise BadValue("outcome", text, "choose what the alert turned out to be")
    return Outcome(text)
