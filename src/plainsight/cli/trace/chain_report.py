"""plainsight chain report: a trace as one file, and the check of one somebody handed you."""

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

import plainsight
from plainsight import wiring
from plainsight.app.trace.ask_chain import TraceTerms
from plainsight.app.trace.trace_chain import report_fact
from plainsight.app.trace.trace_report import check_report, make_appendix
from plainsight.app.trace.trace_report_told import told_of
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.screen import console, counted
from plainsight.cli.trace.chain_asked import HopsMax, HubMax, Way, open_tracer
from plainsight.cli.trace.chain_parts import (
    DEFAULT_BOOK,
    DEFAULT_LEDGER,
    AsOf,
    AssetOption,
    BasisOption,
    BookFolder,
    LedgerFolder,
    commit_fact,
    day_of,
)
from plainsight.cli.trace.trace_check import can_compare, compare_page
from plainsight.cli.trace.trace_page import APPENDIX_ID, render_trace
from plainsight.cli.trace.trace_pdf import attached_appendix, print_trace
from plainsight.cli.write_file import write_whole
from plainsight.errors import BadReport, BadValue, CannotRead
from plainsight.feeds.attributions.categories import load_error_rates
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.paths import HUB_COUNTERPARTIES_MAX
from plainsight.trace.chain.walk import HOPS_MAX, Direction

app = typer.Typer()


@app.command()
def report(
    what: Annotated[
        str | None, typer.Argument(metavar="WHAT", help="An account, address or transaction.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The file to write: .html, or .pdf for print.")] = Path(
        "trace.html"
    ),
    check: Annotated[
        Path | None, typer.Option(help="Compute a report again from its own appendix.")
    ] = None,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    direction: Way = Direction.FORWARD,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    hops_max: HopsMax = HOPS_MAX,
    hub_max: HubMax = HUB_COUNTERPARTIES_MAX,
    records: Annotated[
        str | None, typer.Option(help="Enter the report into this audit log.", metavar="URL")
    ] = None,
) -> None:
    """Write a self-contained report of a trace, or check one that somebody handed you.

    The file needs no network and carries everything it was computed from. A check computes every
    number again from the appendix, makes the page again from it and compares; of a PDF it compares
    the text. Exit code 1 when a checked report does not hold.

    Examples:

      plainsight chain report TXYZ... --out trace.html

      plainsight chain report TXYZ... --out trace.pdf

      plainsight chain report --check trace.pdf
    """
    if check is not None:
        _check(check)
        return
    if what is None:
        raise BadValue("WHAT", None, "name an account or transaction:index, or use --check FILE")
    terms = TraceTerms(
        as_of=day_of(as_of),
        basis=basis,
        direction=direction,
        asset=asset,
        hops_max=hops_max,
        hub_counterparties_max=hub_max,
    )
    traced = open_tracer(ledger, book).trace(what, terms, has_slice=True)
    now = wiring.read_clock().replace(microsecond=0)
    appendix = make_appendix(traced, made_at=now, error_rates=load_error_rates())
    page = render_trace(told_of(appendix, source=out.name), appendix)
    write_whole(out, print_trace(page, appendix) if out.suffix.lower() == ".pdf" else page)
    fact = report_fact(traced, digest=appendix["sha256"], now=now)
    commit_fact(records, lambda: (None, fact))
    console().print(f"wrote {escape(str(out))}: {counted(len(traced.answer.search.paths), 'path')}")
    console().print(f"check it anywhere: plainsight chain report --check {escape(out.name)}")


def read_appendix(file: Path) -> dict[str, Any]:
    """The appendix inside a report, HTML or PDF. Raises BadReport, or CannotRead for no file."""
    if not file.is_file():
        raise CannotRead(str(file), "no such file")
    if file.suffix.lower() == ".pdf":
        text = attached_appendix(file)
    else:
        page = _page(file)
        found = re.search(
            rf'<script type="application/json" id="{APPENDIX_ID}">(.*?)</script>', page, re.DOTALL
        )
        text = found.group(1) if found else None
    if text is None:
        raise BadReport(file.name, "it holds no appendix")
    try:
        appendix = json.loads(text)
    except ValueError:
        raise BadReport(file.name, "its appendix is not JSON") from None
    if not isinstance(appendix, dict):
        raise BadReport(file.name, "its appendix is not an object")
    return appendix


def _page(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadReport(file.name, "it is not UTF-8") from None


def _check(file: Path) -> None:
    appendix = read_appendix(file)
    differences = list(check_report(appendix, source=file.name))
    unseen = "made by an earlier release, which left out what it takes"
    if can_compare(appendix):
        unseen = ""
        found = compare_page(file, appendix)
        if found and appendix["software"] != plainsight.__version__:
            # Another release may word the same numbers in another way.
            unseen = f"made by release {appendix['software']}, this is {plainsight.__version__}"
        else:
            differences.extend(found)
    for difference in differences:
        console().print(f"differs: {escape(difference)}", soft_wrap=True)
    if differences:
        raise typer.Exit(EXIT_NEGATIVE)
    ledger = appendix["ledger"]
    rows = len(ledger["transfers"]) + len(ledger["transactions"])
    proven = counted(
        len(appendix["evidence"]),
        "transaction proven to be in its block",
        "transactions proven to be in their blocks",
    )
    console().print(
        f"holds: every number computed again from {counted(rows, 'row')} of its appendix, {proven}"
    )
    if unseen:
        console().print(
            f"NOT compared: the page that people read ({unseen}); rely on the appendix alone",
            soft_wrap=True,
        )
    elif file.suffix.lower() == ".pdf":
        console().print("the pages' text is that of the appendix; what is drawn was not compared")
    else:
        console().print("the page was made again from the appendix, and is the same")
