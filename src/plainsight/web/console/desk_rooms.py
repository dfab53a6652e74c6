"""The desk's other rooms: holds, the roster."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.respond.duty_roster import add_shifts, remove_shift, show_roster, who_acts
from plainsight.app.respond.watch_desk import list_alarms
from plainsight.errors import BadValue
from plainsight.model.role import DESK
from plainsight.model.time import parse_instant
from plainsight.respond.roster import Shift
from plainsight.respond.states import Holding
from plainsight.respond.states import Role as DeskRole
from plainsight.web.asked import Asked
from plainsight.web.console.acting import acting

router = APIRouter()

SHOWN_MAX = 200
AHEAD = timedelta(days=14)


@router.get("/console/holds")
def list_holds(asked: Asked, after: str = "") -> Response:
    """Holds not released, those to be looked at first on top."""
    now = asked.now()
    with asked.records.read() as reading:
        page = reading.desk.holds.active(after=after, count_max=SHOWN_MAX)
        counts = {state: reading.desk.holds.count(state=state) for state in Holding}
        references = {
            hold.request_id: reading.desk.requests.get(hold.request_id).reference for hold in page
        }
    context = {
        "holds": sorted(page, key=lambda hold: hold.floor_at),
        "references": references,
        "counts": counts,
        "older": f"?after={page[-1].hold_id}" if len(page) == SHOWN_MAX else "",
        "newer": "/console/holds" if after else "",
        "soon": now + timedelta(days=30),
    }
    return asked.show("console/holds.html", context)


@router.get("/console/roster")
def see_roster(asked: Asked) -> Response:
    """Who is on duty, who is next, and where nobody stands."""
    now = asked.now()
    roster = show_roster(asked.records, now=now, ahead=AHEAD)
    with asked.records.read() as reading:
        people = reading.identity.people.all()
    context = {
        "shifts": roster.shifts,
        "gaps": roster.gaps,
        "idle": roster.idle,
        "acting": who_acts(asked.records, waiting_since=now, now=now),
        "people": {person.person_id: person.name for person in people},
        "staff": [
            (p.person_id, p.name) for p in people if p.is_active and not DESK.isdisjoint(p.roles)
        ],
        "alarms": list_alarms(asked.records, count_max=30),
    }
    return asked.show("console/roster.html", context)


@router.post("/console/roster")
def change_roster(
    asked: Asked,
    person: Annotated[str, Form()],
    starts_at: Annotated[str, Form()],
    ends_at: Annotated[str, Form()],
    level: Annotated[int, Form()] = 1,
    act: Annotated[str, Form()] = "add",
) -> Response:
    """Put a shift on the roster, or take one out."""
    actor = acting(asked.viewer, DeskRole.INTAKE, DeskRole.COUNSEL, act="the roster")
    shift = Shift(
        actor_id=person,
        starts_at=parse_instant(_in_utc(starts_at), field="starts_at"),
        ends_at=parse_instant(_in_utc(ends_at), field="ends_at"),
        level=level,
    )
    if act == "add":
        add_shifts(asked.records, [shift], actor=actor, now=asked.now())
    elif act == "remove":
        remove_shift(asked.records, shift, actor=actor, now=asked.now())
    else:
        raise BadValue("act", act, "add or remove")
    return RedirectResponse("/console/roster?done=roster_changed", status_code=303)


def _in_utc(text: str) -> str:
    """A date and time as browsers send them carry no zone; the page says that it means UTC."""
    return text if text.endswith("Z") or "+" in text else f"{text}:00Z"
