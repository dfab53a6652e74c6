"""Machine tokens as the records hold them: confirmed, and of pairs that the page would refuse."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from plainsight.app.identity.issue_token import PREFIX, token_digest
from plainsight.app.identity.stored import ApiToken
from plainsight.app.identity.token_scopes import SCOPES
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Role
from plainsight.stores.records import SqlRecords


def stored_token(
    records: SqlRecords, *roles: Role, now: datetime, scopes: Iterable[str] = SCOPES
) -> str:
    """The secret of a token that is confirmed, with scopes whether or not they fit the roles."""
    secret = PREFIX + secrets.token_hex(32)
    with records.begin() as unit:
        token = ApiToken(
            token_id=unit.new_id("tk"),
            digest=token_digest(secret),
            name="feed",
            roles=roles,
            scopes=tuple(scopes),
            issued_by="test",
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        unit.identity.machines.add_token(token)
        unit.identity.machines.confirm(token.token_id, by="another")
        unit.record(Fact(tag=AuditTag.TOKEN_ISSUED, subject=token.token_id, at=now, body={}))
    return secret
