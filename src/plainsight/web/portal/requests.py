"""An officer's legal requests: the form, where each stands, the thread, the package."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from plainsight.app.respond.attached_document import AttachedDocument
from plainsight.app.respond.clarify_request import clarify_request
from plainsight.app.respond.contest_request import withdraw_request
from plainsight.app.respond.desk_stored import Statement, StatementKind
from plainsight.app.respond.receive_request import Receipt, receive_request
from plainsight.app.respond.release_package import FETCH_WITHIN, acknowledge_package, fetch_package
from plainsight.app.respond.send_documents import send_documents, takes_documents
from plainsight.errors import (
    BadValue,
    GuardUnmet,
    HostileDocument,
    NotServed,
    PlainsightError,
    Refusal,
    UnknownId,
    WrongRecipient,
)
from plainsight.respond.states import Production
from plainsight.web.asked import Asked
from plainsight.web.given import WebServices
from plainsight.web.heads import IS_HEAD
from plainsight.web.pages import render
from plainsight.web.parts.clock_view import clock_view
from plainsight.web.parts.request_form import Filled, Sender, read_form
from plainsight.web.parts.request_page import instrument_context, read_documents, read_sent
from plainsight.web.portal.officer import OfficerView, officer_view, request_for
from plainsight.web.portal.refused_word import refused_word

router = APIRouter()
NOTHING_TYPED: Mapping[str, str] = MappingProxyType({})

# What the desk says to the officer, and what the officer says: the rest is the desk's own.
_THREAD = {
    StatementKind.CLARIFICATION_ASKED: "ours",
    StatementKind.CLARIFICATION: "theirs",
    StatementKind.DOCUMENTS: "theirs",
    StatementKind.REFUSAL: "ours",
    StatementKind.DUPLICATE_UNDONE: "ours",
    StatementKind.PART_REFUSED: "ours",
    StatementKind.ROUTING: "ours",
    StatementKind.REQUESTER_INFORMED: "ours",
    StatementKind.PACKAGE_TAKEN_BACK: "ours",
    StatementKind.WITHDRAWAL: "theirs",
}


@router.get("/portal/requests/new")
def new_request(asked: Asked, instrument: str = "") -> Response:
    """The form, with what each instrument reaches; who is not enrolled yet is led to that."""
    if not officer_view(asked.services, asked.viewer).is_enrolled:
        return RedirectResponse("/portal", status_code=303)
    filled = Filled(given={"instrument": instrument}, classes=())
    return _form_page(asked, filled)


@router.post("/portal/requests")
async def send_request(asked: Asked) -> Response:
    """Check the form and, when the officer says so, send it."""
    form, documents = await read_sent(asked.request)
    return await run_in_threadpool(_check_or_send, asked, form, documents)


@router.get("/portal/requests/{reference}")
def show_request(asked: Asked, reference: str) -> Response:
    """Where one stands."""
    return _status_page(asked, reference)


@router.post("/portal/requests/{reference}/answer")
async def answer(asked: Asked, reference: str) -> Response:
    """Answer the desk's question; nothing sent before is changed."""
    form, sent = await read_sent(asked.request)
    words = str(form.get("text", "")).strip()
    return await run_in_threadpool(_act, asked, reference, "answer", words=words, sent=sent)


@router.post("/portal/requests/{reference}/documents")
async def add_documents(asked: Asked, reference: str) -> Response:
    """Send documents that follow: an order, a renewal, a letter."""
    form, sent = await read_sent(asked.request)
    words = str(form.get("text", "")).strip()
    return await run_in_threadpool(_act, asked, reference, "documents", words=words, sent=sent)


@router.post("/portal/requests/{reference}/withdraw")
def withdraw(asked: Asked, reference: str) -> Response:
    """Take it back: what was collected is destroyed."""
    return _act(asked, reference, "withdraw")


@router.post("/portal/requests/{reference}/acknowledge")
async def acknowledge(asked: Asked, reference: str) -> Response:
    """Prove that the package was opened, with the word from inside it."""
    form = await asked.request.form()
    words = str(form.get("nonce", "")).strip()
    return await run_in_threadpool(_act, asked, reference, "acknowledge", words=words)


@router.get("/portal/requests/{reference}/package")
def download(asked: Asked, reference: str) -> Response:
    """The sealed package, for the officer it is sealed to alone.

    A HEAD hands nothing over, and must not be logged as if it had.
    """
    if asked.request.scope.get(IS_HEAD):
        raise HTTPException(405, headers={"allow": "GET"})
    who = officer_view(asked.services, asked.viewer)
    with asked.records.read() as reading:
        stored = request_for(reading, reference, who)
    try:
        package = fetch_package(asked.records, stored.request_id, actor=who.actor, now=asked.now())
    except (GuardUnmet, UnknownId, WrongRecipient) as refused:
        return _status_page(asked, reference, refused=refused)
    return Response(
        package.sealed,
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{stored.reference}.tar.age"'},
    )


