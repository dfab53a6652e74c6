"""Two people end a hold: the custodian proposes, counsel or the protection officer answers (I5).

Where each signs in for themselves. On the command line one person takes the step and names the
other (`release_hold`); both ways lead to the same two steps, T29 and T30.
"""

from collections.abc import Iterator
from datetime import datetime

from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.app.respond.answer_proposal import Proposed, answered, require_none_waits
from plainsight.app.respond.clarify_request import require_words
from plainsight.app.respond.desk_stored import Statement, StatementKind
from plainsight.app.respond.receive_request import Instruments
from plainsight.app.respond.release_hold import (
    SECOND_ROLES,
    Grounds,
    circumstances_of,
    end_holds,
    judge_end,
)
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import write_statement
from plainsight.errors import GuardUnmet
from plainsight.model.fact import JsonValue
from plainsight.respond.hold_terms import HoldVerdict
from plainsight.respond.lifecycle import advance
from plainsight.respond.states import Command, Holding

_ANSWERS = (StatementKind.HOLD_END_AGREED, StatementKind.HOLD_END_REFUSED)
_KINDS = (StatementKind.HOLD_END_PROPOSED, *_ANSWERS)
# What a hold goes through after a proposal makes it one about a hold that is no more as it was.
_OVERTAKEN_BY = (
    Command.EXTEND_HOLD,
    Command.KEEP_HOLD,
    Command.LINK_HOLD,
    Command.OBJECT_TO_RELEASE,
    Command.PREPARE_RELEASE_OF_HOLD,
    Command.RELEASE_HOLD,
)


def propose_hold_end(
    records: Records,
    request_id: str,
    words: str,
    *,
    grounds: Grounds,
    instruments: Instruments,
    actor: Actor,
    now: datetime,
) -> HoldVerdict:
    """The custodian says on what ground the holds may end; nothing ends until another agrees.

    Before the grace period it is about opening that (T29), after it about the end itself (T30).
    Raises BadValue without words, WrongRole, IllegalMove where no hold can end, and GuardUnmet
    while the terms do not let it or a proposal waits for its answer.
    """
    require_words(words)
    with records.begin() as unit:
        stored = unit.desk.requests.lock(request_id)
        step = step_of(stored)
        verdict = judge_end(unit, stored, step, grounds, instruments=instruments, now=now)
        anybody = Actor(actor_id="", role=SECOND_ROLES[0])
        circumstances = circumstances_of(verdict, grounds, custodian=actor, second=anybody)
        try:
            advance(stored.state, step, role=actor.role, circumstances=circumstances)
        except GuardUnmet as unmet:
            if verdict.is_allowed:
                raise
            raise GuardUnmet(unmet.command, unmet.guard, unmet.number, says=verdict.says) from None
        require_none_waits(unit, stored, _HOLD_END, step=step.value)
        _say(
            unit,
            stored,
            StatementKind.HOLD_END_PROPOSED,
            actor=actor,
            now=now,
            words=words,
            is_written_release=grounds.is_written_release,
            annex_v_received=grounds.annex_v_received,
        )
    return verdict


def agree_to_hold_end(
    records: Records, request_id: str, *, instruments: Instruments, actor: Actor, now: datetime
) -> StoredRequest:
    """Counsel or the protection officer agrees, and the step is taken: grace, or the end.

    Judged anew at this instant. Raises WrongRole, SamePerson for who proposed it, GuardUnmet where
    nothing was proposed or the terms do not let it.
    """
    with records.begin() as unit:
        stored, proposal = answered(
            unit, request_id, _HOLD_END, actor=actor, step="agree_to_hold_end"
        )
        moved, verdict = end_holds(
            unit,
            stored,
            step_of(stored),
            Grounds(
                is_written_release=bool(proposal.body["is_written_release"]),
                annex_v_received=bool(proposal.body["annex_v_received"]),
            ),
            instruments=instruments,
            custodian=Actor(actor_id=proposal.actor_id, role=proposal.role),
            second=actor,
            now=now,
        )
        agreed = StatementKind.HOLD_END_AGREED
        _say(unit, stored, agreed, actor=actor, now=now, says=verdict.says)
    return moved


def refuse_hold_end(
    records: Records, request_id: str, words: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Counsel or the protection officer says why the holds go on; they stay as they are.

    Raises BadValue without words, WrongRole, SamePerson, GuardUnmet where nothing was proposed.
    """
    require_words(words)
    with records.begin() as unit:
        stored, _ = answered(unit, request_id, _HOLD_END, actor=actor, step="refuse_hold_end")
        refused = StatementKind.HOLD_END_REFUSED
        _say(unit, stored, refused, actor=actor, now=now, words=words)
    return stored


def waiting_proposals(
    reading: Reading, *, count_max: int
) -> Iterator[tuple[StoredRequest, Statement]]:
    """Each legal request with a proposal to end its holds that waits, the longest first."""
    for request_id in reading.desk.statements.unanswered(
        StatementKind.HOLD_END_PROPOSED,
        answers=_ANSWERS,
        overtaken_by=_OVERTAKEN_BY,
        count_max=count_max,
    ):
        stored = reading.desk.requests.get(request_id)
        proposal = standing_proposal(reading, stored)
        if proposal is not None:  # none of an erased case
            yield stored, proposal


def standing_proposal(reading: Reading, stored: StoredRequest) -> Statement | None:
    """The proposal that waits for an answer: nobody gave one, and the hold is as it was then."""
    said = [
        each
        for each in reading.desk.statements.of_request(stored.request_id)
        if each.kind in _KINDS
    ]
    if not said or said[-1].kind is not StatementKind.HOLD_END_PROPOSED:
        return None
    is_overtaken = stored.state.holding is Holding.RELEASED or any(
        Command(move.command) in _OVERTAKEN_BY and move.at > said[-1].at
        for move in reading.desk.requests.moves(stored.request_id)
    )
    return None if is_overtaken else said[-1]


def step_of(stored: StoredRequest) -> Command:
    """The step that comes next on the way to a hold's end: the grace period, then the end."""
    is_pending = stored.state.holding is Holding.RELEASE_PENDING
    return Command.RELEASE_HOLD if is_pending else Command.PREPARE_RELEASE_OF_HOLD


_HOLD_END = Proposed(
    standing=standing_proposal,
    guard="a_proposal_of_the_custodian",
    number="I5",
    title="proposal to end the hold",
)


def _say(
    unit: UnitOfWork,
    stored: StoredRequest,
    kind: StatementKind,
    *,
    actor: Actor,
    now: datetime,
    **body: JsonValue,
) -> None:
    write_statement(unit, stored, kind, actor=actor, now=now, body=body)
