"""Roll-outs of typologies: what a new version would find, and how far two people let it go."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.casework.roll_out import approve_rollout, propose_step, view_rollouts
from plainsight.casework.access import Act, may
from plainsight.casework.rollout import Stage
from plainsight.errors import BadValue, PlainsightError, PolicyRewritten, Refusal, UnknownId
from plainsight.web.asked import Asked
from plainsight.web.i18n.speech import speech
from plainsight.web.parts.rollout_view import stop_choices, version_cards

router = APIRouter()

Text = Annotated[str, Form()]
_SAID_ON_PAGE = (Refusal, BadValue, UnknownId, PolicyRewritten)


@router.get("/console/rollouts")
def show(asked: Asked, done: str = "") -> Response:
    """Each version with its stage and what both versions found."""
    return _page(asked, done=done)


@router.post("/console/rollouts")
def propose(asked: Asked, typology: Text = "", stage: Text = "", permille: Text = "") -> Response:
    """Propose the next step; another person approves it."""
    try:
        if stage not in set(Stage):
            raise BadValue("stage", stage, "choose how far the version is to go")
        propose_step(
            asked.records,
            typology,
            Stage(stage),
            permille=_permille(permille) if stage == Stage.SHARE else 0,
            offers=asked.services.offers,
            actor=asked.staff,
            now=asked.now(),
        )
    except _SAID_ON_PAGE as refused:
        return _page(asked, refused=refused)
    return RedirectResponse("/console/rollouts?done=rollout_proposed", status_code=303)


@router.post("/console/rollouts/{rollout_id}/{step}")
def answer(asked: Asked, rollout_id: str, step: str) -> Response:
    """Approve or reject what another person proposed."""
    try:
        if step not in ("approve", "reject"):
            raise BadValue("step", step, "approve or reject")
        approve_rollout(
            asked.records,
            rollout_id,
            is_approved=step == "approve",
            actor=asked.staff,
            now=asked.now(),
        )
    except _SAID_ON_PAGE as refused:
        return _page(asked, refused=refused)
    return RedirectResponse(f"/console/rollouts?done=rollout_{step}", status_code=303)


def _permille(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 1000):
        raise BadValue("permille", text, "a whole number from 1 to 1000")
    return int(text)


def _page(asked: Asked, *, done: str = "", refused: PlainsightError | None = None) -> Response:
    staff, locale = asked.staff, asked.locale
    cards = version_cards(view_rollouts(asked.records, actor=staff))
    spoken = speech(locale)
    people = asked.names()
    titles = {
        key: says.get(locale) or says.get("en", "") for key, says in asked.services.titles.items()
    }
    versions = {
        **stop_choices(cards),
        **{key: file.version for key, file in asked.services.offers.items()},
    }
    context = {
        "cards": cards,
        "people": people,
        "titles": titles,
        "me": asked.viewer.person_id,
        "may_approve": may(staff, Act.APPROVE_ROLLOUT),
        "offers": asked.services.offers,
        "choices": [
            (key, spoken.say("{typology}, version {version}", typology=key, version=version))
            for key, version in sorted(versions.items())
        ],
        "stages": [(each.value, spoken.word("stage_says", each)) for each in Stage],
        "done": done,
    }
    return asked.show("console/rollouts.html", context, refused=refused)