def _check_or_send(asked: Asked, form: FormData, documents: list[tuple[str, bytes]]) -> Response:
    who = officer_view(asked.services, asked.viewer)
    if not who.is_enrolled:
        raise NotServed("sending legal requests", "finish your enrolment first")
    filled = read_form(
        form,
        instruments=asked.services.instruments,
        sender=Sender(
            agency_id=who.agency.agency_id,
            country=who.agency.country,
            name=who.person.name,
            email=who.person.email,
        ),
        now=asked.now(),
    )
    is_known = filled.given.get("knowing") == "yes" or not filled.refused
    if filled.request is None or filled.given.get("act") != "send" or not is_known:
        return _form_page(asked, filled, is_checked=True)
    try:
        receipt = _receive(asked.services, who, filled, read_documents(documents))
    except HostileDocument as hostile:
        filled.wrong["documents"] = str(hostile)
        return _form_page(asked, filled, is_checked=True)
    # Whether anything is held would tell who is here, to a requester whom nobody verified yet.
    received = "received" if receipt.nothing_because else "received_and_held"
    done = "sent_before" if receipt.is_sent_before else received
    return RedirectResponse(
        f"/portal/requests/{receipt.stored.reference}?done={done}", status_code=303
    )


def _receive(
    services: WebServices, who: OfficerView, filled: Filled, documents: list[AttachedDocument]
) -> Receipt:
    assert filled.request is not None  # noqa: S101 - checked by the one caller
    return receive_request(
        services.records,
        filled.request,
        instruments=services.instruments,
        actor=who.actor,
        now=services.clock(),
        documents=documents,
    )


def _form_page(asked: Asked, filled: Filled, *, is_checked: bool = False) -> Response:
    who = officer_view(asked.services, asked.viewer)
    context = {
        "who": who,
        "filled": filled,
        "here": "/portal/requests/new",
        **instrument_context(asked.request, asked.services, filled, country=who.agency.country),
        "is_checked": is_checked,
    }
    status = 422 if filled.wrong else 200
    return render(asked.request, "portal/form.html", context, status_code=status)


def _act(
    asked: Asked,
    reference: str,
    act: str,
    *,
    words: str = "",
    sent: Sequence[tuple[str, bytes]] = (),
) -> Response:
    who, now = officer_view(asked.services, asked.viewer), asked.now()
    with asked.records.read() as reading:
        request_id = request_for(reading, reference, who).request_id
    try:
        if act == "answer":
            documents = read_documents(sent)
            clarify_request(
                asked.records, request_id, words, actor=who.actor, now=now, documents=documents
            )
        elif act == "documents":
            documents = read_documents(sent)
            send_documents(
                asked.records, request_id, documents, words=words, actor=who.actor, now=now
            )
        elif act == "acknowledge":
            acknowledge_package(asked.records, request_id, words, actor=who.actor, now=now)
        else:
            withdraw_request(
                asked.records,
                request_id,
                authenticated_by="the officer's own session in the portal",
                actor=who.actor,
                now=now,
            )
    except (Refusal, BadValue, HostileDocument) as refused:
        return _status_page(asked, reference, refused=refused, typed={act: words})
    return RedirectResponse(f"/portal/requests/{reference}?done={act}", status_code=303)


def _status_page(
    asked: Asked,
    reference: str,
    *,
    refused: PlainsightError | None = None,
    typed: Mapping[str, str] = NOTHING_TYPED,
) -> Response:
    who, now, seals = officer_view(asked.services, asked.viewer), asked.now(), asked.services.seals
    with asked.records.read() as reading:
        stored = request_for(reading, reference, who)
        clocks = [
            clock_view(clock, now=now)
            for clock in reading.desk.clocks.of_request(stored.request_id)
        ]
        thread = [
            (each, _THREAD[each.kind])
            for each in reading.desk.statements.of_request(stored.request_id)
            if each.kind in _THREAD
        ]
        holds = reading.desk.holds.of_request(stored.request_id)
        released = reading.desk.requests.disclosures(stored.request_id)
    context = {
        "who": who,
        "stored": stored,
        "asked": stored.request,
        "instrument": asked.services.instruments[stored.request.instrument_id].instrument,
        # Nobody met the clock of what was taken back.
        "clocks": [
            each
            for each in clocks
            if each.kind == "response" and stored.state.production is not Production.WITHDRAWN
        ],
        "thread": thread,
        "words_of": _words_of,
        "holds": holds,
        "typed": typed,
        "refused_word": refused_word(refused, stored),
        "takes_documents": takes_documents(stored),
        "way": _way(stored.state.production),
        "fetch_by": released[-1].released_at + FETCH_WITHIN if released else None,
        "tsa_root": "" if seals is None else seals.timestamper.root()[1],
        "log_key": "" if asked.services.signer is None else str(asked.services.signer.key),
        "fingerprint": "" if seals is None else seals.fingerprint,
    }
    return asked.show("portal/status.html", context, refused=refused)


def _words_of(statement: Statement) -> str:
    """What was said, in words; reasons stand beside it as codes."""
    for name in ("words", "letter", "text"):
        value = statement.body.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


_STATIONS = ("received", "verified", "reviewed", "prepared", "released", "acknowledged")
_PLACES = {
    Production.RECEIVED: 0,
    Production.TRIAGE: 0,
    Production.CLARIFY: 0,
    Production.LEGAL_REVIEW: 1,
    Production.PARTIAL: 1,
    Production.CHALLENGED: 1,
    Production.ROUTED: 2,
    Production.SCOPED: 2,
    Production.APPROVED: 3,
    Production.COLLECTED: 3,
    Production.QA_PASSED: 3,
    Production.NIL: 3,
    Production.PACKAGED: 3,
    Production.RELEASED: 4,
    Production.ACKED: 5,
    Production.CLOSED: 5,
}


def _way(production: Production) -> list[tuple[str, str]]:
    """The officer's stations, coarser than the desk's: nothing of its inside shows."""
    place = _PLACES.get(production, -1)
    return [
        (station, "done" if n < place else "now" if n == place else "")
        for n, station in enumerate(_STATIONS)
    ]
