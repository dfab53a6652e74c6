"""The desk's own form for paper: what a letter says, written down as it says it, and received.

Nothing on paper can be mended by asking for the form again, so what would be refused is received
all the same: it is held, its clock runs, and the answer says why.
"""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from plainsight.app.respond.receive_request import receive_request
from plainsight.app.respond.stored import Agency
from plainsight.errors import HostileDocument
from plainsight.respond.legal_request import Intake
from plainsight.respond.states import Role as DeskRole
from plainsight.web.asked import Asked
from plainsight.web.console.acting import acting
from plainsight.web.given import WebServices
from plainsight.web.pages import render
from plainsight.web.parts.request_form import Filled, Sender, read_form
from plainsight.web.parts.request_page import instrument_context, read_documents, read_sent

router = APIRouter()


@router.get("/console/paper")
def show_form(asked: Asked, instrument: str = "") -> Response:
    """The empty form, with what the chosen instrument reaches."""
    return _page(asked, Filled(given={"instrument": instrument}, classes=()))


@router.post("/console/paper")
async def receive_paper(asked: Asked) -> Response:
    """Check what was typed and, when the desk says so, receive it."""
    form, documents = await read_sent(asked.request)
    return await run_in_threadpool(_check_or_receive, asked, form, documents)


def _check_or_receive(asked: Asked, form: FormData, documents: list[tuple[str, bytes]]) -> Response:
    actor = acting(asked.viewer, DeskRole.INTAKE, act="receiving legal requests")
    now = asked.now()
    filled = _read(asked.services, form)
    if filled.request is None or filled.given.get("act") != "receive":
        return _page(asked, filled, is_checked=True)
    try:
        receipt = receive_request(
            asked.records,
            filled.request,
            instruments=asked.services.instruments,
            actor=actor,
            now=now,
            documents=read_documents(documents),
        )
    except HostileDocument as hostile:
        filled.wrong["documents"] = str(hostile)
        return _page(asked, filled, is_checked=True)
    return RedirectResponse(
        f"/console/requests/{receipt.stored.reference}?done=receive", status_code=303
    )


def _read(services: WebServices, form: FormData) -> Filled:
    typed = {name: str(form.get(name, "")).strip() for name in ("agency_id", "name", "email")}
    with services.records.read() as reading:
        agency = reading.desk.registry.agency(typed["agency_id"])
    # Stand-ins let the rest of the form be read, so that all complaints are said at once.
    email = typed["email"] if _is_address(typed["email"]) else "nobody@nowhere.invalid"
    filled = read_form(
        form,
        instruments=services.instruments,
        sender=Sender(
            agency_id=agency.agency_id if agency else "-",
            country=agency.country if agency else "US",
            name=typed["name"] or "-",
            email=email,
            intake=Intake.PAPER,
        ),
        now=services.clock(),
    )
    if agency is None:
        filled.wrong["agency_id"] = "choose the agency; register it first if it is not here"
    if not typed["name"]:
        filled.wrong["name"] = "write the name of the officer who signed or wrote"
    if email != typed["email"]:
        filled.wrong["email"] = "write it as officer@agency.example"
    if filled.wrong:
        filled.request = None
    return filled


def _is_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return bool(name and at and domain) and "@" not in domain


def _page(asked: Asked, filled: Filled, *, is_checked: bool = False) -> Response:
    with asked.records.read() as reading:
        agencies = reading.desk.registry.agencies()
    context = {
        "filled": filled,
        "here": "/console/paper",
        "agency_options": [(each.agency_id, _told(each)) for each in agencies],
        **instrument_context(asked.request, asked.services, filled, country=""),
        "is_checked": is_checked,
    }
    return render(
        asked.request, "console/paper.html", context, status_code=422 if filled.wrong else 200
    )


def _told(agency: Agency) -> str:
    return f"{agency.name} ({agency.country})"
