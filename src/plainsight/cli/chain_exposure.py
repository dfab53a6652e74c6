"""plainsight chain exposure: what accounts are tied to, and by which paths."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from plainsight.app.ask_chain import require_shown
from plainsight.app.chain_ports import AskedAsset, ChainLedger
from plainsight.app.judge_accounts import Judged
from plainsight.app.pick_asset import pick_asset
from plainsight.app.top_paths import top_paths, top_paths_of_entity
from plainsight.cli.chain_parts import (
    DEFAULT_BOOK,
    DEFAULT_LEDGER,
    AsJson,
    AsOf,
    AssetOption,
    BasisOption,
    BookFolder,
    LedgerFolder,
    day_of,
    judge_ledger,
    open_ledger,
)
from plainsight.cli.chain_show import show_path
from plainsight.cli.screen import console, print_json
from plainsight.engines.chain_asset import FittingAsset
from plainsight.feeds.chain_assets import load_assets
from plainsight.model.address.network import Network
from plainsight.model.asset import Asset
from plainsight.model.money import Money
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.category import Categories
from plainsight.trace.chain.co_spend import addresses_in_order, co_spend_links
from plainsight.trace.chain.exposure import Exposure, Way
from plainsight.trace.chain.links import Link, cluster
from plainsight.trace.chain.paths import Path as ChainPath
from plainsight.trace.chain.utxo_exposure import expose_entity
from plainsight.trace.chain.wording import amount_text

SHOWN_MAX = 10_000


def register(app: typer.Typer) -> None:
    """Add the command of this file to `plainsight chain`."""
    app.command()(exposure)


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
    opened = open_ledger(ledger)
    read = read_account(account) if account else None
    wanted = read.text if read else account
    day = day_of(as_of)
    found: dict[Way, tuple[ChainPath, ...]] = {}
    if read is not None and read.network is Network.BITCOIN:
        chosen, rows, categories, found = _entity(opened, read.text, book, day, basis, paths)
    else:
        chosen = pick_asset(opened, asset)
        asked = FittingAsset(opened, chosen.code)
        only = None if wanted is None else frozenset({require_shown(wanted, asked.accounts())})
        rows, judged, categories = measure(asked, book, as_of=day, basis=basis, only=only)
        if wanted is not None and paths:
            found = top_paths(asked, wanted, judged=judged, count=paths)
    if as_json:
        print_json(
            {
                "exposures": [row_json(row) for row in rows],
                "paths": [_path_json(way, path) for way in found for path in found[way]],
            }
        )
        return
    console().print(_table(rows, chosen, categories, top=top, everyone=wanted is None))
    for way, ways in found.items():
        if ways:
            console().print(f"largest paths, {way.value} (FIFO: one exact amount each)")
        for number, path in enumerate(ways, start=1):
            show_path(console(), number, path)


def _table(
    rows: Sequence[Exposure], asset: Asset, categories: Categories, *, top: int, everyone: bool
) -> Table:
    table = Table("account", "side", "reach", "category", "amount", "share", box=None)
    shown: dict[tuple[str, str, str], int] = {}
    for row in sorted(rows, key=lambda row: -row.units):
        key = (row.way, row.reach, row.category)
        shown[key] = shown.get(key, 0) + 1
        if everyone and (row.category not in categories or shown[key] > top):
            continue
        table.add_row(
            escape(row.account),
            row.way.value,
            row.reach.value,
            row.category,
            amount_text(Money(units=row.units, asset=asset)),
            f"{row.share_bp / 100:.2f} %",
        )
    return table


def measure(
    asked: AskedAsset,
    book: Path,
    *,
    as_of: date,
    basis: Basis,
    only: Collection[str] | None = None,
) -> tuple[tuple[Exposure, ...], Judged, Categories]:
    """(exposure of all accounts or of `only` these, how they were judged, by which categories)."""
    judged, categories = judge_ledger(asked.accounts(), book, as_of=as_of, basis=basis)
    rows = asked.exposures(paid_by=judged.paid_by, paid_to=judged.paid_to, only=only)
    return rows, judged, categories


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


def _entity(
    ledger: ChainLedger, address: str, book: Path, as_of: date, basis: Basis, count: int
) -> tuple[Asset, tuple[Exposure, ...], Categories, dict[Way, tuple[ChainPath, ...]]]:
    """Exposure of a Bitcoin address together with those it is evidently spent with."""
    chain = ledger.transactions()
    addresses = addresses_in_order(chain)
    require_shown(address, addresses)
    links = [entry for entry in co_spend_links(chain) if isinstance(entry, Link)]
    members = cluster(addresses, links).addresses_of(address)
    judged, categories = judge_ledger(addresses, book, as_of=as_of, basis=basis)
    rows = expose_entity(
        chain,
        entity=address,
        addresses=members,
        paid_by={a: c for a, c in judged.paid_by.items() if a not in members},
        paid_to={a: c for a, c in judged.paid_to.items() if a not in members},
    )
    asset = load_assets().native_of(Network.BITCOIN)
    found = top_paths_of_entity(chain, members, asset=asset, judged=judged, count=count)
    return asset, rows, categories, found
