"""What one person proposes and counsel or the protection officer, who is somebody else, answers."""

from collections.abc import Callable
from dataclasses import dataclass

from plainsight.app.ports import Reading, UnitOfWork
from plainsight.app.respond.desk_stored import Statement
from plainsight.app.respond.release_hold import SECOND_ROLES
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.errors import GuardUnmet, SamePerson, WrongRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One kind of proposal about a legal request."""

    standing: Callable[[Reading, StoredRequest], Statement | None]  # the one that waits
    guard: str  # how the lifecycle calls that there is one
    number: str  # of the rule, in spec/legal-request.md
    title: str  # as a refusal names it


def answered(
    unit: UnitOfWork, request_id: str, proposed: Proposed, *, actor: Actor, step: str
) -> tuple[StoredRequest, Statement]:
    """The legal request, locked, and the proposal that this person may answer.

    Raises WrongRole, GuardUnmet where none waits, SamePerson for who made it.
    """
    if actor.role not in SECOND_ROLES:
        raise WrongRole(step, actor.role.told, tuple(each.told for each in SECOND_ROLES))
    stored = unit.desk.requests.lock(request_id)
    proposal = proposed.standing(unit, stored)
    if proposal is None:
        raise GuardUnmet(step, proposed.guard, proposed.number)
    if proposal.actor_id == actor.actor_id:
        raise SamePerson("answer", proposed.title, who=proposal.actor_id)
    return stored, proposal


def require_none_waits(
    unit: UnitOfWork, stored: StoredRequest, proposed: Proposed, *, step: str
) -> None:
    """Raise GuardUnmet where the same was proposed and nobody has answered."""
    if proposed.standing(unit, stored) is not None:
        says = "was proposed already and waits for counsel or the protection officer"
        raise GuardUnmet(step, "no_proposal_that_waits", proposed.number, says=says)
