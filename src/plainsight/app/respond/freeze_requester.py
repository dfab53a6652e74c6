"""A suspected fraud freezes the other legal requests of the same requester (T05): one mailbox, one
thief.
"""

from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.errors import GuardUnmet, WrongRole
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.hold_terms import SUSPECTED_FRAUD
from plainsight.respond.states import Role


def require_not_frozen(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> None:
    """Refuse to go on while the requester is suspected and counsel did not lift it here.

    Raises GuardUnmet.
    """
    if not unit.desk.watch.is_frozen(stored, since=now - SUSPECTED_FRAUD):
        return
    if unit.desk.statements.of_request(stored.request_id, kind=StatementKind.FREEZE_LIFTED):
        return
    raise GuardUnmet(
        "disclose",
        "a_requester_without_suspected_fraud",
        "T05",
        says="waits: another legal request of the same requester stands under suspected fraud; "
        "counsel says why this one is genuine with `plainsight requests lift-freeze`",
    )


def lift_freeze(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> None:
    """Counsel says why this legal request is genuine although another of its requester is not."""
    require_words(words)
    if actor.role is not Role.COUNSEL:
        raise WrongRole("lift_freeze", actor.role.told, (Role.COUNSEL.told,))
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        write_statement(
            unit, stored, StatementKind.FREEZE_LIFTED, actor=actor, now=now, body={"words": words}
        )


def freeze_others(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> None:
    """Tell the log that the requester of this fraud is frozen; the check itself reads the state."""
    unit.record(
        Fact(
            tag=AuditTag.REQUEST_FROZEN,
            subject=stored.request_id,
            at=now,
            body={"days": SUSPECTED_FRAUD.days},
            personal={"requester_email": stored.request.requester.email},
        )
    )
