"""What speaks against a ledger's rates, said wherever values rest on them."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from plainsight.app.trace.flow_ports import LedgerSnapshot
from plainsight.cli.screen import console, visible
from plainsight.stores.transfers.rate_evidence import doubted_rates


def warn_of_rates(snapshot: LedgerSnapshot) -> None:
    """Say it on the standard error: with such rates a search finds little, and nothing fails."""
    show_rate_doubts(console(to_stderr=True), doubted_rates(snapshot))


def show_rate_doubts(screen: Console, doubts: Iterable[str]) -> None:
    """One line each."""
    for doubt in doubts:
        screen.print(Text(visible(f"warning: {doubt}"), style="bold"), soft_wrap=True)
