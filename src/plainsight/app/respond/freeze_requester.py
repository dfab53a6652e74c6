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
    if is_frozen(unit, stored, now=now):
        raise GuardUnmet(
            "disclose",
            "a_requester_without_suspected_fraud",
            "T05",
            says="waits: another legal request of the same requester stands under suspected "
            "fraud; counsel says why this one is genuine with `plainsight requests lift-freeze`",
        )


def is_frozen(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> bool:
    """Whether this legal request waits for a suspicion about its requester in another.

    What counsel said before the newest suspicion was said of another one, and lifts nothing.
    """
    suspected_at = unit.desk.watch.suspected_at(
        stored.request.requester.email, besides=stored, since=now - SUSPECTED_FRAUD
    )
    if suspected_at is None:
        return False
    lifted = unit.desk.statements.of_request(stored.request_id, kind=StatementKind.FREEZE_LIFTED)
    return all(each.at < suspected_at for each in lifted)


def lift_freeze(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> None:
    """Counsel says why this legal request is genuine although another of its requester is not.

    Raises GuardUnmet where nothing is frozen: nobody judges a suspicion that is still to come.
    """
    require_words(words)
    if actor.role is not Role.COUNSEL:
        raise WrongRole("lift_freeze", actor.role.told, (Role.COUNSEL.told,))
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if not is_frozen(unit, stored, now=now):
            raise GuardUnmet(
                "lift_freeze",
                "a_freeze",
                "T05",
                says="lifts nothing: no other legal request of this requester stands under a "
                "suspicion that is not lifted here",
            )
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
