"""Issue a token to a machine, and revoke it: shown once, kept as a digest, scoped, not for ever.

One that acts in a person's role opens nothing until a second person confirmed it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plainsight.app.identity.confirm_token import token_stands, token_waits
from plainsight.app.identity.stored import ApiToken
from plainsight.app.identity.token_scopes import require_useful
from plainsight.app.ports import Records, Salts
from plainsight.errors import BadCredential, BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role

PREFIX = "ps_"  # so that a scanner of leaked secrets recognises one
SECRET_BYTES = 32
VALID_DAYS_MAX = 366
NAME_CHARS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A token and its secret, which is stored nowhere."""

    token: ApiToken
    secret: str = field(repr=False)
    waits: bool = False  # for a second person, until whose word it opens nothing


def issue_token(
    records: Records,
    *,
    name: str,
    roles: Iterable[Role],
    scopes: Iterable[str],
    valid_days: int,
    by: str,
    salts: Salts,
    now: datetime,
) -> IssuedToken:
    """Draw a token. Raises BadValue for scopes and roles that do not fit, or more than a year."""
    given_roles, given_scopes = tuple(sorted(set(roles))), tuple(sorted(set(scopes)))
    _require(name, given_roles, given_scopes, valid_days)
    secret = PREFIX + salts(SECRET_BYTES).hex()
    with records.begin() as unit:
        token = ApiToken(
            token_id=unit.new_id("tk"),
            digest=token_digest(secret),
            name=name.strip(),
            roles=given_roles,
            scopes=given_scopes,
            issued_by=by,
            created_at=now,
            expires_at=now + timedelta(days=valid_days),
        )
        unit.identity.machines.add_token(token)
        unit.record(
            Fact(
                tag=AuditTag.TOKEN_ISSUED,
                subject=token.token_id,
                at=now,
                body={
                    "name": token.name,
                    "by": by,
                    "roles": [role.value for role in given_roles],
                    "scopes": list(given_scopes),
                    "days": valid_days,
                    "waits": token_waits(token),
                },
            )
        )
    return IssuedToken(token=token, secret=secret, waits=token_waits(token))


def revoke_token(records: Records, token_id: str, *, by: str, now: datetime) -> None:
    """From here the token is worth nothing. Raises UnknownId."""
    with records.begin() as unit:
        unit.identity.machines.revoke(token_id, at=now)
        unit.record(Fact(tag=AuditTag.TOKEN_REVOKED, subject=token_id, at=now, body={"by": by}))


def token_of_secret(records: Records, secret: str, *, now: datetime) -> ApiToken:
    """The token behind a secret. Raises BadCredential when unknown, revoked, over, or it waits."""
    with records.read() as view:
        token = view.identity.machines.token(token_digest(secret))
    if token is None or not token_stands(token, now):
        raise BadCredential("token", "it is unknown, revoked, or over")
    if token_waits(token):
        raise BadCredential(
            "token", "it waits until a second administrator confirms it at /machines"
        )
    return token


def token_digest(secret: str) -> str:
    """What is stored of a token: of 256 random bits, a plain digest tells nothing."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _require(name: str, roles: tuple[Role, ...], scopes: tuple[str, ...], valid_days: int) -> None:
    if not name.strip() or not name.isprintable() or len(name) > NAME_CHARS_MAX:
        raise BadValue("name", name, f"name the machine in at most {NAME_CHARS_MAX} characters")
    if not roles:
        mend = f"give the role that it acts in; {Role.SYSTEM.told} for a feed"
        raise BadValue("roles", [], mend)
    require_useful(roles, scopes)
    if not 1 <= valid_days <= VALID_DAYS_MAX:
        raise BadValue("valid_days", valid_days, f"between 1 and {VALID_DAYS_MAX}")
