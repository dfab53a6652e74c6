"""Take an alert into one's hands, and out of them again: release, skip, snooze, renew."""

from datetime import datetime, timedelta

from plainsight.app.casework.stored import Skip, Workload
from plainsight.app.ports import Records, UnitOfWork
from plainsight.casework import review as reviewing
from plainsight.casework.access import Act, may, require
from plainsight.casework.decision import check_reason
from plainsight.casework.queue_policy import QueuePolicy
from plainsight.casework.review import SENIOR_LOOKS, Review
from plainsight.casework.review_policy import ReviewPolicy
from plainsight.errors import NotAllowed, WorkloadFull
from plainsight.model.fact import AuditTag, Fact, JsonValue
from plainsight.model.role import Role, Staff
from plainsight.model.time import format_instant

DAY = timedelta(hours=24)


def take_next(
    records: Records, *, actor: Staff, policy: ReviewPolicy, now: datetime
) -> Review | None:
    """Take the alert that is due first and may be this person's; None when there is none.

    What was assigned to them comes first. Raises WorkloadFull, NotAllowed.
    """
    require(actor, Act.WORK_ALERT)
    with records.begin() as unit:
        _require_room(unit, actor, policy.queue, now=now, adds=0)
        found = unit.casework.queue.next_for(
            actor.staff_id,
            now=now,
            skipped_since=now - policy.queue.skip_for,
            is_senior=may(actor, Act.LOOK_SECOND),
        )
        if found is None:
            return None
        taken = _take(unit, found, actor, policy.queue, now=now)
    return reviewing.as_shown(taken, to=actor.staff_id, now=now)


def take_alert(
    records: Records, alert_id: str, *, actor: Staff, policy: ReviewPolicy, now: datetime
) -> Review:
    """Take one alert, or renew the lease on it.

    Raises AlertTaken while another person holds it or it is assigned to another, SamePerson for
    who may not look at it again, WorkloadFull, NotAllowed, UnknownId.
    """
    require(actor, Act.WORK_ALERT)
    with records.begin() as unit:
        unit.casework.queue.lock_workload(actor.staff_id)
        found = unit.casework.queue.lock(alert_id)
        if found.look in SENIOR_LOOKS and not may(actor, Act.LOOK_SECOND):
            raise NotAllowed(Act.LOOK_SECOND.value, (Role.SENIOR_ANALYST.told,))
        taken = _take(unit, found, actor, policy.queue, now=now)
    return reviewing.as_shown(taken, to=actor.staff_id, now=now)


def release_alert(records: Records, alert_id: str, *, actor: Staff, now: datetime) -> Review:
    """Give it back. Raises NotYourAlert, IllegalMove."""
    require(actor, Act.WORK_ALERT)
    with records.begin() as unit:
        found = unit.casework.queue.lock(alert_id)
        freed = reviewing.release(found, staff_id=actor.staff_id, now=now)
        unit.casework.queue.save(freed, at=now)
        _log(unit, AuditTag.ALERT_RELEASED, alert_id, actor, now=now)
    return reviewing.as_shown(freed, to=actor.staff_id, now=now)


