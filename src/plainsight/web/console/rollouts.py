"""Roll-outs of typologies: what a new version would find, and how far two people let it go."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.roll_out import approve_rollout, propose_step, view_rollouts
from plainsight.casework.access import Act, may
from plainsight.casework.rollout import Stage
from plainsight.errors import BadValue, PlainsightError, PolicyRewritten, Refusal, UnknownId
from plainsight.web.answers import status_of
from plainsight.web.console.acting import staff_of
from plainsight.web.given import WebServices
from plainsight.web.i18n.speech import speech
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.identity.viewer import Viewer
from plainsight.web.locale import locale_of
from plainsight.web.pages import render
from plainsight.web.parts.rollout_view import stop_choices, version_cards

router = APIRouter()

Text = Annotated[str, Form()]
_SAID_ON_PAGE = (Refusal, BadValue, UnknownId, PolicyRewritten)


@router.get("/console/rollouts")
def show(request: Request, services: Services, viewer: CurrentViewer, done: str = "") -> Response:
    """Each version with its stage and what both versions found."""
    return _page(request, services, viewer, done=done)


@router.post("/console/rollouts")
def propose(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    typology: Text = "",
    stage: Text = "",
    permille: Text = "",
) -> Response:
    """Propose the next step; another person approves it."""
    try:
        if stage not in set(Stage):
            raise BadValue("stage", stage, "choose how far the version is to go")
        propose_step(
            services.records,
            typology,
            Stage(stage),
            permille=_permille(permille) if stage == Stage.SHARE else 0,
            offers=services.offers,
            actor=staff_of(viewer),
            now=services.clock(),
        )
    except _SAID_ON_PAGE as refused:
        return _page(request, services, viewer, refused=refused)
    return RedirectResponse("/console/rollouts?done=rollout_proposed", status_code=303)


@router.post("/console/rollouts/{rollout_id}/{step}")
def answer(
    request: Request, services: Services, viewer: CurrentViewer, rollout_id: str, step: str
) -> Response:
    """Approve or reject what another person proposed."""
    try:
        if step not in ("approve", "reject"):
            raise BadValue("step", step, "approve or reject")
        approve_rollout(
            services.records,
            rollout_id,
            is_approved=step == "approve",
            actor=staff_of(viewer),
            now=services.clock(),
        )
    except _SAID_ON_PAGE as refused:
        return _page(request, services, viewer, refused=refused)
    return RedirectResponse(f"/console/rollouts?done=rollout_{step}", status_code=303)


def _permille(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 1000):
        raise BadValue("permille", text, "a whole number from 1 to 1000")
    return int(text)


def _page(
    request: Request,
    services: WebServices,
    viewer: Viewer,
    *,
    done: str = "",
    refused: PlainsightError | None = None,
) -> Response:
    staff, locale = staff_of(viewer), locale_of(request, services.settings.locale)
    cards = version_cards(view_rollouts(services.records, actor=staff))
    spoken = speech(locale)
    with services.records.read() as reading:
        people = {person.person_id: person.name for person in reading.identity.people.all()}
    titles = {key: says.get(locale) or says.get("en", "") for key, says in services.titles.items()}
    versions = {
        **stop_choices(cards),
        **{key: file.version for key, file in services.offers.items()},
    }
    context = {
        "cards": cards,
        "people": people,
        "titles": titles,
        "me": viewer.person_id,
        "may_approve": may(staff, Act.APPROVE_ROLLOUT),
        "offers": services.offers,
        "choices": [
            (key, spoken.say("{typology}, version {version}", typology=key, version=version))
            for key, version in sorted(versions.items())
        ],
        "stages": [(each.value, spoken.word("stage_says", each)) for each in Stage],
        "refused": refused,
        "done": done,
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "console/rollouts.html", context, status_code=status)
