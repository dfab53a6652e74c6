"""Restrict an account: one proposes, another answers, either may be appealed."""

from collections.abc import Sequence
from datetime import datetime

from plainsight.app.casework.restriction_basis import (
    SeenRestriction,
    require_basis,
    with_basis,
)
from plainsight.app.plain_text import plain_text
from plainsight.app.ports import Records, UnitOfWork
from plainsight.casework.access import Act, require
from plainsight.casework.decision import check_reason
from plainsight.casework.restriction import (
    Force,
    Measure,
    Restriction,
    RestrictionCommand,
    move_restriction,
)
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

PAGE_MAX = 200
_OF_A_PART = frozenset({Measure.POST_REMOVED, Measure.GROUP_CLOSED})


def propose_restriction(
    records: Records,
    account_id: str,
    measure: Measure,
    *,
    reason_ids: Sequence[str],
    subject: str = "",
    alert_id: str | None = None,
    case_id: str | None = None,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> Restriction:
    """Propose a measure against one account; nothing happens until another person approves it.

    Raises BadValue for reasons that are not on the list, for a post or group that is not named,
    and for a proposal that rests on neither an alert found suspicious nor an open case, or is
    against an account not in it; UnknownId, NotAllowed.
    """
    require(actor, Act.PROPOSE_RESTRICTION)
    if not reason_ids or (alert_id is None and case_id is None):
        raise BadValue("reason_ids", list(reason_ids), "a reason, and the alert or case behind it")
    subject = subject.strip()
    if measure in _OF_A_PART and not subject:
        raise BadValue("subject", subject, "name the post or group that the measure is about")
    for reason_id in reason_ids:
        check_reason(policy.reasons, reason_id, use="restriction")
    with records.begin() as unit:
        restriction = Restriction(
            restriction_id=unit.new_id("rs"),
            account_id=plain_text(account_id),
            measure=measure,
            subject=subject,
            alert_id=alert_id,
            case_id=None if case_id is None else unit.casework.cases.get(case_id).case_id,
            reason_ids=tuple(dict.fromkeys(reason_ids)),
            policy=policy.reasons.stamp,
            proposed_by=actor.staff_id,
            proposed_at=now,
        )
        require_basis(unit, restriction, viewer=actor, now=now)
        unit.casework.restrictions.add(restriction)
        log_restriction(unit, AuditTag.RESTRICTION_PROPOSED, restriction, actor, now=now)
    return restriction


def answer_restriction(
    records: Records, restriction_id: str, *, is_approved: bool, actor: Staff, now: datetime
) -> Restriction:
    """Approve or refuse a proposal. Raises SamePerson for its proposer, IllegalMove, NotAllowed.

    Raises BadValue where what it rests on does not hold any more: that can be refused only.
    """
    require(actor, Act.APPROVE_RESTRICTION)
    command = RestrictionCommand.APPROVE if is_approved else RestrictionCommand.REFUSE
    tag = AuditTag.RESTRICTION_APPROVED if is_approved else AuditTag.RESTRICTION_REFUSED
    with records.begin() as unit:
        found = unit.casework.restrictions.lock(restriction_id)
        moved = move_restriction(found, command, staff_id=actor.staff_id, now=now)
        if is_approved:
            require_basis(unit, found, viewer=None, now=now)
        unit.casework.restrictions.save(moved)
        log_restriction(unit, tag, moved, actor, now=now)
    return moved


def lift_restriction(
    records: Records, restriction_id: str, *, actor: Staff, now: datetime
) -> Restriction:
    """End a measure. Raises IllegalMove, NotAllowed."""
    require(actor, Act.APPROVE_RESTRICTION)
    with records.begin() as unit:
        return lift(unit, restriction_id, actor, now=now)


def lift(unit: UnitOfWork, restriction_id: str, actor: Staff, *, now: datetime) -> Restriction:
    """End a measure inside a unit that does more, such as deciding an appeal."""
    found = unit.casework.restrictions.lock(restriction_id)
    moved = move_restriction(found, RestrictionCommand.LIFT, staff_id=actor.staff_id, now=now)
    unit.casework.restrictions.save(moved)
    log_restriction(unit, AuditTag.RESTRICTION_LIFTED, moved, actor, now=now)
    return moved


def list_restrictions(
    records: Records,
    *,
    force: Force | None = None,
    account_id: str | None = None,
    count_max: int = 50,
    actor: Staff,
    now: datetime,
) -> tuple[SeenRestriction, ...]:
    """Return restrictions with what they rest on, the latest first. Raises NotAllowed."""
    require(actor, Act.SEE_RESTRICTIONS)
    with records.read() as view:
        found = view.casework.restrictions.newest(
            force=force, account_id=account_id, count_max=min(count_max, PAGE_MAX)
        )
        return tuple(with_basis(view, each, viewer=actor, now=now) for each in found)


def log_restriction(
    unit: UnitOfWork, tag: AuditTag, restriction: Restriction, actor: Staff, *, now: datetime
) -> None:
    """Tell the log; the account stands in it as a commitment only."""
    unit.record(
        Fact(
            tag=tag,
            subject=restriction.restriction_id,
            at=now,
            body={
                "measure": restriction.measure.value,
                "reasons": list(restriction.reason_ids),
                "policy": restriction.policy,
            },
            personal={"actor": actor.staff_id, "account_id": restriction.account_id},
        )
    )
