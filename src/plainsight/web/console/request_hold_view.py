"""What can be said about the holds of a legal request now, and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass

from plainsight.app.ports import Reading
from plainsight.app.respond.confirm_keeping import keeping_confirmed
from plainsight.app.respond.desk_stored import Statement, StatementKind
from plainsight.app.respond.end_hold import standing_proposal, step_of
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.stored import StoredRequest
from plainsight.respond.instrument import Instrument, ReleasePolicy
from plainsight.respond.lifecycle import commands_from
from plainsight.respond.states import Command, Holding, Role
from plainsight.web.console.request_hold_steps import HoldStep

_SHOWN = frozenset(
    {
        StatementKind.KEEPING_CONFIRMED,
        StatementKind.HOLD_END_PROPOSED,
        StatementKind.HOLD_END_AGREED,
        StatementKind.HOLD_END_REFUSED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """The holds' part of the workspace."""

    steps: tuple[tuple[HoldStep, tuple[Role, ...]], ...] = ()
    proposal: Statement | None = None  # that waits for an answer
    keeping: Statement | None = None  # counsel's word in this review
    said: tuple[Statement, ...] = ()
    is_last: bool = False  # the next step is the end itself; before it comes the grace period
    asks_annex_v: bool = False  # whether a production request was issued matters here

    def is_for(self, step: str, person_id: str) -> bool:
        """Whether it is not this person's own proposal that they would answer."""
        is_answer = step in (HoldStep.AGREE_TO_HOLD_END, HoldStep.REFUSE_HOLD_END)
        return not (is_answer and self.proposal and self.proposal.actor_id == person_id)


def hold_view(reading: Reading, stored: StoredRequest, instrument: Instrument) -> HoldView:
    """Read it all."""
    proposal = standing_proposal(reading, stored)
    said = reading.desk.statements.of_request(stored.request_id)
    confirmed = keeping_confirmed(reading, stored)
    is_review = stored.state.holding is Holding.REVIEW_DUE
    terms = instrument.hold
    return HoldView(
        steps=tuple(
            _steps(
                stored,
                proposal,
                is_review=is_review,
                asks_counsel=is_review and bool(terms and terms.counsel_beyond) and not confirmed,
            )
        ),
        proposal=proposal,
        keeping=confirmed[-1] if confirmed and is_review else None,
        said=tuple(each for each in said if each.kind in _SHOWN),
        is_last=step_of(stored) is Command.RELEASE_HOLD,
        asks_annex_v=bool(terms and terms.release is ReleasePolicy.ENDS_AT_FLOOR),
    )


def _steps(
    stored: StoredRequest, proposal: Statement | None, *, is_review: bool, asks_counsel: bool
) -> Iterator[tuple[HoldStep, tuple[Role, ...]]]:
    if proposal is not None:
        yield HoldStep.AGREE_TO_HOLD_END, SECOND_ROLES
        yield HoldStep.REFUSE_HOLD_END, SECOND_ROLES
    elif step_of(stored) in commands_from(stored.state):
        yield HoldStep.PROPOSE_HOLD_END, (Role.HOLD_CUSTODIAN,)
    if is_review:
        yield HoldStep.ASK_AGAIN, (Role.HOLD_CUSTODIAN,)
    if asks_counsel:
        yield HoldStep.CONFIRM_KEEPING, (Role.COUNSEL,)