def skip_alert(
    records: Records,
    alert_id: str,
    *,
    reason_id: str,
    note: str = "",
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> Review:
    """Give it back with a reason; it is not offered to this person again for a while.

    Raises BadValue for a reason that is not on the list, NotYourAlert, IllegalMove.
    """
    require(actor, Act.WORK_ALERT)
    check_reason(policy.reasons, reason_id, use="skip")
    with records.begin() as unit:
        found = unit.casework.queue.lock(alert_id)
        freed = reviewing.skip(found, staff_id=actor.staff_id, now=now)
        unit.casework.queue.save(freed, at=now)
        unit.casework.queue.add_skip(
            Skip(
                alert_id=alert_id,
                staff_id=actor.staff_id,
                reason_id=reason_id,
                note=note,
                skipped_at=now,
            )
        )
        _log(unit, AuditTag.ALERT_SKIPPED, alert_id, actor, now=now, reason=reason_id)
    return reviewing.as_shown(freed, to=actor.staff_id, now=now)


def snooze_alert(
    records: Records,
    alert_id: str,
    *,
    until: datetime,
    reason_id: str,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> Review:
    """Let it sleep until an instant; it wakes by itself, assigned to the same person.

    Raises BadValue for an instant out of bounds or an unknown reason, NotYourAlert, IllegalMove.
    """
    require(actor, Act.WORK_ALERT)
    check_reason(policy.reasons, reason_id, use="snooze")
    with records.begin() as unit:
        found = unit.casework.queue.lock(alert_id)
        asleep = reviewing.snooze(
            found,
            staff_id=actor.staff_id,
            now=now,
            until=until,
            snooze_max=policy.queue.snooze_max,
        )
        unit.casework.queue.save(asleep, at=now)
        _log(
            unit,
            AuditTag.ALERT_SNOOZED,
            alert_id,
            actor,
            now=now,
            until=format_instant(until),
            reason=reason_id,
        )
    return reviewing.as_shown(asleep, to=actor.staff_id, now=now)


def assign_alert(
    records: Records,
    alert_id: str,
    *,
    to: Staff | None,
    actor: Staff,
    policy: ReviewPolicy,
    now: datetime,
) -> Review:
    """Say whose an alert is, or nobody's. Raises AlertTaken, SamePerson, WorkloadFull, NotAllowed:
    also when `to` could not review it.
    """
    require(actor, Act.ASSIGN_ALERT)
    with records.begin() as unit:
        if to is not None:
            require(to, Act.WORK_ALERT)
            _require_room(unit, to, policy.queue, now=now, adds=1)
        found = unit.casework.queue.lock(alert_id)
        if to is not None and found.look in SENIOR_LOOKS:
            require(to, Act.LOOK_SECOND)
        assigned = reviewing.assign(found, to=None if to is None else to.staff_id, now=now)
        unit.casework.queue.save(assigned, at=now)
        personal = {"to": to.staff_id} if to is not None else {}
        unit.record(
            Fact(
                tag=AuditTag.ALERT_ASSIGNED,
                subject=alert_id,
                at=now,
                personal={"actor": actor.staff_id, **personal},
            )
        )
    return reviewing.as_shown(assigned, to=actor.staff_id, now=now)


def set_workload(records: Records, workload: Workload, *, actor: Staff, now: datetime) -> Workload:
    """Change how much one person may have; None lets the policy's cap stand. Raises NotAllowed."""
    require(actor, Act.SET_WORKLOAD)
    with records.begin() as unit:
        unit.casework.queue.set_workload(workload)
        unit.record(
            Fact(
                tag=AuditTag.WORKLOAD_CHANGED,
                subject="workload",
                at=now,
                body={
                    "held_max": workload.held_max,
                    "decided_daily_max": workload.decided_daily_max,
                },
                personal={"actor": actor.staff_id, "of": workload.staff_id},
            )
        )
    return workload


def _take(
    unit: UnitOfWork, found: Review, actor: Staff, policy: QueuePolicy, *, now: datetime
) -> Review:
    is_renewed = found.is_held_by(actor.staff_id, now=now)
    is_counted = is_renewed or found.assigned_to == actor.staff_id
    _require_room(unit, actor, policy, now=now, adds=0 if is_counted else 1)
    taken = reviewing.take(found, staff_id=actor.staff_id, now=now, lease=policy.lease)
    unit.casework.queue.save(taken, at=now)
    if not is_renewed:
        _log(
            unit,
            AuditTag.ALERT_TAKEN,
            found.alert_id,
            actor,
            now=now,
            until=format_instant(taken.available_at),
        )
    return taken


def _require_room(
    unit: UnitOfWork, staff: Staff, policy: QueuePolicy, *, now: datetime, adds: int
) -> None:
    """Raise WorkloadFull when a person has, or decided, as much as one may."""
    own = unit.casework.queue.lock_workload(staff.staff_id)
    held_max = policy.held_max if own.held_max is None else own.held_max
    held = unit.casework.queue.held_count(staff.staff_id, now=now)
    if held + adds > held_max:
        raise WorkloadFull("alerts in one person's hands", held, held_max)
    daily_max = policy.decided_daily_max if own.decided_daily_max is None else own.decided_daily_max
    decided = unit.casework.decisions.count_by(staff.staff_id, since=now - DAY)
    if decided >= daily_max:
        raise WorkloadFull("decisions of one person in 24 hours", decided, daily_max)


def _log(
    unit: UnitOfWork,
    tag: AuditTag,
    alert_id: str,
    actor: Staff,
    *,
    now: datetime,
    **body: JsonValue,
) -> None:
    unit.record(
        Fact(tag=tag, subject=alert_id, at=now, body=body, personal={"actor": actor.staff_id})
    )
