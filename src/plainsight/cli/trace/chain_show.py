"""What the chain commands tell: a file that was taken in, a path, a break."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from plainsight.app.trace.chain_ports import ChainSource
from plainsight.model.money import Money
from plainsight.trace.chain.conversion import Conversion
from plainsight.trace.chain.paths import Path
from plainsight.trace.chain.wording import amount_text, short


def show_source(screen: Console, source: ChainSource) -> None:
    """What became of the rows of one file."""
    screen.print(
        f"{escape(source.name)}: {source.new_count:,} new, {source.known_count:,} known, "
        f"{source.quarantined_count:,} quarantined"
    )
    for reason, count in source.set_aside.items():
        screen.print(f"  set aside, {reason.replace('_', ' ')}: {count:,}")
    for gap in source.gaps:
        screen.print(f"  gap: {escape(gap)}")
    for record in source.quarantined:
        where = f"{record.record}: {record.field}: {record.mend}"
        screen.print(f"  quarantined: {escape(where)}")


def show_path(screen: Console, number: int, path: Path) -> None:
    """One path: its exact amount, where it ends, and each hop's transfer."""
    asset = path.hops[0].transfer.money.asset
    end = f"to {path.category}" if path.category else path.end.value
    screen.print(f"{number}. {amount_text(Money(units=path.units, asset=asset))} {end}")
    for hop in path.hops:
        leg = hop.transfer
        screen.print(
            f"   {leg.at:%Y-%m-%d %H:%M} {escape(short(leg.source))} → "
            f"{escape(short(leg.target))}  {escape(leg.transfer_id)}",
            soft_wrap=True,
        )


def show_breaks(screen: Console, conversions: Iterable[Conversion]) -> None:
    """Where money became another asset: the trace stops there and points across."""
    for item in conversions:
        given, got = item.given.transfer, item.received.transfer
        screen.print(
            f"break, {item.kind.value}: {amount_text(given.money)} given by "
            f"{escape(short(given.source))}, {amount_text(got.money)} got by "
            f"{escape(got.target)} on {item.received.network.value} "
            f"({item.confidence_percent} % sure); the next trace starts there",
            soft_wrap=True,
        )
