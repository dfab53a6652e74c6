"""How a trace is asked for: what, in which direction, as of when."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.judge_accounts import find_breaks
from plainsight.app.pick_asset import pick_asset
from plainsight.app.trace_chain import Traced, trace_account, trace_outputs
from plainsight.app.trace_report_rows import out_point
from plainsight.cli.chain_parts import day_of, judge_ledger, open_ledger
from plainsight.engines.chain_asset import FittingAsset
from plainsight.errors import BadValue
from plainsight.feeds.chain_assets import load_assets
from plainsight.model.address.network import Network
from plainsight.stores.attributions_book import FolderBook
from plainsight.trace.chain.account_id import read_account
from plainsight.trace.chain.attribution import Basis
from plainsight.trace.chain.question import Question
from plainsight.trace.chain.utxo_question import UtxoQuestion
from plainsight.trace.chain.walk import Direction

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


def ask_ledger(
    what: str,
    ledger_folder: Path,
    book_folder: Path,
    asset: str | None,
    direction: Direction,
    judged_by: tuple[datetime | None, Basis],
    *,
    hops_max: int,
    hub_max: int,
    has_slice: bool = False,
) -> Traced:
    """Trace an account, or an output written as transaction:index; `has_slice` for a report."""
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
    asked = FittingAsset(ledger, chosen.code)
    judged, categories = judge_ledger(asked.accounts(), book_folder, as_of=day, basis=basis)
    book = wiring.open_chain_book(book_folder, categories)
    forward = direction is Direction.FORWARD
    question_of_account = Question(
        account=read.text if read else what,
        direction=direction,
        named=judged.paid_to if forward else judged.paid_by,
        hops_max=hops_max,
        hub_counterparties_max=hub_max,
    )
    return trace_account(
        ledger,
        asked,
        question_of_account,
        asset=chosen,
        judged=judged,
        lists=lists,
        breaks=find_breaks(book, categories=categories, as_of=day, basis=basis),
        has_slice=has_slice,
    )
