"""A visitor's own choices: language and theme, kept in their browser alone."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.web.identity.arrival import local_path
from plainsight.web.identity.guard import Services
from plainsight.web.locale import COOKIE, LOCALES
from plainsight.web.parts.around import THEME_COOKIE, THEMES

router = APIRouter()

YEAR_SECONDS = 31_536_000


@router.post("/preferences")
def choose(
    request: Request,
    services: Services,
    locale: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Remember a choice and go back to the page it was made on."""
    response = RedirectResponse(local_path(next), status_code=303)
    chosen = ((COOKIE, locale, LOCALES), (THEME_COOKIE, theme, THEMES))
    for name, value, allowed in chosen:
        if value in allowed:
            response.set_cookie(
                name,
                value,
                max_age=YEAR_SECONDS,
                path="/",
                secure=services.settings.is_secure,
                samesite="lax",
            )
    return response
