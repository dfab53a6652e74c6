"""After a restore nobody is let in by what the backup held: it may have been taken away since.

A backup cannot tell which token was revoked after it, nor which session ended or link was used up;
the usual reason to restore is an intrusion or a loss, and just then each of them opens again.
Passkeys stay, as nobody could sign in otherwise.
"""

from dataclasses import dataclass
from datetime import datetime

from plainsight.app.identity.confirm_token import token_stands
from plainsight.app.ports import UnitOfWork
from plainsight.model.fact import AuditTag, Fact

BY = "restore"  # no person's id; who restored stands in `log:restored`


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEnded:
    """How much was taken away."""

    tokens: int
    sign_ins: int  # sessions, links that nobody had used, ceremonies under way


def end_access(unit: UnitOfWork, *, now: datetime) -> AccessEnded:
    """Revoke every token that stands, end every session and link; the log tells of each token."""
    machines = unit.identity.machines
    tokens = [each for each in machines.tokens() if token_stands(each, now)]
    for each in tokens:
        machines.revoke(each.token_id, at=now)
        unit.record(
            Fact(tag=AuditTag.TOKEN_REVOKED, subject=each.token_id, at=now, body={"by": BY})
        )
    return AccessEnded(tokens=len(tokens), sign_ins=unit.identity.sign_ins.end_everything())
