"""Machines, for administrators: tokens and webhooks."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from plainsight.app.confirm_token import confirm_token, token_stands, token_waits
from plainsight.app.deliver_webhooks import TAGS, Sender, add_webhook, stop_webhook
from plainsight.app.issue_token import IssuedToken, issue_token, revoke_token
from plainsight.app.token_scopes import ROLES_OF_SCOPE
from plainsight.errors import BadValue, NotServed
from plainsight.model.role import Role
from plainsight.web.given import WebServices
from plainsight.web.identity.administrators import administrators
from plainsight.web.identity.guard import CurrentViewer, Services
from plainsight.web.pages import render

router = APIRouter()

SEE_OTHER = 303

Several = Annotated[list[str], Form(default_factory=list)]


@router.get("/machines")
def machines(request: Request, services: Services) -> Response:
    """Every token and webhook."""
    return _page(request, services)


@router.post("/machines/tokens")
def issue(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    roles: Several,
    scopes: Several,
    name: Annotated[str, Form()] = "",
    valid_days: Annotated[int, Form()] = 90,
) -> Response:
    """Issue a token; its secret is shown this once."""
    issued = issue_token(
        services.records,
        name=name,
        roles=_roles(roles),
        scopes=scopes,
        valid_days=valid_days,
        by=viewer.person_id,
        salts=services.salts,
        now=services.clock(),
    )
    return _page(request, services, issued=issued)


@router.post("/machines/tokens/{token_id}/confirm")
def confirm(services: Services, viewer: CurrentViewer, token_id: str) -> Response:
    """Say as a second administrator that a token is meant."""
    confirm_token(services.records, token_id, by=viewer.person_id, now=services.clock())
    return RedirectResponse("/machines", status_code=SEE_OTHER)


@router.post("/machines/tokens/{token_id}/revoke")
def revoke(services: Services, viewer: CurrentViewer, token_id: str) -> Response:
    """Revoke a token."""
    revoke_token(services.records, token_id, by=viewer.person_id, now=services.clock())
    return RedirectResponse("/machines", status_code=SEE_OTHER)


@router.post("/machines/webhooks")
def add(
    request: Request,
    services: Services,
    viewer: CurrentViewer,
    tags: Several,
    url: Annotated[str, Form()] = "",
) -> Response:
    """Add a webhook; the secret of its signature is shown this once."""
    added = add_webhook(
        services.records,
        url=url,
        tags=tags,
        by=viewer.person_id,
        sender=_sender(services),
        salts=services.salts,
        now=services.clock(),
    )
    return _page(request, services, secret=added.secret.hex())


@router.post("/machines/webhooks/{webhook_id}/stop")
def stop(services: Services, viewer: CurrentViewer, webhook_id: str) -> Response:
    """Send no more to a webhook."""
    stop_webhook(services.records, webhook_id, by=viewer.person_id, now=services.clock())
    return RedirectResponse("/machines", status_code=SEE_OTHER)


def _page(
    request: Request,
    services: WebServices,
    *,
    issued: IssuedToken | None = None,
    secret: str = "",
) -> Response:
    now = services.clock()
    with services.records.read() as view:
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
    return render(request, "identity/machines.html", context)


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
