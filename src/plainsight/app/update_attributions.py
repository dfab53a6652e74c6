"""Take a new edition of a list of accounts into the operator's book."""

from datetime import datetime

from plainsight.app.chain_ports import BookStore, SnapshotRecord
from plainsight.model.fact import AuditTag, Fact
from plainsight.trace.chain.snapshot import Snapshot, SnapshotDiff, diff_snapshot


def compare_attributions(
    store: BookStore, snapshot: Snapshot, *, may_shrink: bool = False
) -> SnapshotDiff:
    """What the edition would change; nothing is changed.

    Raises SnapshotTooOld, or ListShrank unless `may_shrink`.
    """
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
