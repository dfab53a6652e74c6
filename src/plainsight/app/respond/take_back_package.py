"""A released package that nobody fetched is taken back (T20a): two people, with words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.move_request import move_request
from plainsight.app.respond.owe_again import owe_again
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.stored import Actor, StoredDisclosure, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.model.fact import AuditTag, Fact
from plainsight.prove.entry import Entry, parse_entry
from plainsight.respond.clock import ResponseKind
from plainsight.respond.states import Circumstances, Command, Notice

_NOT_GIVEN = (Notice.BLOCKED_UNTIL, Notice.DUE)


def take_back_package(
    records: Records, request_id: str, words: str, *, actor: Actor, second: Actor, now: datetime
) -> StoredRequest:
    """Destroy what lies ready, and bring the legal request before counsel again.

    The time of the answer stands, and another is owed from this day on. The words go to the
    officer. Raises BadValue without them, WrongRole for who does not approve, IllegalMove where
    nothing was released or it was acknowledged, GuardUnmet once it left our hands, or unless
    counsel or the protection officer, who is somebody else, agrees.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        return taken_back(unit, stored, words, actor=actor, second=second, now=now)


def taken_back(
    unit: UnitOfWork,
    stored: StoredRequest,
    words: str,
    *,
    actor: Actor,
    second: Actor,
    now: datetime,
) -> StoredRequest:
    """Take the step (T20a) with a legal request that is locked; raises as `take_back_package`."""
    left = unit.desk.requests.disclosures(stored.request_id)
    # Notice that is not given yet is judged anew with the next package.
    until = None if stored.state.notice in _NOT_GIVEN else stored.notice_until
    moved = move_request(
        unit,
        # What was reviewed did not leave, and what comes of it now nobody has seen.
        replace(stored, answered_at=None, notice_until=until, reviewed_at=None),
        Command.TAKE_BACK_PACKAGE,
        actor=actor,
        circumstances=circumstances_of(unit, stored, actor=actor, second=second),
        now=now,
        object_digest=left[-1].package_digest if left else "",
    )
    unit.desk.packages.destroy(moved.request_id)
    _tell(unit, moved, left[-1], words, actor=actor, second=second, now=now)
    owe_again(unit, moved, [ResponseKind.DISCLOSURE, ResponseKind.NIL], since=now, now=now)
    return moved


def circumstances_of(
    reading: Reading, stored: StoredRequest, *, actor: Actor, second: Actor
) -> Circumstances:
    """What the lifecycle asks: that it is in our hands, and two people of the roles it names."""
    agreed = second.role in SECOND_ROLES and second.actor_id != actor.actor_id
    return Circumstances(is_unfetched=is_in_our_hands(reading, stored), two_roles_agree=agreed)


def is_in_our_hands(reading: Reading, stored: StoredRequest) -> bool:
    """Whether the last package was released, and nobody fetched it or took a copy along."""
    left = reading.desk.requests.disclosures(stored.request_id)
    if not left:
        return False
    digest = left[-1].package_digest
    return not any(
        entry.body.get("package") == digest
        and (entry.tag == AuditTag.PACKAGE_FETCHED or entry.body.get("is_handed_over") is True)
        for entry in _told_of_packages(reading, stored)
    )


def _told_of_packages(reading: Reading, stored: StoredRequest) -> Iterator[Entry]:
    for tag in (AuditTag.PACKAGE_RELEASED, AuditTag.PACKAGE_FETCHED):
        for each in reading.audit.about(stored.request_id, tag=tag):
            yield parse_entry(each.canonical)


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
