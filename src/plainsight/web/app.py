"""The web application: one factory, every router, nothing reachable without a row in the table."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

import plainsight
from plainsight.detect.lexicon import Lexicon
from plainsight.errors import PlainsightError
from plainsight.web.answers import answer_error, answer_http, answer_invalid, answer_unforeseen
from plainsight.web.api.measures import Measured, Measures
from plainsight.web.api.router import router as api
from plainsight.web.console.router import router as console
from plainsight.web.given import WebServices
from plainsight.web.heads import HeadsAsGets
from plainsight.web.identity.guard import guard
from plainsight.web.identity.machines_router import router as machines
from plainsight.web.identity.oidc_router import router as oidc
from plainsight.web.identity.people_router import router as people
from plainsight.web.identity.router import router as identity
from plainsight.web.identity.session import Sessions
from plainsight.web.portal.router import router as portal
from plainsight.web.public.router import router as public
from plainsight.web.rates import Rates
from plainsight.web.security import SecureAnswers
from plainsight.web.threads import few_threads

STATIC = Path(__file__).parent / "static"


def create_app(services: WebServices) -> FastAPI:
    """The application over what it is given. Paths are whole in each router: no prefixes here."""
    app = FastAPI(
        title="Plainsight",
        version=plainsight.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=few_threads,
        max_body_size=services.settings.form_bytes_max,
        dependencies=[Depends(guard)],
    )
    app.state.services = services
    app.state.sessions = Sessions(services)
    app.state.rates = Rates(services.settings, services.clock)
    app.state.measures = Measures()
    app.state.glosses = _glosses(services.lexicon)
    for router in (identity, oidc, people, machines, public, console, portal):
        app.include_router(router, include_in_schema=False)
    app.include_router(api)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(PlainsightError, answer_error)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(Exception, answer_unforeseen)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_middleware(Measured, measures=app.state.measures)
    app.add_middleware(SecureAnswers, settings=services.settings, salts=services.salts)
    app.add_middleware(HeadsAsGets)
    return app


def _glosses(lexicon: Lexicon | None) -> dict[str, Mapping[str, str]]:
    """What each sense means, by its English words, in which findings are stored."""
    senses = {} if lexicon is None else lexicon.senses
    return {sense.gloss["en"]: sense.gloss for sense in senses.values()}
