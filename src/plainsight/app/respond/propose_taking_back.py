"""Two people take a package back: an approver proposes, counsel or data protection answers (T20a).

Where each signs in for themselves. On the command line one person takes the step and names the
other (`take_back_package`). Until it is agreed to, the officer may fetch the package: one person
alone stops no answer.
"""

from collections.abc import Iterator
from datetime import datetime

from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.respond.answer_proposal import Proposed, answered, require_none_waits
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import Statement, StatementKind
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.take_back_package import (
    circumstances_of,
    is_in_our_hands,
    taken_back,
)
from plainsight.app.respond.write_statement import write_statement
from plainsight.respond.lifecycle import advance
from plainsight.respond.states import Command, Production

_PROPOSED = StatementKind.TAKING_BACK_PROPOSED
_ANSWERS = (StatementKind.PACKAGE_TAKEN_BACK, StatementKind.TAKING_BACK_REFUSED)
_OVERTAKEN_BY = (Command.TAKE_BACK_PACKAGE, Command.ACKNOWLEDGE, Command.CLOSE)


def propose_taking_back(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """An approver says why what was released should not be fetched; the words go to the officer.

    Nothing is taken back until another person agrees. Raises BadValue without words, WrongRole,
    IllegalMove where nothing was released or it was acknowledged, GuardUnmet once it left our hands
    or while a proposal waits.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        anybody = Actor(actor_id="", role=SECOND_ROLES[0])
        asked = circumstances_of(unit, stored, actor=actor, second=anybody)
        advance(stored.state, Command.TAKE_BACK_PACKAGE, role=actor.role, circumstances=asked)
        require_none_waits(unit, stored, _TAKING_BACK, step=Command.TAKE_BACK_PACKAGE.value)
        _say(unit, stored, _PROPOSED, words, actor=actor, now=now)
    return stored


def agree_to_taking_back(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Counsel or the protection officer agrees, and the package is taken back.

    Raises WrongRole, SamePerson for who proposed it, GuardUnmet where nothing is proposed or the
    package left our hands meanwhile.
    """
    with records.begin() as unit:
        stored, proposal = answered(
            unit, request_id, _TAKING_BACK, actor=actor, step="agree_to_taking_back"
        )
        proposer = Actor(actor_id=proposal.actor_id, role=proposal.role)
        words = str(proposal.body["words"])
        return taken_back(unit, stored, words, actor=proposer, second=actor, now=now)


def refuse_taking_back(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Counsel or the protection officer says why the package stays where it is.

    Raises BadValue without words, WrongRole, SamePerson, GuardUnmet where nothing is proposed.
    """
    require_words(words)
    with records.begin() as unit:
        stored, _ = answered(unit, request_id, _TAKING_BACK, actor=actor, step="refuse_taking_back")
        _say(unit, stored, StatementKind.TAKING_BACK_REFUSED, words, actor=actor, now=now)
    return stored


def waiting_proposals(
    reading: Reading, *, count_max: int
) -> Iterator[tuple[StoredRequest, Statement]]:
    """Each legal request with a proposal to take its package back, the longest waiting first."""
    for request_id in reading.desk.statements.unanswered(
        _PROPOSED, answers=_ANSWERS, overtaken_by=_OVERTAKEN_BY, count_max=count_max
    ):
        stored = reading.desk.requests.get(request_id)
        proposal = standing_proposal(reading, stored)
        if proposal is not None:
            yield stored, proposal


def standing_proposal(reading: Reading, stored: StoredRequest) -> Statement | None:
    """The proposal that waits for an answer; none where there is nothing left to take back."""
    said = [
        each
        for each in reading.desk.statements.of_request(stored.request_id)
        if each.kind is _PROPOSED or each.kind in _ANSWERS
    ]
    waits = bool(said) and said[-1].kind is _PROPOSED
    return said[-1] if waits and may_be_taken_back(reading, stored) else None


def may_be_taken_back(reading: Reading, stored: StoredRequest) -> bool:
    """Whether a package lies there that the officer has neither fetched nor acknowledged."""
    return stored.state.production is Production.RELEASED and is_in_our_hands(reading, stored)


_TAKING_BACK = Proposed(
    standing=standing_proposal,
    guard="a_proposal_to_take_it_back",
    number="T20a",
    title="proposal to take it back",
)


def _say(
    unit: UnitOfWork,
    stored: StoredRequest,
    kind: StatementKind,
    words: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    write_statement(unit, stored, kind, actor=actor, now=now, body={"words": words})
