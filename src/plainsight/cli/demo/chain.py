"""plainsight chain demo: from a broker's post over his wallet to a listed supplier."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from plainsight import wiring
from plainsight.app.casework.trail_items import keep_trails
from plainsight.app.ports import Records
from plainsight.app.trace.ask_chain import TraceTerms
from plainsight.app.trace.cross_chain import CrossTerms, cross_chain
from plainsight.app.trace.ingest_chain import ingest_chain
from plainsight.app.trace.ingest_transfers import ingest_transfers
from plainsight.app.trace.screen_addresses import find_wallets
from plainsight.app.trace.trace_chain import Traced
from plainsight.app.trace.trace_report import check_report, make_appendix
from plainsight.app.trace.trace_report_told import told_of
from plainsight.app.trace.update_attributions import compare_attributions, update_attributions
from plainsight.casework.case import Case
from plainsight.cli.screen import console
from plainsight.cli.trace.chain_asked import open_tracer
from plainsight.cli.trace.chain_cross import show_crossed, show_kept_trails
from plainsight.cli.trace.chain_parts import digest
from plainsight.cli.trace.chain_posts import extract_wallets, read_posts
from plainsight.cli.trace.chain_show import show_source
from plainsight.cli.trace.trace_page import render_trace
from plainsight.cli.write_file import make_anew, write_whole
from plainsight.demo.staff import ANALYST
from plainsight.feeds.attributions.categories import load_categories, load_error_rates
from plainsight.feeds.attributions.pack import read_pack
from plainsight.feeds.chain.assets import load_assets
from plainsight.feeds.chain.open import open_feed
from plainsight.feeds.chain.samples import sample_case
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.mapping import read_mapping
from plainsight.model.asset import fiat
from plainsight.stores.chain.attributions_book import FolderBook
from plainsight.stores.chain.parquet import ParquetChainLedger
from plainsight.stores.transfers.fiat_legs import FiatSnapshot
from plainsight.stores.transfers.parquet import ParquetLedger

AS_OF = date(2026, 3, 1)


app = typer.Typer()


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for everything the demo makes.", file_okay=False)
    ] = Path("out/chain-demo"),
) -> None:
    """Follow a fictional broker from his post over his wallet to a supplier on a list.

    Example: plainsight chain demo --out out/chain-demo
    """
    make_anew(out)
    run_case(console(), out)


def run_case(
    screen: Console,
    out: Path,
    *,
    transfers: ParquetLedger | None = None,
    store: Records | None = None,
    into: Case | None = None,
) -> None:
    """Take the sample case in, join it, trace it, and check the report from itself.

    `transfers` is a ledger that has the broker's fiat legs already; without one they are taken in.
    What is found is put into the case `into` of `store` where they are given.
    """
    case, now = sample_case(), wiring.read_clock().replace(microsecond=0)
    _take_in(screen, case, out, now=now)
    tracer = open_tracer(out / "chain", out / "attributions")
    legs = transfers or _ledger_of(case / "fiat.csv", out / "transfers")
    found = cross_chain(
        tracer,
        FiatSnapshot(legs.snapshot()),
        mentions=list(find_wallets(read_posts(case / "posts.jsonl"), extract_wallets)),
        stated={},
        terms=CrossTerms(as_of=AS_OF, reporting=fiat("USD"), par=True),
    )
    show_crossed(screen, found)
    if store is not None and into is not None:
        kept = keep_trails(
            store, into.case_id, found, snapshots=tracer.lists, actor=ANALYST, now=now
        )
        show_kept_trails(screen, kept)
    wallet = found.mentions[0].wallet
    traced = tracer.trace_account(wallet, TraceTerms(as_of=AS_OF), has_slice=True)
    _report(screen, traced, out, now=now)


def _take_in(screen: Console, case: Path, out: Path, *, now: datetime) -> None:
    """The history of the broker's wallet, and the list that names where its money went."""
    history = case / "usdt-history.json"
    feed = open_feed(history, layout=None, blocks=None, undo=None, first_height=0)
    source = ingest_chain(
        ParquetChainLedger(out / "chain"),
        feed,
        name=history.name,
        sha256=digest(history),
        complete_accounts=[],
    )
    show_source(screen, source)
    categories = load_categories(load_assets())
    book = FolderBook(out / "attributions")
    diff = compare_attributions(book, read_pack(case / "claims.yaml", categories), now=now)
    update_attributions(book, diff, file_name="claims.yaml", now=now)


def _report(screen: Console, traced: Traced, out: Path, *, now: datetime) -> None:
    appendix = make_appendix(traced, made_at=now, error_rates=load_error_rates())
    page = render_trace(told_of(appendix, source="trace.html"), appendix)
    write_whole(out / "trace.html", page)
    holds = not check_report(appendix, source="trace.html")
    screen.print(
        f"{out}/trace.html: one file, no network; computed again from its own appendix: "
        f"{'every number holds' if holds else 'NUMBERS DIFFER'}."
    )


def _ledger_of(file: Path, folder: Path) -> ParquetLedger:
    ledger = ParquetLedger(folder)
    ingest_transfers(MappedFile(file, read_mapping("plainsight")), ledger)
    return ledger
