"""How a trace is asked for: what, in which direction, as of when."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.trace.ask_chain import Tracer
from plainsight.cli.trace.chain_parts import open_ledger
from plainsight.engines.chain_asset import FittingAsset
from plainsight.feeds.attributions.categories import load_categories
from plainsight.feeds.chain.assets import load_assets
from plainsight.model.address.network import Network
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.trace.chain.walk import Direction

HOPS_FOLLOWED_MAX = 10_000
COUNTED_MAX = 10**9

Subject = Annotated[
    str, typer.Argument(help="An account, or transaction:index of a UTXO chain.", metavar="WHAT")
]
Way = Annotated[
    Direction, typer.Option("--direction", help="Where it went, or where it came from.")
]
HopsMax = Annotated[
    int, typer.Option(min=1, max=HOPS_FOLLOWED_MAX, help="Follow at most this many transfers.")
]
HubMax = Annotated[
    int,
    typer.Option(
        min=1,
        max=COUNTED_MAX,
        help="More counterparties than this: probably a service, the trace stops.",
    ),
]


def open_tracer(ledger: Path, book: Path) -> Tracer:
    """The ledger in a folder, with the book it is judged by.

    Raises BadValue where nothing was taken into either, BadList for a list whose claims are gone.
    """
    opened, assets = open_ledger(ledger), load_assets()
    categories = load_categories(assets)
    return Tracer(
        ledger=opened,
        book=wiring.open_chain_book(book, categories),
        categories=categories,
        lists=FolderBook(book).snapshots(),
        bitcoin=assets.native_of(Network.BITCOIN),
        open_asset=FittingAsset,
    )
