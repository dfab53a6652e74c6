"""plainsight chain taint, path and report: one account's money, under every convention."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from plainsight import wiring
from plainsight.app.trace_chain import Traced, report_fact, trace_account, trace_outputs
from plainsight.app.trace_report import check_report, make_appendix
from plainsight.app.trace_report_rows import out_point
from plainsight.cli.chain_parts import (
    DEFAULT_BOOK,
    DEFAULT_LEDGER,
    AsJson,
    AsOf,
    AssetOption,
    BasisOption,
    BookFolder,
    LedgerFolder,
    accounts_of,
    commit_fact,
    day_of,
    judge_ledger,
    open_ledger,
    pick_asset,
)
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.screen import console, print_json
from plainsight.cli.trace_page import APPENDIX_ID, render_trace
from plainsight.cli.write_file import write_whole
from plainsight.errors import BadReport, BadValue
from plainsight.feeds.chain_assets import load_assets
from plainsight.model.address.network import Network
from plainsight.model.money import Money
from plainsight.stores.attributions_book import FolderBook
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.question import Question
from plainsight.trace.chain.utxo_question import UtxoQuestion
from plainsight.trace.chain.walk import HOPS_MAX, Direction
from plainsight.trace.chain.wording import amount_text, short

Subject = Annotated[
    str, typer.Argument(help="An account, or transaction:index of a UTXO chain.", metavar="WHAT")
]
Way = Annotated[
    Direction, typer.Option("--direction", help="Where it went, or where it came from.")
]
HopsMax = Annotated[int, typer.Option(help="Follow at most this many transfers.")]
HubMax = Annotated[
    int, typer.Option(help="More counterparties than this: probably a service, the trace stops.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `plainsight chain`."""
    app.command()(taint)
    app.command()(path)
    app.command()(report)


def taint(
    what: Subject,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    direction: Way = Direction.FORWARD,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    hops_max: HopsMax = HOPS_MAX,
    hub_max: HubMax = 1000,
    as_json: AsJson = False,
) -> None:
    """Show where the money of one account ended, or came from, by every convention side by side.

    Example: plainsight chain taint TXYZ... --asset USDT
    """
    traced = _trace(
        what, ledger, book, asset, direction, (as_of, basis), hops_max=hops_max, hub_max=hub_max
    )
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
    table = Table("ends at", *(method.value for method in ends), box=None)
    for name in dict.fromkeys(name for entry in ends.values() for name in entry):
        table.add_row(name, *(_amount(entry.get(name, 0), traced) for entry in ends.values()))
    console().print(table)
    console().print("poison counts everything touched, in full: a bound, never a decision")


