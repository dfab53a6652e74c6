"""What the chain commands tell about a file that was taken in."""

from rich.console import Console
from rich.markup import escape

from plainsight.app.chain_ports import ChainSource


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
