"""Looking at a legal request is logged; looking at one that does not exist sets off an alarm."""

from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.known_person import require_own_role
from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.app.respond.write_statement import tell_alarm
from plainsight.model.fact import AuditTag, Fact
from plainsight.respond.legal_request import LegalRequest
from plainsight.respond.states import Production, RequestState


def plant_honey_case(records: Records, request: LegalRequest, *, now: datetime) -> StoredRequest:
    """Store a case that does not exist, for nobody to open: no clock, no hold, no log entry.

    It looks like any other in every list. Choose a name that a curious colleague would look up.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.add(
            StoredRequest(
                request_id=unit.new_id("lr"),
                reference="",
                request=request,
                state=RequestState(production=Production.RECEIVED),
                instrument_version="1",
                two_departments=False,
                received_at=now,
            )
        )
        unit.desk.watch.mark_honey(stored.request_id, at=now)
    return stored


def open_request(
    records: Records, request_id: str, *, actor: Actor, now: datetime
) -> StoredRequest:
    """Look at one legal request, as every door must: who looked is in the log.

    Raises UnknownId, NotAllowed.
    """
    with records.begin() as unit:
        stored = unit.desk.requests.get(request_id)
        require_own_role(unit, actor, act="looking at legal requests")
        unit.record(
            Fact(
                tag=AuditTag.REQUEST_OPENED,
                subject=stored.request_id,
                at=now,
                body={"role": actor.role.value},
                personal={"actor_id": actor.actor_id},
            )
        )
        alarm_on_honey(unit, stored, actor=actor, now=now)
    return stored


def alarm_on_honey(unit: UnitOfWork, stored: StoredRequest, *, actor: Actor, now: datetime) -> bool:
    """Set off the alarm when the case does not exist; every touch by everybody is told."""
    if not unit.desk.watch.is_honey(stored.request_id):
        return False
    unit.record(
        Fact(
            tag=AuditTag.HONEY_TOUCHED,
            subject=stored.request_id,
            at=now,
            body={"role": actor.role.value},
            personal={"actor_id": actor.actor_id},
        )
    )
    return tell_alarm(
        unit,
        AlarmKind.HONEY,
        key=f"honey/{stored.request_id}/{actor.actor_id}/{now.isoformat()}",
        subject=stored.request_id,
        says=f"{actor.actor_id} ({actor.role.value}) opened {stored.reference}, which is no case",
        now=now,
    )
