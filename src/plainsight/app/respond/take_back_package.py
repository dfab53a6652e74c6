"""A released package that nobody fetched is taken back (T20a): two people, with words."""

from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.owe_again import owe_again
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.stored import Actor, StoredDisclosure, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.entry import parse_entry
from plainsight.respond.clock import ResponseKind
from plainsight.respond.states import Circumstances, Command, Notice

_NOT_GIVEN = (Notice.BLOCKED_UNTIL, Notice.DUE)


def take_back_package(
    records: Records, request_id: str, words: str, *, actor: Actor, second: Actor, now: datetime
) -> StoredRequest:
    """Destroy what lies ready, and bring the legal request before counsel again.

    The time of the answer stands, and another is owed from this day on. The words go to the
    officer. Raises BadValue without them, WrongRole for who does not approve, IllegalMove where
    nothing was released or it was acknowledged, GuardUnmet once it was fetched, or unless counsel
    or the protection officer, who is somebody else, agrees.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        left = unit.desk.requests.disclosures(stored.request_id)
        # Notice that is not given yet is judged anew with the next package.
        until = None if stored.state.notice in _NOT_GIVEN else stored.notice_until
        agreed = second.role in SECOND_ROLES and second.actor_id != actor.actor_id
        moved = move_request(
            unit,
            replace(stored, answered_at=None, notice_until=until),
            Command.TAKE_BACK_PACKAGE,
            actor=actor,
            circumstances=Circumstances(
                is_unfetched=bool(left) and not _is_fetched(unit, left[-1]), two_roles_agree=agreed
            ),
            now=now,
            object_digest=left[-1].package_digest if left else "",
        )
        unit.desk.packages.destroy(moved.request_id)
        _tell(unit, moved, left[-1], words, actor=actor, second=second, now=now)
        owe_again(unit, moved, [ResponseKind.DISCLOSURE, ResponseKind.NIL], since=now, now=now)
        return moved


def _is_fetched(unit: UnitOfWork, left: StoredDisclosure) -> bool:
    fetched = unit.audit.about(left.request_id, tag=AuditTag.PACKAGE_FETCHED)
    bodies = (parse_entry(each.canonical).body for each in fetched)
    return any(body.get("package") == left.package_digest for body in bodies)


def _tell(
    unit: UnitOfWork,
    stored: StoredRequest,
    left: StoredDisclosure,
    words: str,
    *,
    actor: Actor,
    second: Actor,
    now: datetime,
) -> None:
    """The officer reads why; the log learns which package, and who the two were as commitments."""
    write_statement(
        unit,
        stored,
        StatementKind.PACKAGE_TAKEN_BACK,
        actor=actor,
        now=now,
        body={"words": words, "agreed_by": second.actor_id},
    )
    unit.record(
        Fact(
            tag=AuditTag.PACKAGE_TAKEN_BACK,
            subject=stored.request_id,
            at=now,
            body={
                "package": left.package_digest,
                "lines": left.counts["lines"],
                "roles": [actor.role.value, second.role.value],
            },
            personal={"actor_id": actor.actor_id, "agreed_by": second.actor_id},
        )
    )
