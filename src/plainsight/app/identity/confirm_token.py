"""A second person says that a token is meant: whoever issues one holds its secret.

A feed brings what it has and reads nothing. A token that acts in a person's role reads what that
person reads, so who sees no case would see every one (docs/decisions/0080).
"""

from datetime import datetime

from plainsight.app.identity.stored import ApiToken
from plainsight.app.ports import Records
from plainsight.errors import BadValue, UnknownId
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Role


def token_waits(token: ApiToken) -> bool:
    """Whether a second person must confirm it before it opens anything."""
    return token.confirmed_by is None and set(token.roles) != {Role.SYSTEM}


def confirm_token(records: Records, token_id: str, *, by: str, now: datetime) -> ApiToken:
    """Say as a second person that a token is meant.

    Raises UnknownId where no token of this id waits; BadValue for who issued it.
    """
    with records.begin() as unit:
        machines = unit.identity.machines
        token = next((each for each in machines.tokens() if each.token_id == token_id), None)
        if token is None or not token_waits(token) or not token_stands(token, now):
            raise UnknownId("token that waits for a second person", token_id)
        if by == token.issued_by:
            raise BadValue(
                "by", by, "a token is confirmed by an administrator who did not issue it"
            )
        machines.confirm(token_id, by=by)
        body: dict[str, JsonValue] = {"by": by, "issued_by": token.issued_by}
        unit.record(Fact(tag=AuditTag.TOKEN_CONFIRMED, subject=token_id, at=now, body=body))
    return token


def token_stands(token: ApiToken, now: datetime) -> bool:
    """Whether a token is neither revoked nor over."""
    return token.revoked_at is None and now < token.expires_at
