"""Pages from templates: escaped always, with the viewer, the form token and the nonce at hand."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from plainsight.app.identity.draw_link import SHOWN_AS_RENEWED
from plainsight.web.given import WebServices
from plainsight.web.i18n.found_sentences import found_sentence
from plainsight.web.identity.forms import FIELD, form_token
from plainsight.web.identity.rooms import rooms_of
from plainsight.web.identity.viewer import Viewer
from plainsight.web.locale import locale_of
from plainsight.web.parts.around import around_page


@cache
def environment() -> Environment:
    """The one template environment; undefined names are errors, not blanks."""
    return Environment(
        loader=PackageLoader("plainsight.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # templates do not change while the server runs
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status_code: int = 200,
) -> HTMLResponse:
    """A page of `template`.

    Every page sees viewer, rooms, csrf_token, nonce, locale, path and is_demo.
    """
    services: WebServices = request.app.state.services
    request.state.visit_used = True
    locale = locale_of(request, services.settings.locale)
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    around = {
        **around_page(
            request, locale=locale, now=services.clock(), origin=services.settings.origin
        ),
        "viewer": viewer,
        "rooms": rooms_of(viewer.roles) if viewer else (),
        "csrf_token": form_token(request, services.settings),
        "csrf_field": FIELD,
        "nonce": request.state.nonce,
        "locale": locale,
        "path": request.url.path,
        "is_demo": services.settings.is_demo,
        "anew": cache(partial(_anew, services)),
        "title_of": partial(_title_of, services.titles, locale),
        "found_of": partial(_found_of, request.app.state.glosses, locale),
    }
    text = environment().get_template(template).render({**around, **(context or {})})
    return HTMLResponse(text, status_code=status_code)


def _anew(services: WebServices) -> Mapping[str, datetime]:
    """Whose sign-in was drawn anew lately, asked only by pages that show who answered."""
    with services.records.read() as view:
        return view.identity.people.renewed_since(services.clock() - SHOWN_AS_RENEWED)


def _found_of(glosses: Mapping[str, Mapping[str, str]], locale: str, sentence: str) -> str:
    """A sentence of a finding in the reader's language: ours, or a sense of the lexicon."""
    said = found_sentence(sentence, locale)
    return glosses.get(sentence, {}).get(locale, said) if said == sentence else said


def _title_of(titles: Mapping[str, Mapping[str, str]], locale: str, found: Any) -> str:  # noqa: ANN401
    """The title of a typology, or how a flow's alert ended, in the reader's language.

    As it was stored when neither is known.
    """
    is_stored = isinstance(found, Mapping)  # a finding as plain data, of several in one alert
    typology, title = (
        (found["typology"], found["title"]) if is_stored else (found.typology, found.title)
    )
    known = titles.get(typology) or _by_english(titles, str(title))
    return known.get(locale) or found_sentence(str(title), locale)


def _by_english(titles: Mapping[str, Mapping[str, str]], title: str) -> Mapping[str, str]:
    """The title that stands in English where the typology is not kept beside it."""
    return next((says for says in titles.values() if says.get("en") == title), {})
