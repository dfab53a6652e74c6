"""plainsight transfers: take transfers into the ledger, map foreign files, count what is there."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.trace.ingest_transfers import (
    Ingested,
    Progress,
    ingest_logged,
    ingest_transfers,
)
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.progress import counted_progress
from plainsight.cli.screen import console, print_json, say_error
from plainsight.cli.trace.flow_options import (
    DEFAULT_TRANSFERS,
    Reporting,
    TransfersFolder,
    open_ledger,
)
from plainsight.cli.trace.rate_warnings import warn_of_rates
from plainsight.cli.trace.transfers_view import show_stats, stats_json
from plainsight.cli.write_file import write_whole
from plainsight.errors import CannotRead, CannotWrite, UnreadableFeed
from plainsight.feeds.file_sha256 import file_sha256
from plainsight.feeds.transfers.draft import draft_mapping
from plainsight.feeds.transfers.feed import MappedFile
from plainsight.feeds.transfers.layouts import fitting_layouts, layout_for
from plainsight.feeds.transfers.mapping import Reads
from plainsight.stores.transfers.parquet import ParquetLedger
from plainsight.stores.transfers.stats import count_ledger

app = typer.Typer(
    help="The ledger of transfers: what the money half of Plainsight reads.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def ingest(
    files: Annotated[
        list[Path], typer.Argument(help="CSV, Parquet, JSONL or ISO 20022 XML.", metavar="FILE")
    ],
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    mapping: Annotated[
        str | None,
        typer.Option(help="A shipped layout's name or a mapping file; told by the columns if not."),
    ] = None,
    feed: Annotated[
        str,
        typer.Option(
            help="The platform or system that the transfers come from; name each that joins later.",
            metavar="NAME",
        ),
    ] = "",
    records: Annotated[
        str | None,
        typer.Option(help="Enter the ingest into this audit log.", metavar="URL"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take transfers, accounts, links, daily rates or labels into the ledger.

    All of a file or nothing. The same row twice is one row; a row that cannot be read, or that
    contradicts what the ledger holds, goes to quarantine with the field and its mend. Where that is
    every row of a file, the command ends with 65.

    Examples:

      plainsight transfers ingest transfers.csv accounts.csv rates.csv

      plainsight transfers ingest payments.xml --ledger bank

      plainsight transfers ingest export.csv --mapping my-bank.yaml

      plainsight transfers ingest wallets.csv --feed wallets
    """
    store = ParquetLedger(ledger)
    told = [_ingest_one(store, file, mapping, feed, records) for file in files]
    warn_of_rates(store.snapshot())
    if as_json:
        print_json([_ingested_json(each) for each in told])
        _refuse_untaken(told, ledger)
        return
    listing = Listing(
        "file",
        "holds",
        *map(number, ("read", "new", "revised", "known", "skipped", "quarantined")),
    )
    for each in told:
        counts = (each.read, each.new, each.revised, each.known, each.skipped, each.quarantined)
        listing.add(each.source, each.reads, *(f"{count:,}" for count in counts))
    listing.show()
    if any(each.quarantined for each in told):
        shown = f"plainsight quarantine --ledger {ledger} says which rows are in quarantine and why"
        console().print(shown, style="dim", soft_wrap=True)
    _refuse_untaken(told, ledger)


@app.command(name="map")
def map_columns(
    file: Annotated[Path, typer.Argument(help="The file to look at.", metavar="FILE")],
    reads: Annotated[Reads, typer.Option(help="What its rows are.")] = Reads.TRANSFERS,
    out: Annotated[Path | None, typer.Option(help="Write the draft here.", dir_okay=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Say which shipped layouts fit a file, and draft a mapping for it where none does.

    A draft is a beginning: it names what it found by the columns and by the form of the values,
    and says what it did not find.

    Example: plainsight transfers map export.csv --out my-bank.yaml
    """
    fitting = fitting_layouts(_readable(file))
    name = (out.stem if out is not None else file.stem).lower().replace("_", "-")
    draft = draft_mapping(file, reads=reads, name=name)
    if out is not None:
        if out.exists() and out.samefile(file):
            raise CannotWrite(str(out), "it is the export itself")
        write_whole(out, draft.text)
    if as_json:
        print_json(
            {
                "layouts": [layout.name for layout in fitting],
                "draft": draft.text,
                "missing": list(draft.missing),
            }
        )
        return
    if fitting:
        names = ", ".join(f"{layout.name} ({layout.reads})" for layout in fitting)
        console().print(f"shipped layouts that fit: {names}", soft_wrap=True)
    if out is not None:
        console().print(f"draft written to {out}", soft_wrap=True)
    else:
        console().print(escape(draft.text), soft_wrap=True, end="")
    if draft.missing:
        console().print(f"to be added by hand: {', '.join(draft.missing)}", style="bold")


@app.command()
def stats(
    ledger: TransfersFolder = DEFAULT_TRANSFERS,
    reporting: Reporting = "USD",
    as_json: AsJson = False,
) -> None:
    """Count what the ledger holds: transfers, accounts, assets, rates, labels, quarantine.

    Example: plainsight transfers stats --ledger bank
    """
    store = open_ledger(ledger)
    counted = count_ledger(store.snapshot(), store.quarantine(), reporting=reporting.upper())
    if as_json:
        print_json(stats_json(counted))
    else:
        show_stats(console(), counted, reporting=reporting.upper())


def _ingest_one(
    store: ParquetLedger, file: Path, mapping: str | None, named: str, records: str | None
) -> Ingested:
    feed = MappedFile(_readable(file), layout_for(file, mapping))
    done = 0
    with counted_progress(f"reading {file.name}") as advance:

        def show(progress: Progress) -> None:
            nonlocal done
            advance(progress.read - done)
            done = progress.read

        work = partial(ingest_transfers, feed, store, named=named, on_progress=show)
        if records is None:
            return work()
        opened = wiring.open_records(records)
        try:
            return ingest_logged(
                work, opened, digest=partial(file_sha256, file), clock=wiring.read_clock
            )
        finally:
            opened.close()


def _refuse_untaken(told: list[Ingested], ledger: Path) -> None:
    """Raise UnreadableFeed for files of which every row was refused: nobody should go on."""
    untaken = [each for each in told if each.read and each.read == each.quarantined]
    for place, each in enumerate(untaken, start=1):
        mend = (
            f"not one of {each.read:,} rows could be taken; "
            f"plainsight quarantine --ledger {ledger} says why"
        )
        fault = UnreadableFeed(each.source, mend)
        if place == len(untaken):
            raise fault
        say_error(str(fault))


def _readable(file: Path) -> Path:
    if not file.is_file():
        raise CannotRead(str(file), "no such file")
    return file


def _ingested_json(each: Ingested) -> dict[str, object]:
    return {
        "source": each.source,
        "reads": each.reads,
        "read": each.read,
        "new": each.new,
        "revised": each.revised,
        "known": each.known,
        "skipped": each.skipped,
        "quarantined": each.quarantined,
    }
