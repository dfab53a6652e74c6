"""plainsight chain taint and path: one account's money, under every convention."""

from typing import Annotated

import typer
from rich.markup import escape

from plainsight.app.trace.ask_chain import TraceTerms
from plainsight.app.trace.trace_chain import Traced
from plainsight.app.trace.trace_report import answer_json
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace.chain_asked import HopsMax, HubMax, Subject, Way, open_tracer
from plainsight.cli.trace.chain_parts import (
    DEFAULT_BOOK,
    DEFAULT_LEDGER,
    AsOf,
    AssetOption,
    BasisOption,
    BookFolder,
    LedgerFolder,
    day_of,
)
from plainsight.cli.trace.chain_show import show_breaks, show_path
from plainsight.model.money import Money
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.paths import HUB_COUNTERPARTIES_MAX
from plainsight.trace.chain.walk import HOPS_MAX, Direction
from plainsight.trace.chain.wording import amount_text, short

PATHS_SHOWN_MAX = 10_000


app = typer.Typer()


@app.command()
def taint(
    what: Subject,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    direction: Way = Direction.FORWARD,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    hub_max: HubMax = HUB_COUNTERPARTIES_MAX,
    as_json: AsJson = False,
) -> None:
    """Show where the money of one account ended, or came from, by every convention side by side.

    Example: plainsight chain taint TXYZ... --asset USDT
    """
    terms = TraceTerms(
        as_of=day_of(as_of),
        basis=basis,
        direction=direction,
        asset=asset,
        hub_counterparties_max=hub_max,
    )
    traced = open_tracer(ledger, book).trace(what, terms)
    ends = traced.answer.ends
    if as_json:
        print_json(
            {
                "total": str(traced.answer.total),
                "ends": {m.value: {k: str(v) for k, v in e.items()} for m, e in ends.items()},
            }
        )
        return
    side = "sent" if direction is Direction.FORWARD else "received"
    console().print(f"{escape(short(what))} {side} {_amount(traced.answer.total, traced)}")
    listing = Listing("ends at", *(number(method.value) for method in ends))
    for name in dict.fromkeys(name for entry in ends.values() for name in entry):
        listing.add(name, *(_amount(entry.get(name, 0), traced) for entry in ends.values()))
    listing.show()
    console().print("poison counts everything touched, in full: a bound, never a decision")
    show_breaks(console(), traced.conversions)


@app.command()
def path(
    what: Subject,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    direction: Way = Direction.FORWARD,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    hops_max: HopsMax = HOPS_MAX,
    hub_max: HubMax = HUB_COUNTERPARTIES_MAX,
    top: Annotated[int, typer.Option(min=1, max=PATHS_SHOWN_MAX, help="Paths shown.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the paths from one account, each hop with its transfer and the path's exact amount.

    Example: plainsight chain path TXYZ... --direction backward
    """
    terms = TraceTerms(
        as_of=day_of(as_of),
        basis=basis,
        direction=direction,
        asset=asset,
        hops_max=hops_max,
        hub_counterparties_max=hub_max,
    )
    traced = open_tracer(ledger, book).trace(what, terms)
    search = traced.answer.search
    if as_json:
        print_json(answer_json(traced.answer))
        return
    for place, found in enumerate(search.paths[:top], start=1):
        show_path(console(), place, found)
    if len(search.paths) > top:
        console().print(f"and {len(search.paths) - top:,} smaller paths")
    show_breaks(console(), traced.conversions)


def _amount(units: int, traced: Traced) -> str:
    return amount_text(Money(units=units, asset=traced.asset))
