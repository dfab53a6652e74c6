"""Deletion, by the holder or the retention job: it takes the lock a hold takes, and asks."""

from datetime import datetime

from plainsight.app.ports import Records
from plainsight.model.fact import AuditTag, Fact


def delete_account(records: Records, account_id: str, *, now: datetime) -> bool:
    """Delete an account; False when a hold covers it. Its holder sees the same either way.

    A held account is closed and what no hold covers is deleted. Raises UnknownId.
    """
    with records.begin() as unit:
        is_deleted = unit.desk.directory.delete_account(account_id, at=now)
        unit.record(
            Fact(
                tag=AuditTag.ACCOUNT_DELETED if is_deleted else AuditTag.ACCOUNT_CLOSED,
                subject=unit.new_id("de"),
                at=now,
                personal={"account_id": account_id},
            )
        )
    return is_deleted


def expire_records(records: Records, *, before: datetime, now: datetime, page: int = 1_000) -> int:
    """The retention job: delete records older than `before` that no hold covers; how many."""
    total = 0
    while True:
        with records.begin() as unit:
            count = unit.desk.directory.expire_records(before=before, count_max=page)
            if count:
                unit.record(
                    Fact(
                        tag=AuditTag.RECORDS_EXPIRED,
                        subject="retention",
                        at=now,
                        body={"count": count, "before": before.isoformat()},
                    )
                )
        total += count
        if count == 0:
            return total
