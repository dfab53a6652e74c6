"""In front of every route: the table of roles, then the form's token."""

from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from plainsight.errors import NotAllowed, NotSignedIn
from plainsight.model.role import Role
from plainsight.web.given import WebServices
from plainsight.web.identity.bearer import machine_of, require_scope
from plainsight.web.identity.forms import require_own_form
from plainsight.web.identity.matrix import Row, row_of
from plainsight.web.identity.session import Sessions
from plainsight.web.identity.viewer import Viewer


def services_of(request: Request) -> WebServices:
    """What the application was given."""
    services: WebServices = request.app.state.services
    return services


def sessions_of(request: Request) -> Sessions:
    """The application's sessions."""
    sessions: Sessions = request.app.state.sessions
    return sessions


async def guard(request: Request) -> None:
    """Refuse whoever the table does not list.

    Raises NotSignedIn, BadCredential, NotAllowed, ForgedForm, TooOften.
    """
    route, services = request.scope["route"], services_of(request)
    row = row_of(request.method, route.path)
    if row is None:
        raise NotAllowed(route.path, ())
    request.app.state.rates.require_room(request, row)
    if row.scope:
        machine = await run_in_threadpool(machine_of, request, services)
        request.app.state.rates.meet(request)
        request.state.viewer = machine
        _require_listed(machine, row)
        require_scope(machine, row)
        return
    viewer = await run_in_threadpool(sessions_of(request).find, request)
    request.state.viewer = viewer
    _require_listed(viewer, row)
    await require_own_form(request, services.settings)


# Coroutines, though they wait for nothing: plain functions would each be sent to another thread.
async def _services(request: Request) -> WebServices:
    """What the application was given."""
    return services_of(request)


async def _viewer(request: Request) -> Viewer:
    """The viewer, whom the table has let in."""
    found: Viewer | None = request.state.viewer
    if found is None:
        raise NotSignedIn
    return found


Services = Annotated[WebServices, Depends(_services)]
CurrentViewer = Annotated[Viewer, Depends(_viewer)]


def _require_listed(viewer: Viewer | None, row: Row) -> None:
    if row.who is None:
        return
    if viewer is None:
        raise NotSignedIn
    if viewer.roles.isdisjoint(row.who):
        raise NotAllowed(row.path, tuple(role.told for role in Role if role in row.who))