def path(
    what: Subject,
    ledger: LedgerFolder = DEFAULT_LEDGER,
    book: BookFolder = DEFAULT_BOOK,
    asset: AssetOption = None,
    direction: Way = Direction.FORWARD,
    as_of: AsOf = None,
    basis: BasisOption = Basis.EFFECTIVE,
    hops_max: HopsMax = HOPS_MAX,
    hub_max: HubMax = 1000,
    top: Annotated[int, typer.Option(help="Paths shown.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the paths from one account, each hop with its transfer and the path's exact amount.

    Example: plainsight chain path TXYZ... --direction backward
    """
    traced = _trace(
        what, ledger, book, asset, direction, (as_of, basis), hops_max=hops_max, hub_max=hub_max
    )
    search = traced.answer.search
    if as_json:
        appendix = make_appendix(traced, made_at=wiring.read_clock())
        print_json(appendix["answer"])
        return
    for number, found in enumerate(search.paths[:top], start=1):
        end = f"to {found.category}" if found.category else found.end.value
        console().print(f"{number}. {_amount(found.units, traced)} {end}")
        for hop in found.hops:
            leg = hop.transfer
            console().print(
                f"   {leg.at:%Y-%m-%d %H:%M} {escape(short(leg.source))} → "
                f"{escape(short(leg.target))}  {escape(leg.transfer_id)}",
                soft_wrap=True,
            )
    if len(search.paths) > top:
        console().print(f"and {len(search.paths) - top:,} smaller paths")


def report(
    what: Annotated[
        str | None, typer.Argument(metavar="WHAT", help="An account, address or transaction.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("trace.html"),
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
    hub_max: HubMax = 1000,
    records: Annotated[
        str | None, typer.Option(help="Enter the report into this audit log.", metavar="URL")
    ] = None,
) -> None:
    """Write a self-contained report of a trace, or check one that somebody handed you.

    The file needs no network and carries everything it was computed from. Exit code 1 when a
    checked report does not hold.

    Examples:

      plainsight chain report TXYZ... --out trace.html

      plainsight chain report --check trace.html
    """
    if check is not None:
        _check(check)
        return
    if what is None:
        raise BadValue("WHAT", None, "name an account or transaction:index, or use --check FILE")
    traced = _trace(
        what, ledger, book, asset, direction, (as_of, basis), hops_max=hops_max, hub_max=hub_max
    )
    now = wiring.read_clock().replace(microsecond=0)
    appendix = make_appendix(traced, made_at=now)
    write_whole(out, render_trace(traced, appendix))
    fact = report_fact(traced, digest=appendix["sha256"], now=now)
    commit_fact(records, lambda: (None, fact))
    console().print(f"wrote {escape(str(out))}: {len(traced.answer.search.paths):,} paths")
    console().print(f"check it anywhere: plainsight chain report --check {escape(out.name)}")


def read_appendix(file: Path) -> dict[str, Any]:
    """The appendix inside a report. Raises BadReport."""
    page = file.read_text(encoding="utf-8")
    found = re.search(
        rf'<script type="application/json" id="{APPENDIX_ID}">(.*?)</script>', page, re.DOTALL
    )
    if found is None:
        raise BadReport(file.name, "it holds no appendix")
    try:
        appendix = json.loads(found.group(1))
    except ValueError:
        raise BadReport(file.name, "its appendix is not JSON") from None
    if not isinstance(appendix, dict):
        raise BadReport(file.name, "its appendix is not an object")
    return appendix


def _check(file: Path) -> None:
    appendix = read_appendix(file)
    differences = check_report(appendix, source=file.name)
    for difference in differences:
        console().print(f"differs: {escape(difference)}")
    if differences:
        raise typer.Exit(EXIT_NEGATIVE)
    ledger = appendix["ledger"]
    rows = len(ledger["transfers"]) + len(ledger["transactions"])
    console().print(
        f"holds: every number computed again from {rows:,} rows of its appendix, "
        f"{len(appendix['evidence']):,} transactions proven to be in their blocks"
    )


def _trace(
    what: str,
    ledger_folder: Path,
    book_folder: Path,
    asset: str | None,
    direction: Direction,
    judged_by: tuple[datetime | None, Basis],
    *,
    hops_max: int,
    hub_max: int,
) -> Traced:
    ledger = open_ledger(ledger_folder)
    day, basis = day_of(judged_by[0]), judged_by[1]
    lists = FolderBook(book_folder).snapshots()
    if re.fullmatch(r"[0-9a-fA-F]{64}:\d+", what):
        if direction is Direction.BACKWARD:
            raise BadValue("direction", "backward", "outputs are followed forward only")
        chain = ledger.transactions()
        accounts = {o.address for t in chain for o in t.outputs if o.address is not None}
        judged, _ = judge_ledger(accounts, book_folder, as_of=day, basis=basis)
        bitcoin = load_assets().native_of(Network.BITCOIN)
        start = out_point(what.lower())
        outputs = {t.transaction_id: len(t.outputs) for t in chain}
        if start.index >= outputs.get(start.transaction_id, 0):
            raise BadValue("WHAT", what, "the ledger holds no such output")
        question = UtxoQuestion(starts=(start,), named=judged.paid_to, hops_max=hops_max)
        return trace_outputs(ledger, question, asset=bitcoin, judged=judged, lists=lists)
    read = read_account(what)
    chosen = pick_asset(ledger, asset)
    accounts_seen = accounts_of(ledger.transfers(chosen.code))
    judged, _ = judge_ledger(accounts_seen, book_folder, as_of=day, basis=basis)
    forward = direction is Direction.FORWARD
    question_of_account = Question(
        account=read.text if read else what,
        direction=direction,
        named=judged.paid_to if forward else judged.paid_by,
        hops_max=hops_max,
        hub_counterparties_max=hub_max,
    )
    return trace_account(ledger, question_of_account, asset=chosen, judged=judged, lists=lists)


def _amount(units: int, traced: Traced) -> str:
    return amount_text(Money(units=units, asset=traced.asset))
