"""Take exports of chains into the ledger: what moved, what was set aside, what is missing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from plainsight.app.ports import Records
from plainsight.app.trace.chain_ports import ChainItem, ChainLedger, ChainSource
from plainsight.app.trace.screen_rows import RowScreen
from plainsight.model.fact import AuditTag, Fact


def ingest_chain(
    ledger: ChainLedger,
    items: Iterable[ChainItem],
    *,
    name: str,
    sha256: str,
    complete_accounts: Sequence[str],
) -> ChainSource:
    """Take one export in. `complete_accounts` are those whose whole history it claims to hold."""
    return ledger.take(name, sha256, items, screen=RowScreen(complete_accounts))


def log_sources(ledger: ChainLedger, records: Records, *, now: datetime) -> int:
    """Enter every source that the audit log does not hold yet; how many there were.

    The ledger is a folder and the log a database, so no transaction spans both. The ledger comes
    first and remembers what it still owes the log: a process killed in between pays at its next
    run, and at worst an entry stands twice. None is ever missing.
    """
    sources = ledger.sources()
    owed = [source for source in sources if not source.is_logged]
    if owed:
        with records.begin() as unit:
            for source in owed:
                unit.record(_ingested(source, now))
        ledger.mark_logged(len(sources))
    return len(owed)


def _ingested(source: ChainSource, now: datetime) -> Fact:
    return Fact(
        tag=AuditTag.CHAIN_INGESTED,
        subject=f"sha256:{source.sha256}",
        at=now,
        body={
            "name": source.name,
            "new": source.new_count,
            "known": source.known_count,
            "quarantined": source.quarantined_count,
            "set_aside": dict(source.set_aside),
            "gaps": len(source.gaps),
        },
    )
