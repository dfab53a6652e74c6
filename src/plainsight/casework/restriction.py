"""Restrictions: what is done to an account, by two people, with reasons that can be appealed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plainsight.errors import IllegalMove, SamePerson
from plainsight.model.time import require_utc


class Measure(StrEnum):
    """What is done. None of them moves or freezes funds."""

    POST_REMOVED = "post_removed"
    FEATURE_LIMITED = "feature_limited"
    GROUP_CLOSED = "group_closed"
    ACCOUNT_SUSPENDED = "account_suspended"


class Force(StrEnum):
    """Where a restriction stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    LIFTED = "lifted"


class RestrictionCommand(StrEnum):
    """What can be done with it."""

    APPROVE = "approve"
    REFUSE = "refuse"
    LIFT = "lift"


RESTRICTION_MOVES: Mapping[tuple[Force, RestrictionCommand], Force] = {
    (Force.PROPOSED, RestrictionCommand.APPROVE): Force.IN_FORCE,
    (Force.PROPOSED, RestrictionCommand.REFUSE): Force.REFUSED,
    (Force.IN_FORCE, RestrictionCommand.LIFT): Force.LIFTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One measure against one account."""

    restriction_id: str
    account_id: str
    measure: Measure
    subject: str  # the post, group or feature; empty for the whole account
    alert_id: str | None
    case_id: str | None
    reason_ids: tuple[str, ...]
    policy: str  # the reason list's id and version
    proposed_by: str
    proposed_at: datetime
    force: Force = Force.PROPOSED
    approved_by: str | None = None  # who approved or refused it
    approved_at: datetime | None = None
    lifted_by: str | None = None
    lifted_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(proposed_at=self.proposed_at, approved_at=self.approved_at)


def move_restriction(
    restriction: Restriction, command: RestrictionCommand, *, staff_id: str, now: datetime
) -> Restriction:
    """Take one step. Raises SamePerson when the proposer answers the own proposal."""
    require_utc(now=now)
    force = RESTRICTION_MOVES.get((restriction.force, command))
    if force is None:
        raise IllegalMove(command.value, "restriction", restriction.force.value)
    if command is RestrictionCommand.LIFT:
        return replace(restriction, force=force, lifted_by=staff_id, lifted_at=now)
    if staff_id == restriction.proposed_by:
        raise SamePerson("approval", "proposal")
    return replace(restriction, force=force, approved_by=staff_id, approved_at=now)
