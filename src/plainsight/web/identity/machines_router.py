"""Machines, for administrators: tokens and webhooks."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.deliver_webhooks import TAGS, Sender, add_webhook, stop_webhook
from plainsight.app.identity.confirm_token import confirm_token, token_stands, token_waits
from plainsight.app.identity.issue_token import IssuedToken, issue_token, revoke_token
from plainsight.app.identity.token_scopes import ROLES_OF_SCOPE
from plainsight.errors import BadValue, NotServed
from plainsight.model.role import Role
from plainsight.web.asked import Asked
from plainsight.web.given import WebServices
from plainsight.web.identity.administrators import administrators

router = APIRouter()

SEE_OTHER = 303

Several = Annotated[list[str], Form(default_factory=list)]


@router.get("/machines")
def machines(asked: Asked) -> Response:
    """Every token and webhook."""
    return _page(asked)


@router.post("/machines/tokens")
def issue(
    asked: Asked,
    roles: Several,
    scopes: Several,
    name: Annotated[str, Form()] = "",
    valid_days: Annotated[int, Form()] = 90,
) -> Response:
    """Issue a token; its secret is shown this once."""
    issued = issue_token(
        asked.records,
        name=name,
        roles=_roles(roles),
        scopes=scopes,
        valid_days=valid_days,
        by=asked.viewer.person_id,
        salts=asked.services.salts,
        now=asked.now(),
    )
    return _page(asked, issued=issued)


@router.post("/machines/tokens/{token_id}/confirm")
def confirm(asked: Asked, token_id: str) -> Response:
    """Say as a second administrator that a token is meant."""
    confirm_token(asked.records, token_id, by=asked.viewer.person_id, now=asked.now())
    return RedirectResponse("/machines", status_code=SEE_OTHER)


@router.post("/machines/tokens/{token_id}/revoke")
def revoke(asked: Asked, token_id: str) -> Response:
    """Revoke a token."""
    revoke_token(asked.records, token_id, by=asked.viewer.person_id, now=asked.now())
    return RedirectResponse("/machines", status_code=SEE_OTHER)


@router.post("/machines/webhooks")
def add(asked: Asked, tags: Several, url: Annotated[str, Form()] = "") -> Response:
    """Add a webhook; the secret of its signature is shown this once."""
    added = add_webhook(
        asked.records,
        url=url,
        tags=tags,
        by=asked.viewer.person_id,
        sender=_sender(asked.services),
        salts=asked.services.salts,
        now=asked.now(),
    )
    return _page(asked, secret=added.secret.hex())


@router.post("/machines/webhooks/{webhook_id}/stop")
def stop(asked: Asked, webhook_id: str) -> Response:
    """Send no more to a webhook."""
    stop_webhook(asked.records, webhook_id, by=asked.viewer.person_id, now=asked.now())
    return RedirectResponse("/machines", status_code=SEE_OTHER)


def _page(asked: Asked, *, issued: IssuedToken | None = None, secret: str = "") -> Response:
    now = asked.now()
    with asked.records.read() as view:
        people = view.identity.people.all()
        confirmers = administrators(people, view.identity.people.standing_passkeys())
        tokens = view.identity.machines.tokens()
        webhooks = view.identity.machines.webhooks()
    context = {
        "tokens": tokens,
        "webhooks": webhooks,
        "secret": secret if issued is None else issued.secret,
        "issued": issued,
        "waiting": [
            (token, bool(confirmers - {token.issued_by}))
            for token in tokens
            if token_waits(token) and token_stands(token, now)
        ],
        "known": {person.person_id: person for person in people},
        "scopes": [(scope, _ordered(roles)) for scope, roles in ROLES_OF_SCOPE.items()],
        "all_tags": sorted(TAGS),
        "all_roles": _ordered(set().union(*ROLES_OF_SCOPE.values())),
    }
    return asked.show("identity/machines.html", context)


def _ordered(roles: Collection[Role]) -> tuple[Role, ...]:
    """In the order of the house; whoever administers reads their numbers as the software does."""
    return tuple(role for role in Role if role in roles and role is not Role.ADMIN)


def _roles(named: list[str]) -> list[Role]:
    try:
        return [Role(name) for name in named]
    except ValueError:
        raise BadValue("roles", named, f"one or more of {', '.join(Role)}") from None


def _sender(services: WebServices) -> Sender:
    if services.webhooks is None:
        raise NotServed("webhooks", "start the server without --no-webhooks")
    return services.webhooks
