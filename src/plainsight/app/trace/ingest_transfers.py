"""Take a feed of transfers, accounts, links, rates or labels into the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from plainsight.app.ports import Clock, Records
from plainsight.app.trace.flow_ports import Ledger, LedgerFeed
from plainsight.model.fact import AuditTag, Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of the rows: `read` is the sum of all the others."""

    source: str
    reads: str
    read: int
    new: int
    revised: int
    known: int
    skipped: int  # declared by the mapping to be no transfer
    quarantined: int  # unreadable, or conflicting with what the ledger holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ingest has come."""

    read: int
    quarantined: int
    share: float  # of the feed, 0..1


def ingest_transfers(
    feed: LedgerFeed,
    ledger: Ledger,
    *,
    named: str = "",
    on_progress: Callable[[Progress], None] | None = None,
) -> Ingested:
    """Stage every batch, then publish at once: a reader sees all of the feed or nothing of it.

    `named` is the platform or system that the transfers come from, where a ledger has several.
    """
    intake = ledger.intake(reads=feed.reads, source=feed.source, feed=named)
    read = skipped = unreadable = 0
    try:
        for batch in feed:
            intake.stage(batch)
            read += batch.read_count
            skipped += batch.skipped_count
            unreadable += batch.quarantined.num_rows
            if on_progress is not None:
                on_progress(Progress(read=read, quarantined=unreadable, share=batch.read_share))
        stored = intake.publish()
    finally:
        intake.drop()
    return Ingested(
        source=feed.source,
        reads=str(feed.reads),
        read=read,
        new=stored.new,
        revised=stored.revised,
        known=stored.known,
        skipped=skipped,
        quarantined=unreadable + stored.conflicting,
    )


def ingest_logged(
    work: Callable[[], Ingested], records: Records, *, digest: Callable[[], str], clock: Clock
) -> Ingested:
    """Take a file into the ledger, which has locks of its own, and log that it was taken.

    The records are asked first whether they can be written, and are not kept from anybody while a
    ledger of millions is read: meanwhile legal requests come in, and clocks are looked after.
    """
    with records.begin():
        pass
    ingested = work()
    sha256 = digest()  # of the file
    with records.begin() as unit:
        unit.record(_ingested_fact(ingested, sha256=sha256, now=clock()))
    return ingested


def _ingested_fact(ingested: Ingested, *, sha256: str, now: datetime) -> Fact:
    """What the audit log says of an ingest: counts and the file; no account, no amount."""
    return Fact(
        tag=AuditTag.TRANSFERS_INGESTED,
        subject=f"sha256:{sha256}",
        at=now,
        body={
            "name": ingested.source,
            "reads": ingested.reads,
            "read": ingested.read,
            "new": ingested.new,
            "revised": ingested.revised,
            "known": ingested.known,
            "skipped": ingested.skipped,
            "quarantined": ingested.quarantined,
        },
    )
