"""Counsel confirms that a hold is kept beyond what its instrument's law speaks of."""

from datetime import datetime

from plainsight.app.ports import Reading, Records
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import Statement, StatementKind
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.errors import GuardUnmet, WrongRole
from plainsight.respond.states import Command, Holding, Role

_STEP = "confirm_keeping"


def confirm_keeping(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Counsel says on what ground a hold under review is kept on; the custodian then keeps it.

    The words are sealed with the legal request, and stand for this review alone. Raises BadValue
    without words, WrongRole for who is not counsel, GuardUnmet while no review is due.
    """
    require_words(words)
    if actor.role is not Role.COUNSEL:
        raise WrongRole(_STEP, actor.role.told, (Role.COUNSEL.told,))
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        if stored.state.holding is not Holding.REVIEW_DUE:
            raise GuardUnmet(_STEP, "a_hold_under_review", "T28")
        write_statement(
            unit,
            stored,
            StatementKind.KEEPING_CONFIRMED,
            actor=actor,
            now=now,
            body={"words": words},
        )
    return stored


def is_keeping_confirmed(reading: Reading, stored: StoredRequest, *, custodian: Actor) -> bool:
    """Whether counsel, who is somebody else than the custodian, confirmed it in this review."""
    said = keeping_confirmed(reading, stored)
    return any(each.actor_id != custodian.actor_id for each in said)


def keeping_confirmed(reading: Reading, stored: StoredRequest) -> tuple[Statement, ...]:
    """What counsel confirmed in the last review, oldest first; an earlier one counts no more."""
    asked = [
        move.at
        for move in reading.desk.requests.moves(stored.request_id)
        if move.command == Command.ASK_REVIEW.value and move.number == "T27"
    ]
    kind = StatementKind.KEEPING_CONFIRMED
    said = reading.desk.statements.of_request(stored.request_id, kind=kind)
    return tuple(each for each in said if asked and each.at >= asked[-1])
