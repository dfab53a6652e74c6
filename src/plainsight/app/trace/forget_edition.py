"""Take the last edition of a list back out of the operator's book, as if it had not been taken.

An edition that was dated in the future by a slip makes every true one of its source too old until
that day. What cited the edition keeps its hash, and the log keeps both entries.
"""

from datetime import datetime

from plainsight.app.trace.chain_ports import BookStore, SnapshotRecord
from plainsight.errors import BadValue, OutOfTurn
from plainsight.model.fact import AuditTag, Fact
from plainsight.trace.chain.snapshot_undone import SnapshotUndone, TakenEdition, undo_snapshot

DIGITS_MIN = 8


def find_edition(store: BookStore, digits: str) -> SnapshotRecord:
    """The edition whose SHA-256 begins so, if it is the last of its source.

    Raises BadValue where none or several begin so, OutOfTurn for one that later ones rest on.
    """
    taken = store.snapshots()
    if len(digits) < DIGITS_MIN:
        mend = f"at least the first {DIGITS_MIN} digits of its SHA-256, as in the list"
        raise BadValue("edition", digits, mend)
    found = [record for record in taken if record.sha256.startswith(digits.lower())]
    if not found:
        raise BadValue("edition", digits, "none begins so: plainsight attributions list")
    if len({(record.source, record.sha256) for record in found}) > 1:
        raise BadValue("edition", digits, "several begin so: give more digits")
    record = found[-1]
    last = [each for each in taken if each.source == record.source][-1]
    if last.sha256 != record.sha256:
        why = f"later ones rest on it; forget that of {last.published_on} first ({last.sha256})"
        raise OutOfTurn(f"forget edition {record.sha256[:16]}", why)
    return last


def undo_edition(store: BookStore, record: SnapshotRecord) -> SnapshotUndone:
    """What forgetting it would change; nothing is changed. Raises OutOfTurn."""
    former = [each.sha256 for each in store.snapshots() if each.source == record.source][:-1]
    edition = TakenEdition(
        source=record.source,
        published_on=record.published_on,
        sha256=record.sha256,
        former_sha256=former[-1] if former else "",
        added_count=record.added_count,
        removed_count=record.removed_count,
    )
    if record.sha256 in former[:-1]:
        why = "its file was taken twice, with another between; take the editions into a new book"
        raise OutOfTurn(f"forget edition {record.sha256[:16]}", why)
    return undo_snapshot(store.book().of_source(record.source), edition)


def forget_edition(
    store: BookStore, record: SnapshotRecord, undone: SnapshotUndone, *, now: datetime
) -> tuple[SnapshotRecord, Fact]:
    """Forget it, and say so in the log with the hash of the file it came from."""
    store.forget(record, undone.claims)
    fact = Fact(
        tag=AuditTag.ATTRIBUTIONS_FORGOTTEN,
        subject=record.source,
        at=now,
        body={
            "file": record.file_name,
            "sha256": record.sha256,
            "published_on": record.published_on.isoformat(),
            "dropped": len(undone.dropped),
            "reopened": len(undone.reopened),
        },
    )
    return record, fact
