"""Cases: one matter with its timeline, its graph, what it holds and what became of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.report_posts import edits_of
from plainsight.app.casework.view_case import list_cases, view_case
from plainsight.app.casework.work_case import (
    add_to_case,
    close_case,
    invite_to_case,
    note_case,
    open_case,
    reopen_case,
)
from plainsight.casework.access import Act, may
from plainsight.casework.case import MADE_ONLY, CaseItem, CaseStand, ItemKind
from plainsight.casework.graph import item_label
from plainsight.casework.protect import mask_contacts
from plainsight.errors import BadValue, PlainsightError, Refusal
from plainsight.model.role import Staff
from plainsight.web.asked import Asked
from plainsight.web.console.report_list import unreported_of
from plainsight.web.given import WebServices
from plainsight.web.parts.case_graph import case_elements, case_ties
from plainsight.web.parts.flow_pictures import findings_of_case, shown_pictures
from plainsight.web.parts.marks import shown
from plainsight.web.parts.timeline_days import DAYS_SHOWN, days_of

router = APIRouter()

PAGE = 50
BY_HAND = tuple(kind for kind in ItemKind if kind not in MADE_ONLY)
MEMBERS_SHOWN_MAX = 200
OPENED = (ItemKind.ALERT, ItemKind.TRAIL)  # why it is a case, and where it led; the rest is folded
Verb = Callable[[WebServices, str, FormData, Staff], object]


@router.get("/console/cases")
def show_cases(asked: Asked, view: str = "open", before: str = "") -> Response:
    """Cases, the latest first."""
    stand = {"open": CaseStand.OPEN, "closed": CaseStand.CLOSED}.get(view)
    cases = list_cases(
        asked.records,
        stand=stand,
        is_mine=view == "mine",
        count_max=PAGE,
        before=before or None,
        actor=asked.staff,
    )
    context = {
        "cases": cases,
        "view": view,
        "people": asked.names(),
        "older": f"?view={view}&before={cases[-1].case_id}" if len(cases) == PAGE else "",
        "newer": f"?view={view}" if before else "",
    }
    return asked.show("console/cases/list.html", context)


@router.post("/console/cases")
def open_one(
    asked: Asked, title: Annotated[str, Form()] = "", alert_id: Annotated[str, Form()] = ""
) -> Response:
    """Open a case, with an alert if one is named."""
    case = open_case(
        asked.records,
        title,
        alert_ids=[alert_id] if alert_id else [],
        actor=asked.staff,
        now=asked.now(),
    )
    return RedirectResponse(f"/console/cases/{case.reference}?done=case_opened", status_code=303)


@router.get("/console/cases/{reference}")
def show_case(asked: Asked, reference: str) -> Response:
    """One case."""
    return _page(asked, reference)


@router.post("/console/cases/{reference}/{act}")
async def change_case(asked: Asked, reference: str, act: str) -> Response:
    """Note, add, invite, close, open again."""
    form = await asked.request.form()
    return await run_in_threadpool(_change, asked, reference, act, form)


def _change(asked: Asked, reference: str, act: str, form: FormData) -> Response:
    try:
        verb = _VERBS.get(act)
        if verb is None:
            raise BadValue("act", act, f"one of {', '.join(_VERBS)}")
        verb(asked.services, reference, form, asked.staff)
    except (Refusal, BadValue) as refused:
        return _page(asked, reference, refused=refused)
    return RedirectResponse(f"/console/cases/{reference}?done=case_changed", status_code=303)


def _page(asked: Asked, reference: str, *, refused: PlainsightError | None = None) -> Response:
    staff = asked.staff
    seen = view_case(asked.records, reference, actor=staff, now=asked.now())
    grouped = {
        kind: [item for item in seen.items if item.kind is kind][:MEMBERS_SHOWN_MAX]
        for kind in ItemKind
    }
    with asked.records.read() as reading:
        pictures = shown_pictures(findings_of_case(reading, seen.items))
        edits = edits_of(reading, grouped[ItemKind.POST])
    context = {
        "seen": seen,
        "pictures": pictures,
        "grouped": {kind: items for kind, items in grouped.items() if items},
        "item_label": item_label,
        "edits": edits,
        "masked": lambda text: shown(mask_contacts(text).text),
        "totals": Counter(item.kind for item in seen.items),
        "opened": OPENED,
        "graph": partial(case_elements, seen.graph) if seen.graph.nodes else None,
        "ties": case_ties(seen.graph),
        "days": days_of(seen.timeline),
        "days_shown": DAYS_SHOWN,
        "unfolded": asked.request.query_params.get("unfolded") == "yes",
        "people": asked.names(),
        "colleagues": _colleagues(asked.services, seen.case.member_ids),
        "unreported": unreported_of(asked.services, staff, case_id=seen.case.case_id),
        "kinds": BY_HAND,
        "may_work": may(staff, Act.WORK_CASE),
        "may_draft": may(staff, Act.FILE_REPORT)
        or (may(staff, Act.DRAFT_REPORT) and staff.staff_id in seen.case.member_ids),
    }
    return asked.show("console/cases/show.html", context, refused=refused)


def _colleagues(services: WebServices, members: frozenset[str]) -> list[tuple[str, str]]:
    """Who could be asked to work on it, too."""
    with services.records.read() as reading:
        people = reading.identity.people.all()
    return [
        (p.person_id, p.name)
        for p in people
        if p.person_id not in members
        and may(Staff(staff_id=p.person_id, roles=frozenset(p.roles)), Act.SEE_CASES)
    ]


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _note(services: WebServices, reference: str, form: FormData, staff: Staff) -> object:
    return note_case(
        services.records, reference, _text(form, "text"), actor=staff, now=services.clock()
    )


def _add(services: WebServices, reference: str, form: FormData, staff: Staff) -> object:
    kind, ref = _text(form, "kind"), _text(form, "ref")
    if kind not in BY_HAND:
        raise BadValue("kind", kind, "choose what it is")
    if kind == ItemKind.ALERT:
        return add_to_case(
            services.records, reference, alert_ids=[ref], actor=staff, now=services.clock()
        )
    item = CaseItem(kind=ItemKind(kind), ref=ref, at=services.clock())
    return add_to_case(services.records, reference, items=[item], actor=staff, now=services.clock())


def _invite(services: WebServices, reference: str, form: FormData, staff: Staff) -> object:
    with services.records.read() as reading:
        person = reading.identity.people.get(_text(form, "person"))
    colleague = Staff(
        staff_id=person.person_id, roles=frozenset(person.roles), department=person.department
    )
    return invite_to_case(services.records, reference, colleague, actor=staff, now=services.clock())


def _close(services: WebServices, reference: str, form: FormData, staff: Staff) -> object:
    why = _text(form, "text")
    return close_case(services.records, reference, why=why, actor=staff, now=services.clock())


def _reopen(services: WebServices, reference: str, form: FormData, staff: Staff) -> object:
    why = _text(form, "text")
    return reopen_case(services.records, reference, why=why, actor=staff, now=services.clock())


_VERBS: Mapping[str, Verb] = {
    "note": _note,
    "add": _add,
    "invite": _invite,
    "close": _close,
    "reopen": _reopen,
}
