"""plainsight chain exposure: what accounts are tied to, and by which paths."""

from collections.abc import Sequence
from typing import Annotated

import typer

from plainsight.app.trace.expose_account import expose_account
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace.chain_asked import open_tracer
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
from plainsight.cli.trace.chain_show import show_path
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.exposure import Exposure, Way
from plainsight.trace.chain.paths import Path as ChainPath
from plainsight.trace.chain.wording import amount_text, share_text

SHOWN_MAX = 10_000


app = typer.Typer()


@app.command()
def exposure(
    account: Annotated[str | None, typer.Argument(help="One account; all when left out.")] = None,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    top: Annotated[
        int, typer.Option(min=1, max=SHOWN_MAX, help="Rows shown per category and side.")
    ] = 10,
    paths: Annotated[
        int, typer.Option(min=0, max=SHOWN_MAX, help="Largest paths per side, for one account.")
    ] = 3,
    as_json: AsJson = False,
) -> None:
    """Show what accounts received from, and sent to, each category, directly and through others.

    A Bitcoin address is measured together with the addresses it is evidently spent with. For one
    account the largest paths behind the table follow: each one exact amount, under FIFO.

    Example: plainsight chain exposure TXYZ... --asset USDT
    """
    tracer = open_tracer(ledger, book)
    found = expose_account(
        tracer, account, asset=asset, as_of=day_of(as_of), basis=basis, path_count=paths
    )
    if as_json:
        print_json(
            {
                "exposures": [row_json(row) for row in found.rows],
                "paths": [
                    _path_json(way, path) for way, ways in found.paths.items() for path in ways
                ],
            }
        )
        return
    everyone = account is None
    _listed(found.rows, found.asset, tracer.categories, top=top, everyone=everyone).show()
    for way, ways in found.paths.items():
        if ways:
            console().print(f"largest paths, {way.value} (FIFO: one exact amount each)")
        for place, path in enumerate(ways, start=1):
            show_path(console(), place, path)


def _listed(
    rows: Sequence[Exposure], asset: Asset, categories: Categories, *, top: int, everyone: bool
) -> Listing:
    listing = Listing("account", "side", "reach", "category", "amount", number("share"))
    shown: dict[tuple[str, str, str], int] = {}
    for row in sorted(rows, key=lambda row: -row.units):
        key = (row.way, row.reach, row.category)
        shown[key] = shown.get(key, 0) + 1
        if everyone and (row.category not in categories or shown[key] > top):
            continue
        listing.add(
            row.account,
            row.way.value,
            row.reach.value,
            row.category,
            amount_text(Money(units=row.units, asset=asset)),
            share_text(row.units, row.total),
        )
    return listing


def row_json(row: Exposure) -> dict[str, object]:
    """An exposure for machines; amounts are decimal strings of base units."""
    return {
        "account": row.account,
        "way": row.way.value,
        "reach": row.reach.value,
        "category": row.category,
        "units": str(row.units),
        "total": str(row.total),
        "share_bp": row.share_bp,
    }


def _path_json(way: Way, path: ChainPath) -> dict[str, object]:
    return {
        "way": way.value,
        "category": path.category,
        "units": str(path.units),
        "hops": [hop.transfer.transfer_id for hop in path.hops],
    }
