"""What the installation owes outsiders and does not get done: entries signed, webhooks taken."""

from datetime import datetime

from plainsight.app.ports import Records, UnitOfWork
from plainsight.app.prove.resume_log import restored_at
from plainsight.app.respond.desk_stored import AlarmKind
from plainsight.app.respond.write_statement import tell_alarm

TRIES_MAX = 20  # of one entry: waits are doubled up to two hours, so this is about a day


def watch_installation(records: Records, *, now: datetime) -> None:
    """Tell once a day that a restored log waits, and which webhooks were not taken for a day."""
    with records.begin() as unit:
        restored = restored_at(unit)
        if restored is not None:
            _tell(
                unit,
                "sign the log",
                subject="log",
                says=f"the log was restored from a backup of {restored} entries and is signed by "
                "nobody until plainsight log resume",
                now=now,
            )
        for each in unit.identity.machines.webhooks():
            if each.is_active and each.attempt_count >= TRIES_MAX:
                _tell(
                    unit,
                    f"deliver to {each.webhook_id}",
                    subject=each.webhook_id,
                    says=f"webhook {each.webhook_id} was tried {each.attempt_count} times and not "
                    "taken; what happened since waits for it. See plainsight doctor",
                    now=now,
                )


def _tell(unit: UnitOfWork, duty: str, *, subject: str, says: str, now: datetime) -> None:
    key = f"duty/{duty}/{now.date()}"
    tell_alarm(unit, AlarmKind.DUTY_FAILED, key=key, subject=subject, says=says, now=now)
