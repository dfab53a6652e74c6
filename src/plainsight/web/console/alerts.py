"""The page of one alert, and what a person does with it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.decide_alert import ask_second_look, decide_alert
from plainsight.app.casework.take_alert import (
    assign_alert,
    release_alert,
    skip_alert,
    snooze_alert,
    take_alert,
)
from plainsight.app.casework.view_alert import AlertView, unmask_contacts, view_alert
from plainsight.casework.access import Act, may
from plainsight.casework.decision import Outcome
from plainsight.errors import BadValue, PlainsightError, Refusal
from plainsight.model.role import Staff
from plainsight.web.asked import Asked
from plainsight.web.console.alert_view import alert_page
from plainsight.web.console.reviews import reviews_of

router = APIRouter()

DAYS_MAX = 60
Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form(default_factory=list)]


@router.get("/console/alerts/{alert_id}")
def show_alert(asked: Asked, alert_id: str) -> Response:
    """One alert: what was found, why, and what was decided."""
    return _page(asked, alert_id)


@router.post("/console/alerts/{alert_id}/take")
def take(asked: Asked, alert_id: str) -> Response:
    """Take it into one's hands, or renew the lease."""
    return _act(
        asked,
        alert_id,
        lambda: take_alert(
            asked.records,
            alert_id,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        ),
        done="taken",
    )


@router.post("/console/alerts/{alert_id}/release")
def release(asked: Asked, alert_id: str) -> Response:
    """Give it back."""
    return _act(
        asked,
        alert_id,
        lambda: release_alert(asked.records, alert_id, actor=asked.staff, now=asked.now()),
        done="given_back",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/skip")
def skip(asked: Asked, alert_id: str, reason: Text) -> Response:
    """Give it back with a reason."""
    return _act(
        asked,
        alert_id,
        lambda: skip_alert(
            asked.records,
            alert_id,
            reason_id=reason,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        ),
        done="skipped",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/snooze")
def snooze(
    asked: Asked, alert_id: str, reason: Text, days: Annotated[int, Form(ge=1, le=DAYS_MAX)]
) -> Response:
    """Let it sleep for some days."""
    now = asked.now()
    return _act(
        asked,
        alert_id,
        lambda: snooze_alert(
            asked.records,
            alert_id,
            until=now + timedelta(days=days),
            reason_id=reason,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=now,
        ),
        done="snoozed",
        to="/console/alerts",
    )


@router.post("/console/alerts/{alert_id}/second-look")
def second_look(asked: Asked, alert_id: str, note: Text = "") -> Response:
    """Ask another person to look."""
    return _act(
        asked,
        alert_id,
        lambda: ask_second_look(
            asked.records, alert_id, note=note, actor=asked.staff, now=asked.now()
        ),
        done="second_asked",
        to="/console/alerts",
        typed={"note": note},
    )


@router.post("/console/alerts/{alert_id}/decide")
def decide(
    asked: Asked,
    alert_id: str,
    reason: Texts,
    outcome: Text = "",
    note: Text = "",
    version: Annotated[int | None, Form()] = None,
) -> Response:
    """Decide about the version that the page showed, with reasons from the list."""
    return _act(
        asked,
        alert_id,
        lambda: decide_alert(
            asked.records,
            alert_id,
            _outcome(outcome),
            reason_ids=_chosen(reason),
            note=note,
            version=version,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        ),
        done="decided",
        typed={"outcome": outcome, "reason": reason, "note": note},
    )


@router.post("/console/alerts/{alert_id}/assign")
def assign(asked: Asked, alert_id: str, person: Text = "") -> Response:
    """Say whose it is, or nobody's."""
    to = None
    if person:
        with asked.records.read() as reading:
            found = reading.identity.people.get(person)
        to = Staff(staff_id=found.person_id, roles=frozenset(found.roles))
    return _act(
        asked,
        alert_id,
        lambda: assign_alert(
            asked.records,
            alert_id,
            to=to,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        ),
        done="assigned",
    )


@router.post("/console/alerts/{alert_id}/unmask")
def unmask(asked: Asked, alert_id: str, reason: Text) -> Response:
    """Show the contacts on this one page; who, when and why enters the log."""
    try:
        view = unmask_contacts(
            asked.records,
            alert_id,
            reason_id=reason,
            actor=asked.staff,
            policy=reviews_of(asked.services),
            now=asked.now(),
        )
    except (Refusal, BadValue) as refused:
        return _page(asked, alert_id, refused=refused)
    return _page(asked, alert_id, view=view)


def _act(
    asked: Asked,
    alert_id: str,
    verb: Callable[[], object],
    *,
    done: str,
    to: str = "",
    typed: Mapping[str, object] | None = None,
) -> Response:
    """Run one verb; what the rules refuse is said on the alert's own page, as it was filled in."""
    try:
        verb()
    except (Refusal, BadValue) as refused:
        return _page(asked, alert_id, refused=refused, typed=typed)
    return RedirectResponse(f"{to or f'/console/alerts/{alert_id}'}?done={done}", status_code=303)


def _page(
    asked: Asked,
    alert_id: str,
    *,
    refused: PlainsightError | None = None,
    view: AlertView | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    reasons, staff, now = reviews_of(asked.services).reasons, asked.staff, asked.now()
    view = view or view_alert(asked.records, alert_id, actor=staff, now=now)
    with asked.records.read() as reading:
        seen = alert_page(reading, view, staff=staff, now=now)
        people = reading.identity.people.all() if may(staff, Act.ASSIGN_ALERT) else ()
    context = {
        "seen": seen,
        "typed": {"outcome": "", "reason": (), "note": "", **(typed or {})},
        "reviewers": [
            (each.person_id, each.name)
            for each in people
            if each.is_active
            and may(Staff(staff_id=each.person_id, roles=frozenset(each.roles)), Act.WORK_ALERT)
        ],
        "people": asked.names(),
        "me": staff.staff_id,
        "here_path": f"/console/alerts/{alert_id}",
        "outcomes": tuple(Outcome),
        "decision_reasons": reasons.of_use("decision"),
        "skip_reasons": reasons.of_use("skip"),
        "snooze_reasons": reasons.of_use("snooze"),
        "unmask_reasons": reasons.of_use("unmask"),
    }
    return asked.show("console/alerts/show.html", context, refused=refused)


def _chosen(reasons: list[str]) -> list[str]:
    if not reasons:
        # The list's own sentence names its reasons by id, which nobody reads on this page.
        raise BadValue("reason", "", "choose one at least")
    return reasons


def _outcome(text: str) -> Outcome:
    if text not in set(Outcome):
        raise BadValue("outcome", text, "choose what the alert turned out to be")
    return Outcome(text)
