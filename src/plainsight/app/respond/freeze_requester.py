"""A suspected fraud freezes the other legal requests of the same mailbox (T05): one mailbox, one
thief. Those whose package is sealed to its officer are frozen too: the thief would open it.
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
from plainsight.respond.states import Production, Role


def require_not_frozen(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> None:
    """Refuse to go on while the requester is suspected and counsel did not lift it here.

    Raises GuardUnmet.
    """
    if is_frozen(unit, stored, now=now):
        raise GuardUnmet(
            "disclose",
            "a_requester_without_suspected_fraud",
            "T05",
            says="waits: another legal request of the same requester, or of the officer whom the "
            "package is sealed to, stands under suspected fraud; counsel says why this one is "
            "genuine with `plainsight requests lift-freeze`",
        )


def is_frozen(unit: UnitOfWork, stored: StoredRequest, *, now: datetime) -> bool:
    """Whether this legal request waits for a suspicion in another, of its requester's mailbox or of
    the officer's whom its package is sealed to.

    What counsel said before the newest suspicion was said of another one, and lifts nothing.
    """
    mailboxes = [stored.request.requester.email]
    if stored.state.production in (Production.PACKAGED, Production.RELEASED):
        package = unit.desk.packages.of_request(stored.request_id)
        mailboxes.append(unit.desk.registry.officer(package.officer_id).email)
    suspected = (suspected_at(unit, each, besides=stored, now=now) for each in mailboxes)
    newest = max((at for at in suspected if at is not None), default=None)
    if newest is None:
        return False
    lifted = unit.desk.statements.of_request(stored.request_id, kind=StatementKind.FREEZE_LIFTED)
    return all(each.at < newest for each in lifted)


def suspected_at(
    unit: UnitOfWork, mailbox: str, *, besides: StoredRequest, now: datetime
) -> datetime | None:
    """When a suspicion that freezes this mailbox was noted last in another legal request."""
    return unit.desk.watch.suspected_at(mailbox, besides=besides, since=now - SUSPECTED_FRAUD)


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
                says="lifts nothing: no other legal request of this requester, or of the officer "
                "whom the package is sealed to, stands under a suspicion that is not lifted here",
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
