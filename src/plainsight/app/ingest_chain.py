"""Take exports of chains into the ledger: what moved, what was set aside, what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from plainsight.app.chain_ports import ChainItem, ChainLedger, ChainSource
from plainsight.app.ports import Records
from plainsight.model.fact import AuditTag, Fact
from plainsight.model.transfer import Transfer
from plainsight.trace.chain.lookalikes import find_dust_poisoning
from plainsight.trace.chain.reconcile import reconcile
from plainsight.trace.chain.rows import (
    ChainTransfer,
    Gap,
    SetAside,
    SetAsideReason,
    in_ledger_order,
)


def ingest_chain(
    ledger: ChainLedger,
    items: Iterable[ChainItem],
    *,
    name: str,
    sha256: str,
    complete_accounts: Sequence[str],
) -> ChainSource:
    """Take one export in. `complete_accounts` are those whose whole history it claims to hold."""
    return ledger.take(name, sha256, _screened(items, complete_accounts))


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


def _screened(items: Iterable[ChainItem], complete_accounts: Sequence[str]) -> Iterator[ChainItem]:
    """Pass everything on but transfers, which wait until all are there to be compared."""
    transfers: list[ChainTransfer] = []
    for item in items:
        if isinstance(item, ChainTransfer):
            transfers.append(item)
        else:
            yield item
    by_asset: dict[str, list[ChainTransfer]] = {}
    for row in in_ledger_order(transfers):
        by_asset.setdefault(row.transfer.money.asset.code, []).append(row)
    for rows in by_asset.values():
        # A tenth of a whole unit: ten cents of USDT, and nothing anybody pays for with BTC dust.
        dust_max = max(10 ** rows[0].transfer.money.asset.decimals // 10, 1)
        poison = find_dust_poisoning(rows, dust_max=dust_max)
        for row in rows:
            yield _dust(row) if row.transfer.transfer_id in poison else row
        yield from _gaps([row.transfer for row in rows], complete_accounts)


def _gaps(transfers: Sequence[Transfer], complete_accounts: Sequence[str]) -> Iterator[Gap]:
    symbol = transfers[0].money.asset.symbol
    for gap in reconcile(transfers, complete_accounts=complete_accounts):
        yield Gap(place=f"{gap.place} ({symbol})", why=gap.why)


def _dust(row: ChainTransfer) -> SetAside:
    leg = row.transfer
    return SetAside(
        record=leg.transfer_id,
        reason=SetAsideReason.DUST_POISONING,
        transaction_id=row.transaction_id,
        source=leg.source,
        target=leg.target,
        units=leg.money.units,
        contract=leg.money.asset.code,
    )
