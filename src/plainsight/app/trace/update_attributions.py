"""Take a new edition of a list of accounts into the operator's book."""

from datetime import datetime, timedelta

from plainsight.app.trace.chain_ports import BookStore, SnapshotRecord
from plainsight.errors import BadValue
from plainsight.model.fact import AuditTag, Fact
from plainsight.trace.chain.snapshot import Snapshot, SnapshotDiff, diff_snapshot

EASTERNMOST = timedelta(hours=14)  # a day begins there first: what is today somewhere is no slip


def compare_attributions(
    store: BookStore, snapshot: Snapshot, *, now: datetime, may_shrink: bool = False
) -> SnapshotDiff:
    """What the edition would change; nothing is changed.

    Raises BadValue for an edition of a day to come, SnapshotTooOld, or ListShrank unless
    `may_shrink`.
    """
    _refuse_to_come(snapshot, now)
    taken = [record for record in store.snapshots() if record.source == snapshot.source]
    return diff_snapshot(
        store.book().of_source(snapshot.source),
        snapshot,
        last_published_on=taken[-1].published_on if taken else None,
        may_shrink=may_shrink,
    )


def update_attributions(
    store: BookStore, diff: SnapshotDiff, *, file_name: str, now: datetime
) -> tuple[SnapshotRecord, Fact]:
    """Take the edition, and say so in the log with the hash of the file it came from."""
    record = store.take(diff, file_name=file_name)
    fact = Fact(
        tag=AuditTag.ATTRIBUTIONS_UPDATED,
        subject=record.source,
        at=now,
        body={
            "file": file_name,
            "sha256": record.sha256,
            "published_on": record.published_on.isoformat(),
            "rows_read": record.rows_read,
            "unique": record.unique_count,
            "added": record.added_count,
            "removed": record.removed_count,
        },
    )
    return record, fact


def _refuse_to_come(snapshot: Snapshot, now: datetime) -> None:
    """Taken, it would make every true edition of its source too old until that day."""
    if snapshot.published_on > (now + EASTERNMOST).date():
        mend = f"not after today, {now.date()}: give the day on which it was published"
        raise BadValue("published_on", str(snapshot.published_on), mend)
