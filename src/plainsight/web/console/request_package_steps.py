"""What two people say in the workspace of taking a released package back, and who may say it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plainsight.app.ports import Reading
from plainsight.app.respond.desk_stored import Statement
from plainsight.app.respond.propose_taking_back import (
    agree_to_taking_back,
    may_be_taken_back,
    propose_taking_back,
    refuse_taking_back,
    standing_proposal,
)
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.stored import StoredRequest
from plainsight.respond.states import Role
from plainsight.web.console.request_call import Step, step, text


class PackageStep(StrEnum):
    """What is said about a package that lies there. The lifecycle's own step follows, or not."""

    PROPOSE_TAKING_BACK = "propose_taking_back"
    AGREE_TO_TAKING_BACK = "agree_to_taking_back"
    REFUSE_TAKING_BACK = "refuse_taking_back"


PACKAGE_STEPS: Mapping[str, Step] = {
    PackageStep.PROPOSE_TAKING_BACK.value: step(propose_taking_back, Role.APPROVER, words=text()),
    PackageStep.AGREE_TO_TAKING_BACK.value: step(agree_to_taking_back, *SECOND_ROLES),
    PackageStep.REFUSE_TAKING_BACK.value: step(refuse_taking_back, *SECOND_ROLES, words=text()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """The released package's part of the workspace."""

    steps: tuple[tuple[PackageStep, tuple[Role, ...]], ...] = ()
    proposal: Statement | None = None  # that waits for an answer

    def is_for(self, step: str, person_id: str) -> bool:
        """Whether it is not this person's own proposal that they would answer."""
        is_answer = step != PackageStep.PROPOSE_TAKING_BACK
        return not (is_answer and self.proposal and self.proposal.actor_id == person_id)


def package_view(reading: Reading, stored: StoredRequest) -> PackageView:
    """Read it all."""
    proposal = standing_proposal(reading, stored)
    is_there = may_be_taken_back(reading, stored)
    return PackageView(steps=tuple(_steps(proposal, is_there=is_there)), proposal=proposal)


def _steps(
    proposal: Statement | None, *, is_there: bool
) -> Iterator[tuple[PackageStep, tuple[Role, ...]]]:
    if proposal is not None:
        yield PackageStep.AGREE_TO_TAKING_BACK, SECOND_ROLES
        yield PackageStep.REFUSE_TAKING_BACK, SECOND_ROLES
    elif is_there:
        yield PackageStep.PROPOSE_TAKING_BACK, (Role.APPROVER,)
