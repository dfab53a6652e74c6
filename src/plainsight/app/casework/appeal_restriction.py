"""Appeals by affected accounts: received, taken by somebody new, decided, answered."""

from datetime import datetime

from plainsight.app.casework.restrict_account import lift
from plainsight.app.plain_text import plain_text
from plainsight.app.ports import Reading, Records, UnitOfWork
from plainsight.casework.access import Act, require
from plainsight.casework.appeal import (
    Appeal,
    AppealCommand,
    AppealStand,
    move_appeal,
    receive_against,
)
from plainsight.casework.decision import check_reason
from plainsight.casework.review import Stand, reopen
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.role import Staff

PAGE_MAX = 200
_TAGS = {
    AppealCommand.TAKE: AuditTag.APPEAL_TAKEN,
    AppealCommand.RELEASE: AuditTag.APPEAL_RELEASED,
    AppealCommand.UPHOLD: AuditTag.APPEAL_DECIDED,
    AppealCommand.OVERTURN: AuditTag.APPEAL_DECIDED,
    AppealCommand.WITHDRAW: AuditTag.APPEAL_WITHDRAWN,
}


def receive_appeal(
    records: Records,
    restriction_id: str,
    *,
    account_id: str,
    text: str,
    actor: Staff,
    now: datetime,
) -> Appeal:
    """Take an appeal in, on behalf of the account's holder.

    Raises IllegalMove unless the restriction is in force, BadValue for another account or an
    endless text, NotAllowed.
    """
    require(actor, Act.RECEIVE_APPEAL)
    with records.begin() as unit:
        appeal = receive_against(
            unit.casework.restrictions.lock(restriction_id),
            appeal_id=unit.new_id("ap"),
            account_id=plain_text(account_id),
            text=text,
            now=now,
        )
        unit.casework.appeals.add(appeal)
        _log(unit, AuditTag.APPEAL_RECEIVED, appeal, actor, now=now)
    return appeal


def take_appeal(records: Records, appeal_id: str, *, actor: Staff, now: datetime) -> Appeal:
    """Put an appeal into one's hands. Raises SamePerson for whoever decided before."""
    return _move(records, appeal_id, AppealCommand.TAKE, actor=actor, now=now)


def release_appeal(records: Records, appeal_id: str, *, actor: Staff, now: datetime) -> Appeal:
    """Give it back. Raises NotYourAlert, IllegalMove."""
    return _move(records, appeal_id, AppealCommand.RELEASE, actor=actor, now=now)


def withdraw_appeal(records: Records, appeal_id: str, *, actor: Staff, now: datetime) -> Appeal:
    """Note that the account's holder took it back. Raises IllegalMove, NotAllowed."""
    require(actor, Act.RECEIVE_APPEAL)
    with records.begin() as unit:
        moved = move_appeal(
            unit.casework.appeals.lock(appeal_id),
            AppealCommand.WITHDRAW,
            staff_id=actor.staff_id,
            first_deciders=frozenset(),
            now=now,
        )
        unit.casework.appeals.save(moved)
        _log(unit, AuditTag.APPEAL_WITHDRAWN, moved, actor, now=now)
    return moved


def decide_appeal(
    records: Records,
    appeal_id: str,
    *,
    is_overturned: bool,
    reason_id: str,
    answer: str,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> Appeal:
    """Decide it. Overturning lifts the restriction and opens the alert again, in one transaction.

    `answer` is what the account's holder is told; it must not hint at a report.
    Raises SamePerson, NotYourAlert, BadValue, IllegalMove, NotAllowed.
    """
    check_reason(policy.reasons, reason_id, use="appeal")
    command = AppealCommand.OVERTURN if is_overturned else AppealCommand.UPHOLD
    return _move(
        records, appeal_id, command, actor=actor, now=now, reason_id=reason_id, answer=answer
    )


def list_appeals(
    records: Records,
    *,
    stand: AppealStand | None = None,
    account_id: str | None = None,
    count_max: int = 50,
    skipped: int = 0,
    actor: Staff,
) -> tuple[Appeal, ...]:
    """Return those that wait, the oldest first, then what was answered. Raises NotAllowed."""
    require(actor, Act.SEE_APPEALS)
    with records.read() as view:
        return view.casework.appeals.in_turn(
            stand=stand,
            account_id=account_id,
            count_max=min(count_max, PAGE_MAX),
            skipped=skipped,
        )


def first_deciders(reading: Reading, appeal: Appeal) -> frozenset[str]:
    """All who had a part in what is appealed: proposal, approval, the decision on the alert."""
    restriction = reading.casework.restrictions.get(appeal.restriction_id)
    deciders = {restriction.proposed_by, restriction.approved_by}
    if restriction.alert_id is not None:
        decisions = reading.casework.decisions.of_alert(restriction.alert_id)
        deciders |= {decision.decided_by for decision in decisions}
    return frozenset(decider for decider in deciders if decider is not None)


def _move(
    records: Records,
    appeal_id: str,
    command: AppealCommand,
    *,
    actor: Staff,
    now: datetime,
    reason_id: str = "",
    answer: str = "",
) -> Appeal:
    require(actor, Act.DECIDE_APPEAL)
    with records.begin() as unit:
        found = unit.casework.appeals.lock(appeal_id)
        moved = move_appeal(
            found,
            command,
            staff_id=actor.staff_id,
            first_deciders=first_deciders(unit, found),
            now=now,
            reason_id=reason_id,
            answer=answer,
        )
        unit.casework.appeals.save(moved)
        _log(unit, _TAGS[command], moved, actor, now=now)
        if command is AppealCommand.OVERTURN:
            restriction = lift(unit, found.restriction_id, actor, now=now)
            _reopen(unit, restriction.alert_id, now=now)
    return moved


def _reopen(unit: UnitOfWork, alert_id: str | None, *, now: datetime) -> None:
    if alert_id is None:
        return
    review = unit.casework.queue.lock(alert_id)
    if review.stand is not Stand.DECIDED:
        return
    opened = reopen(review, now=now)
    unit.casework.queue.save(opened, at=now)
    unit.record(
        Fact(
            tag=AuditTag.ALERT_REOPENED,
            subject=alert_id,
            at=now,
            body={"why": "appeal", "round": opened.round, "version": opened.alert_version},
        )
    )


def _log(unit: UnitOfWork, tag: AuditTag, appeal: Appeal, actor: Staff, *, now: datetime) -> None:
    unit.record(
        Fact(
            tag=tag,
            subject=appeal.appeal_id,
            at=now,
            body={
                "restriction": appeal.restriction_id,
                "stand": appeal.stand.value,
                **({"reason": appeal.reason_id} if appeal.reason_id else {}),
            },
            personal={"actor": actor.staff_id, "account_id": appeal.account_id},
        )
    )
