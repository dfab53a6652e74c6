"""Write down what was said on a legal request: sealed under its case's key, told to the log."""

from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind, DeskAlarm, Statement, StatementKind
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.model.fact import AuditTag, Fact, JsonValue


def write_statement(
    unit: UnitOfWork,
    stored: StoredRequest,
    kind: StatementKind,
    *,
    actor: Actor,
    now: datetime,
    body: dict[str, JsonValue],
) -> Statement:
    """Append one statement. The log learns its kind and the writer's commitment, not its words."""
    statement = Statement(
        request_id=stored.request_id,
        kind=kind,
        actor_id=actor.actor_id,
        role=actor.role,
        at=now,
        body=body,
    )
    unit.desk.statements.add(statement)
    unit.record(
        Fact(
            tag=AuditTag.REQUEST_STATED,
            subject=stored.request_id,
            at=now,
            body={"kind": kind.value, "role": actor.role.value},
            personal={"actor_id": actor.actor_id},
        )
    )
    return statement


def tell_alarm(
    unit: UnitOfWork, kind: AlarmKind, *, key: str, subject: str, says: str, now: datetime
) -> bool:
    """Tell the desk once; False when an alarm of this key was told before."""
    is_new = unit.desk.watch.tell(
        DeskAlarm(alarm_key=key, kind=kind, subject=subject, says=says, at=now)
    )
    if is_new:
        unit.record(
            Fact(
                tag=AuditTag.ALARM_TOLD,
                subject=subject,
                at=now,
                body={"kind": kind.value},
                personal={"key": key},  # salted: the subject may be an agency that anybody knows
            )
        )
    return is_new
