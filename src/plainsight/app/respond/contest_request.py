"""Less than was asked: part refused (T12b), challenged (T13), sent back (T18a), withdrawn (T23)."""

from collections.abc import Sequence
from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import StatementKind
from plainsight.app.respond.move_request import answer_clocks, move_request, move_saying
from plainsight.app.respond.stored import SYSTEM, Actor, StoredRequest
from plainsight.errors import OutOfTurn
from plainsight.model.person_id import seen
from plainsight.respond.clock import ResponseKind
from plainsight.respond.reason import Reason
from plainsight.respond.states import Authenticity, Circumstances, Command, Production


def refuse_part(
    records: Records,
    request_id: str,
    reasons: Sequence[Reason],
    words: str,
    *,
    actor: Actor,
    now: datetime,
) -> StoredRequest:
    """Refuse a part with its reasons and go on with the rest (T12b), which is still owed in time.

    Were the part an answer of the whole, nobody would be told of a rest that is forgotten.
    """
    require_words(words)
    with records.begin() as unit:
        stored = move_saying(
            unit,
            begin_review(unit, unit.desk.requests.lock(request_id), now),
            Command.REFUSE_PART,
            StatementKind.PART_REFUSED,
            {"reasons": [each.value for each in reasons], "words": words},
            actor=actor,
            now=now,
            circumstances=Circumstances(has_reason_code=bool(reasons)),
        )
        return answer_clocks(unit, stored, ResponseKind.INCOMPLETE, now=now)


def challenge_request(
    records: Records,
    request_id: str,
    court_reference: str,
    *,
    actor: Actor,
    general_counsel: Actor,
    now: datetime,
) -> StoredRequest:
    """Go to court against it (T13): production waits, the hold stays until the court decides.

    Two of the legal department sign: raises GuardUnmet when they are one person, or when no
    filing is named. The clock is not paused: the filing itself is told to the requester.
    """
    is_filed_by_two = (
        bool(seen(court_reference))
        and general_counsel.role is actor.role
        and general_counsel.actor_id != actor.actor_id
    )
    with records.begin() as unit:
        return move_saying(
            unit,
            begin_review(unit, unit.desk.requests.lock(request_id), now),
            Command.CHALLENGE,
            StatementKind.CHALLENGE,
            {"court_reference": court_reference, "agreed_by": general_counsel.actor_id},
            actor=actor,
            now=now,
            circumstances=Circumstances(has_court_reference=is_filed_by_two),
        )


def send_back(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Quality sends the collected copy back (T18a): it is destroyed and collected again."""
    require_words(words)
    with records.begin() as unit:
        stored = move_saying(
            unit,
            unit.desk.requests.lock(request_id),
            Command.SEND_BACK,
            StatementKind.SENT_BACK,
            {"words": words},
            actor=actor,
            now=now,
        )
        unit.desk.requests.destroy_collected(stored.request_id)
        return stored


def withdraw_request(
    records: Records, request_id: str, *, authenticated_by: str, actor: Actor, now: datetime
) -> StoredRequest:
    """The issuer takes it back (T23): what was collected or built is destroyed.

    `authenticated_by` says how we know that it is the issuer (passkey, call back); whoever can
    withdraw in another's name can hide a crime. The hold ends by its own policy only. Raises
    GuardUnmet without it.
    """
    is_issuer = bool(seen(authenticated_by))
    with records.begin() as unit:
        stored = move_saying(
            unit,
            unit.desk.requests.lock(request_id),
            Command.WITHDRAW,
            StatementKind.WITHDRAWAL,
            {"authenticated_by": authenticated_by},
            actor=actor,
            now=now,
            circumstances=Circumstances(is_withdrawal_authenticated=is_issuer),
        )
        unit.desk.requests.destroy_collected(stored.request_id)
        unit.desk.packages.destroy(stored.request_id)
        return answer_clocks(unit, stored, ResponseKind.WITHDRAWN, now=now)


def begin_review(unit: UnitOfWork, stored: StoredRequest, now: datetime) -> StoredRequest:
    """Bring what waits in triage before counsel (T10); anything else is left where it is.

    Raises OutOfTurn while a gate is shut, or nobody has judged the gates.
    """
    if stored.state.production is not Production.TRIAGE:
        return stored
    if stored.state.authenticity in (Authenticity.UNVERIFIED, Authenticity.VERIFYING):
        why = "who asks is not verified; gates G1 to G4 must stand open, `requests verify` says why"
        raise OutOfTurn("before counsel", why)
    return move_request(unit, stored, Command.BEGIN_REVIEW, actor=SYSTEM, now=now)
