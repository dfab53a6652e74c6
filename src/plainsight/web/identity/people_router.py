"""People, for administrators: who may sign in, with which roles. A change ends sessions."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.identity.draw_link import (
    Invitation,
    confirm_link,
    link_waits,
    refuse_link,
    renew_link,
)
from plainsight.app.identity.invite_person import change_person, invite_person
from plainsight.app.identity.stored import Passkey
from plainsight.app.identity.withdraw_passkey import withdraw_passkey
from plainsight.errors import BadValue
from plainsight.model.role import Role
from plainsight.web.asked import Asked
from plainsight.web.identity.administrators import administrators

router = APIRouter()

SEE_OTHER = 303
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
# An agency's people come by its own doors: the registry invites the sponsor, who invites officers.
INVITED = tuple(role for role in ROLES if role not in (Role.REQUESTER, Role.REQUESTER_SUPERVISOR))

Roles = Annotated[list[str], Form(default_factory=list)]


@router.get("/people")
def people(asked: Asked) -> Response:
    """Everybody who may sign in."""
    return _page(asked, None)


@router.post("/people")
def invite(
    asked: Asked,
    roles: Roles,
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
) -> Response:
    """Invite a person; the link is shown this once."""
    invitation = invite_person(
        asked.records,
        name=name,
        email=email,
        roles=_roles(roles),
        department=department,
        by=asked.viewer.person_id,
        salts=asked.services.salts,
        now=asked.now(),
    )
    return _page(asked, invitation)


@router.post("/people/{person_id}")
def change(
    asked: Asked, person_id: str, roles: Roles, is_active: Annotated[bool, Form()] = False
) -> Response:
    """Give other roles, or let somebody in no more."""
    change_person(
        asked.records,
        person_id,
        roles=_roles(roles),
        is_active=is_active,
        by=asked.viewer.person_id,
        now=asked.now(),
    )
    return RedirectResponse("/people", status_code=SEE_OTHER)


@router.post("/people/{person_id}/link")
def renew(asked: Asked, person_id: str) -> Response:
    """Draw a fresh enrolment link; earlier ones are worth nothing from here."""
    invitation = renew_link(
        asked.records,
        person_id,
        by=asked.viewer.person_id,
        salts=asked.services.salts,
        now=asked.now(),
    )
    return _page(asked, invitation)


@router.post("/people/{person_id}/link/confirm")
def confirm(asked: Asked, person_id: str) -> Response:
    """Say as a second administrator that a link is meant."""
    confirm_link(asked.records, person_id, by=asked.viewer.person_id, now=asked.now())
    return RedirectResponse("/people", status_code=SEE_OTHER)


@router.post("/people/{person_id}/link/refuse")
def refuse(asked: Asked, person_id: str) -> Response:
    """Let an open link be worth nothing."""
    refuse_link(asked.records, person_id, by=asked.viewer.person_id, now=asked.now())
    return RedirectResponse("/people", status_code=SEE_OTHER)


@router.post("/people/{person_id}/passkeys/{credential_id}/withdraw")
def withdraw(asked: Asked, person_id: str, credential_id: str) -> Response:
    """Take a passkey away, lost or stolen."""
    by, now = asked.viewer.person_id, asked.now()
    withdraw_passkey(asked.records, credential_id, by=by, now=now, whose=person_id)
    return RedirectResponse("/people", status_code=SEE_OTHER)


def _page(asked: Asked, invitation: Invitation | None) -> Response:
    with asked.records.read() as view:
        found = view.identity.people.all()
        passkeys = view.identity.people.standing_passkeys()
        known = {person.person_id: person for person in found}
        confirmers = administrators(found, passkeys)
        links = [
            (
                each,
                known[each.person_id],
                link_waits(view, each, known[each.person_id]),
                bool(confirmers - {each.drawn_by, each.person_id}),
            )
            for each in view.identity.sign_ins.open_links(now=asked.now())
            if each.person_id in known
        ]
    link = "" if invitation is None else f"{asked.origin}/enrol/{invitation.token}"
    context = {
        "people": found,
        "known": known,
        "all_roles": ROLES,
        "invited_roles": INVITED,
        "invitation": invitation,
        "link": link,
        "links": links,
        "passkeys": _by_person(passkeys),
    }
    return asked.show("identity/people.html", context)


def _by_person(passkeys: Iterable[Passkey]) -> Mapping[str, list[Passkey]]:
    found: dict[str, list[Passkey]] = {}
    for each in passkeys:
        found.setdefault(each.person_id, []).append(each)
    return found


def _roles(named: list[str]) -> list[Role]:
    try:
        return [Role(name) for name in named]
    except ValueError:
        raise BadValue("roles", named, f"one or more of {', '.join(ROLES)}") from None
