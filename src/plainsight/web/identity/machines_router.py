"""Machines, for administrators: tokens and webhooks."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from plainsight.app.deliver_webhooks import TAGS, Sender, add_webhook, stop_webhook
from plainsight.app.issue_token import SCOPES, issue_token, revoke_token
from plainsight.errors import BadValue, NotServed
from plainsight.model.role import Role
from plainsight.web.asked import Asked
from plainsight.web.given import WebServices

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
    return _page(asked, secret=issued.secret)


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


def _page(asked: Asked, *, secret: str = "") -> Response:
    with asked.records.read() as view:
        tokens = view.identity.machines.tokens()
        webhooks = view.identity.machines.webhooks()
    context = {
        "tokens": tokens,
        "webhooks": webhooks,
        "secret": secret,
        "all_scopes": SCOPES,
        "all_tags": sorted(TAGS),
        "all_roles": tuple(role for role in Role if role is not Role.ADMIN),
    }
    return asked.show("identity/machines.html", context)


def _roles(named: list[str]) -> list[Role]:
    try:
        return [Role(name) for name in named]
    except ValueError:
        raise BadValue("roles", named, f"one or more of {', '.join(Role)}") from None


def _sender(services: WebServices) -> Sender:
    if services.webhooks is None:
        raise NotServed("webhooks", "start the server without --no-webhooks")
    return services.webhooks
