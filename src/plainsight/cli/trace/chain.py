"""plainsight chain: take chains in, screen, cluster, and follow money over them."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.trace.chain_ports import ChainItem, ChainLedger, ChainSource
from plainsight.app.trace.ingest_chain import ingest_chain, log_sources
from plainsight.cli.demo import chain as demo_chain
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace import (
    chain_cross,
    chain_exposure,
    chain_report,
    chain_screen,
    chain_trace,
)
from plainsight.cli.trace.chain_asked import COUNTED_MAX
from plainsight.cli.trace.chain_parts import DEFAULT_LEDGER, LedgerFolder, digest, open_ledger
from plainsight.cli.trace.chain_show import show_source
from plainsight.cli.write_file import write_whole
from plainsight.feeds.chain.open import open_feed
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.trace.chain.change import change_links
from plainsight.trace.chain.co_spend import Veto, addresses_in_order, co_spend_links
from plainsight.trace.chain.links import EVIDENCE_PERCENT_MIN, Link, cluster

app = typer.Typer(
    help="Follow cryptocurrency: from a wallet to a listed supplier, with exact amounts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(chain_screen.app)
app.add_typer(chain_exposure.app)
app.add_typer(chain_trace.app)
app.add_typer(chain_report.app)
app.add_typer(chain_cross.app)
app.add_typer(demo_chain.app)


@app.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(help="Exports and raw blocks.", metavar="FILE")],
    ledger: LedgerFolder = DEFAULT_LEDGER,
    layout: Annotated[
        Path | None, typer.Option(help="A layout file for exports of another form.")
    ] = None,
    blocks: Annotated[
        Path | None, typer.Option(help="ethereum-etl blocks.csv, for exports without times.")
    ] = None,
    undo: Annotated[
        Path | None, typer.Option(help="The rev file, or the prevouts, of one block file.")
    ] = None,
    first_height: Annotated[
        int, typer.Option(min=0, max=COUNTED_MAX, help="Height of a block too old to say it.")
    ] = 0,
    complete: Annotated[
        list[str] | None,
        typer.Option(help="An account whose whole history this is; its balance is reconciled."),
    ] = None,
    records: Annotated[
        str | None, typer.Option(help="Enter the ingest into this audit log.", metavar="URL")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take exports into the ledger: raw Bitcoin blocks, bitcoin-etl, ethereum-etl, Tronscan,
    TronGrid, or any table with a layout.

    The same row twice is one row. What moved no money is set aside with the reason, what cannot
    be read is quarantined, and signs of a cut export are reported as gaps.

    Examples:

      plainsight chain ingest tronscan-page.json --complete TXYZ...

      plainsight chain ingest blk00000.dat --undo rev00000.dat
    """
    store = ParquetChainLedger(ledger)
    sources = []
    for file in files:
        feed = open_feed(file, layout=layout, blocks=blocks, undo=undo, first_height=first_height)
        with counted_progress(f"reading {file.name}") as advance:
            source = ingest_chain(
                store,
                _counted(feed, advance),
                name=file.name,
                sha256=digest(file),
                complete_accounts=complete or [],
            )
        sources.append(source)
        if not as_json:
            show_source(console(), source)
    if records is not None:
        _log(store, records)
    if as_json:
        print_json([_source_json(source) for source in sources])


@app.command(name="cluster")
def cluster_addresses(
    ledger: LedgerFolder = DEFAULT_LEDGER,
    leads: Annotated[
        bool, typer.Option("--leads", help="Also follow change: for leads, not for evidence.")
    ] = False,
    keep_coinjoins: Annotated[
        bool, typer.Option("--keep-coinjoins", help="Link the inputs of CoinJoins too.")
    ] = False,
    without: Annotated[
        list[str] | None, typer.Option(help="A transaction whose links are taken back.")
    ] = None,
    merge_size_max: Annotated[
        int,
        typer.Option(
            min=1,
            max=COUNTED_MAX,
            help="Hold back a link that would merge two clusters larger than this.",
        ),
    ] = 1000,
    links_to: Annotated[
        Path | None, typer.Option("--links", help="Write every link as JSON Lines.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Group the addresses of the UTXO ledger by common spending, CoinJoins vetoed.

    Example: plainsight chain cluster --links links.jsonl
    """
    chain = open_ledger(ledger).transactions()
    found = list(co_spend_links(chain, filter_coinjoins=not keep_coinjoins))
    links = [entry for entry in found if isinstance(entry, Link)]
    vetoes = [entry for entry in found if isinstance(entry, Veto)]
    if leads:
        links += change_links(chain)
    grouped = cluster(
        addresses_in_order(chain),
        links,
        confidence_percent_min=50 if leads else EVIDENCE_PERCENT_MIN,
        without=frozenset(without or ()),
        merge_size_max=merge_size_max,
    )
    sizes = grouped.sizes()
    if links_to is not None:
        _write_links(links_to, links)
    summary = {
        "addresses": len(grouped.members),
        "clusters": len(sizes),
        "largest": max(sizes.values(), default=0),
        "links": len(links),
        "vetoed": len(vetoes),
        "held_back": len(grouped.held_back),
    }
    if as_json:
        print_json({**summary, "vetoes": [v.reason for v in vetoes[:100]]})
        return
    console().print(
        f"{summary['addresses']:,} addresses in {summary['clusters']:,} clusters, "
        f"the largest of {summary['largest']:,}; {summary['links']:,} links, "
        f"{summary['vetoed']:,} transactions vetoed, {summary['held_back']:,} links held back"
    )
    for held in grouped.held_back[:10]:
        console().print(f"  held back: {escape(held.reason)} ({held.link.transaction_id[:16]}…)")
    listing = Listing("first address", number("addresses"))
    for address, size in sorted(sizes.items(), key=lambda entry: -entry[1])[:10]:
        if size > 1:
            listing.add(address, f"{size:,}")
    listing.show()


@app.command(name="sources")
def list_sources(ledger: LedgerFolder = DEFAULT_LEDGER, as_json: AsJson = False) -> None:
    """List the files of the ledger, their hashes, and the gaps that were noticed.

    Example: plainsight chain sources
    """
    sources = open_ledger(ledger).sources()
    if as_json:
        print_json([_source_json(source) for source in sources])
        return
    for source in sources:
        show_source(console(), source)


def _log(ledger: ChainLedger, url: str) -> None:
    opened = wiring.open_records(url)
    try:
        log_sources(ledger, opened, now=wiring.read_clock())
    finally:
        opened.close()


def _counted(feed: Iterable[ChainItem], advance: Callable[[int], None]) -> Iterator[ChainItem]:
    for item in feed:
        advance(1)
        yield item


def _source_json(source: ChainSource) -> dict[str, object]:
    return {
        "name": source.name,
        "sha256": source.sha256,
        "new": source.new_count,
        "known": source.known_count,
        "quarantined": source.quarantined_count,
        "set_aside": dict(source.set_aside),
        "gaps": list(source.gaps),
    }


def _write_links(path: Path, links: list[Link]) -> None:
    rows = (
        {
            "first": link.first,
            "second": link.second,
            "transaction": link.transaction_id,
            "rule": link.rule.value,
            "version": link.version,
            "confidence_percent": link.confidence_percent,
        }
        for link in links
    )
    write_whole(path, "".join(json.dumps(row) + "\n" for row in rows))
