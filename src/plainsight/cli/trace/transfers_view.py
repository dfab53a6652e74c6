"""What a ledger holds, as a person reads it and as JSON."""

from rich.console import Console
from rich.markup import escape

from plainsight.cli.listing import Listing, number
from plainsight.cli.screen import counted
from plainsight.cli.trace.rate_warnings import show_rate_doubts
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.model.time import format_instant
from plainsight.stores.transfers.stats import AssetTotal, LedgerStats

QUARANTINE_SHOWN = 10


def show_stats(screen: Console, stats: LedgerStats, *, reporting: str) -> None:
    """Counts, assets with their rates, and why rows are in quarantine."""
    span = ""
    if stats.first_at is not None and stats.last_at is not None:
        span = f", {stats.first_at:%Y-%m-%d} to {stats.last_at:%Y-%m-%d}"
    accounts = counted(stats.account_count, "account")
    screen.print(
        f"{counted(stats.transfer_count, 'transfer')} between {accounts}{span} "
        f"(ledger version {stats.version})"
    )
    screen.print(
        f"{counted(stats.known_accounts, 'account')} described, {counted(stats.links, 'link')}, "
        f"{counted(stats.labelled, 'label')}"
    )
    unrated = f"days without a rate into {reporting}"
    listing = Listing("asset", *map(number, ("transfers", "amount", unrated)))
    for total in stats.assets:
        missing = f"{total.days_without_rate:,}" if total.days_without_rate else ""
        listing.add(total.asset, f"{total.count:,}", str(_money(total)), missing)
    listing.show(screen)
    channels = ", ".join(f"{name or '(none)'} {count:,}" for name, count in stats.channels)
    if channels:
        screen.print(f"channels: {escape(channels)}")
    show_rate_doubts(screen, stats.doubts)
    if stats.quarantined:
        rows = sum(count for *_, count in stats.quarantined)
        screen.print(f"{counted(rows, 'row')} in quarantine:")
        for field, mend, count in stats.quarantined[:QUARANTINE_SHOWN]:
            screen.print(escape(f"  {count:,} x {field or 'row'}: {mend}"), soft_wrap=True)


def stats_json(stats: LedgerStats) -> dict[str, object]:
    """The same for machines; amounts as base units."""
    return {
        "version": stats.version,
        "transfers": stats.transfer_count,
        "accounts": stats.account_count,
        "first_at": None if stats.first_at is None else format_instant(stats.first_at),
        "last_at": None if stats.last_at is None else format_instant(stats.last_at),
        "assets": [
            {
                "asset": total.asset,
                "transfers": total.count,
                "units": total.units,
                "decimals": total.decimals,
                "days_without_rate": total.days_without_rate,
            }
            for total in stats.assets
        ],
        "channels": [{"channel": name, "transfers": count} for name, count in stats.channels],
        "accounts_described": stats.known_accounts,
        "links": stats.links,
        "labels": stats.labelled,
        "rate_doubts": list(stats.doubts),
        "quarantine": [
            {"field": field, "mend": mend, "rows": count}
            for field, mend, count in stats.quarantined
        ],
    }


def _money(total: AssetTotal) -> Money:
    return Money(units=total.units, asset=Asset(code=total.asset, decimals=total.decimals))
