"""People, for administrators: who may sign in, with which roles. A change ends sessions."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.invite_person import Invitation, change_person, invite_person, renew_link
from plainsight.errors import BadValue
from plainsight.model.role import Role
from plainsight.web.given import WebServices
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.pages import render

router = APIRouter()

SEE_OTHER = 303
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)

Roles = Annotated[list[str], Form(default_factory=list)]


@router.get("/people")
def people(request: Request, services: Services) -> Response:
    """Everybody who may sign in."""
    return _page(request, services, None)


@router.post("/people")
def invite(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    roles: Roles,
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
) -> Response:
    """Invite a person; the link is shown this once."""
    invitation = invite_person(
        services.records,
        name=name,
        email=email,
        roles=_roles(roles),
        department=department,
        by=viewer.person_id,
        salts=services.salts,
        now=services.clock(),
    )
    return _page(request, services, invitation)


@router.post("/people/{person_id}")
def change(
    services: Services,
    viewer: CurrentViewer,
    person_id: str,
    roles: Roles,
    is_active: Annotated[bool, Form()] = False,
) -> Response:
    """Give other roles, or let somebody in no more."""
    change_person(
        services.records,
        person_id,
        roles=_roles(roles),
        is_active=is_active,
        by=viewer.person_id,
        now=services.clock(),
    )
    return RedirectResponse("/people", status_code=SEE_OTHER)


@router.post("/people/{person_id}/link")
def renew(request: Request, services: Services, person_id: str) -> Response:
    """Draw a fresh enrolment link; earlier ones are worth nothing from here."""
    invitation = renew_link(services.records, person_id, salts=services.salts, now=services.clock())
    return _page(request, services, invitation)


def _page(request: Request, services: WebServices, invitation: Invitation | None) -> Response:
    with services.records.read() as view:
        found = view.identity.people.all()
    link = "" if invitation is None else f"{services.settings.origin}/enrol/{invitation.token}"
    context = {"people": found, "all_roles": ROLES, "invitation": invitation, "link": link}
    return render(request, "identity/people.html", context)


def _roles(named: list[str]) -> list[Role]:
    try:
        return [Role(name) for name in named]
    except ValueError:
        raise BadValue("roles", named, f"one or more of {', '.join(ROLES)}") from None
