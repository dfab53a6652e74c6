"""A hold that a round could not deal with: told by its id, and the round goes on to the others."""

from datetime import datetime

from plainsight.app.ports import UnitOfWork
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.stored import StoredHold
from plainsight.app.respond.write_statement import tell_alarm


def tell_hold_trouble(
    unit: UnitOfWork, hold: StoredHold, *, duty: str, problem: Exception, now: datetime
) -> None:
    """Alarm once a day for each hold and duty; `duty` is its name, such as "verify holds"."""
    tell_alarm(
        unit,
        AlarmKind.DUTY_FAILED,
        key=f"duty/{duty}/{hold.hold_id}/{now.date()}",
        subject=hold.request_id,
        says=f"the duty to {duty} passed over hold {hold.hold_id}: "
        f"{type(problem).__name__}: {str(problem)[:300]}",
        now=now,
    )
