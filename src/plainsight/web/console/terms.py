"""Candidates for the lexicon: phrases that confirmed alerts use, what they collide with, a yes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.learn_from_decisions import (
    answer_term,
    approved_terms,
    list_terms,
    mine_terms,
    propose_term,
)
from plainsight.casework.access import Act, may
from plainsight.casework.candidate import LANGUAGES, CandidateStand
from plainsight.casework.mining import Mined
from plainsight.detect.lexicon import Facet, Lexicon
from plainsight.errors import BadValue, NotServed, PlainsightError, Refusal, UnknownId
from plainsight.model.role import Staff
from plainsight.web.asked import Asked
from plainsight.web.console.reviews import reviews_of
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import speech

router = APIRouter()

Text = Annotated[str, Form()]
MINED_SHOWN = 30
MINED_MAX = 5_000  # a phrase proposed may stand further down than the page shows
ANSWERED_SHOWN = 20
FRESH_FOR = timedelta(minutes=10)
_SAID_ON_PAGE = (Refusal, BadValue, UnknownId)


@router.get("/console/lexicon")
def show(asked: Asked, mined: str = "", phrase: str = "", done: str = "") -> Response:
    """What waits and what was answered; the mined phrases when they are asked for."""
    wants_mined = bool(mined or phrase)
    return _page(asked, phrase=phrase, is_mined=wants_mined, done=done)


@router.post("/console/lexicon")
def propose(asked: Asked, phrase: Text = "", sense: Text = "", language: Text = "") -> Response:
    """Propose a mined phrase for a sense; another person approves it."""
    staff = asked.staff
    try:
        lexicon = _lexicon(asked.services)
        found = next((m for m in _mine(asked, staff) if m.phrase == phrase), None)
        if found is None:
            raise UnknownId("mined phrase", phrase)
        propose_term(
            asked.records,
            found,
            language=language,
            sense_id=sense,
            senses=lexicon.senses,
            actor=staff,
            now=asked.now(),
        )
    except _SAID_ON_PAGE as refused:
        return _page(asked, phrase=phrase, is_mined=True, refused=refused)
    return RedirectResponse("/console/lexicon?done=term_proposed", status_code=303)


@router.post("/console/lexicon/{candidate_id}/{step}")
def answer(asked: Asked, candidate_id: str, step: str) -> Response:
    """Approve or reject what another person proposed."""
    try:
        if step not in ("approve", "reject"):
            raise BadValue("step", step, "approve or reject")
        answer_term(
            asked.records,
            candidate_id,
            is_approved=step == "approve",
            actor=asked.staff,
            now=asked.now(),
        )
    except _SAID_ON_PAGE as refused:
        return _page(asked, refused=refused)
    return RedirectResponse(f"/console/lexicon?done=term_{step}", status_code=303)


@router.get("/console/lexicon/approved.csv")
def download(asked: Asked) -> Response:
    """The approved terms as a file for typologies/lexicon/."""
    text = approved_terms(asked.records, actor=asked.staff)
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="reviewed.csv"'},
    )


def _page(
    asked: Asked,
    *,
    phrase: str = "",
    is_mined: bool = False,
    done: str = "",
    refused: PlainsightError | None = None,
) -> Response:
    staff, lexicon = asked.staff, _lexicon(asked.services)
    locale = asked.locale
    spoken = speech(locale)
    candidates = list_terms(asked.records, actor=staff)
    answered = [each for each in candidates if each.stand is not CandidateStand.PROPOSED]
    people = asked.names()
    context = {
        "waiting": [each for each in candidates if each.stand is CandidateStand.PROPOSED],
        "proposed": {each.term for each in candidates},
        "answered": answered[:ANSWERED_SHOWN],
        "approved_count": sum(each.stand is CandidateStand.APPROVED for each in answered),
        "mined": _mine(asked, staff)[:MINED_SHOWN] if is_mined else None,
        "phrase": phrase[:100],
        "people": people,
        "me": asked.viewer.person_id,
        "may_approve": may(staff, Act.APPROVE_TERM),
        "senses": _senses(lexicon, locale),
        "glosses": {key: each.gloss.get(locale) or "" for key, each in lexicon.senses.items()},
        "word_languages": [(each, spoken.word("lexicon_language", each)) for each in LANGUAGES],
        "done": done,
    }
    return asked.show("console/lexicon.html", context, refused=refused)


def _mine(asked: Asked, staff: Staff) -> Sequence[Mined]:
    """Mined at most once in a while: every decision is read for it."""
    now = asked.now()
    kept: tuple[datetime, Sequence[Mined]] | None = getattr(asked.request.app.state, "mined", None)
    if kept is not None and now - kept[0] < FRESH_FOR:
        return kept[1]
    found = mine_terms(
        asked.records,
        known=[term.text for term in _lexicon(asked.services).terms],
        count_max=MINED_MAX,
        actor=staff,
        policy=reviews_of(asked.services),
    )
    asked.request.app.state.mined = (now, found)
    return found


def _senses(lexicon: Lexicon, locale: str) -> list[tuple[Facet, list[tuple[str, str]]]]:
    """Senses by facet, each with what it means in the reader's language."""
    grouped: dict[Facet, list[tuple[str, str]]] = {facet: [] for facet in Facet}
    for key, sense in sorted(lexicon.senses.items()):
        says = sense.gloss.get(locale) or sense.gloss.get("en", "")
        grouped[sense.facet].append((key, f"{key} · {says}"))
    return [(facet, senses) for facet, senses in grouped.items() if senses]


def _lexicon(services: WebServices) -> Lexicon:
    if services.lexicon is None:
        raise NotServed("the lexicon", "give the policy when starting the server")
    return services.lexicon
