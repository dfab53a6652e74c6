"""plainsight statements: the signed monthly statement of the commitments, and the scoreboard."""

import csv
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.text import Text

from plainsight import wiring
from plainsight.app.oversight.make_statement import state_period
from plainsight.app.oversight.read_transparency import read_transparency
from plainsight.app.oversight.scoreboard import Line, Told, last_statement, read_scoreboard
from plainsight.app.oversight.statement_files import STATEMENT_FILES, bundle_of
from plainsight.app.prove.log_files import ENTRIES_FILE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.prove.log_options import SigningKey, read_verifier_key
from plainsight.cli.prove.statement_page import draw_statement
from plainsight.cli.prove.statement_words import amount_text, standing_text, trend_text
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.errors import BadValue, CannotWrite
from plainsight.oversight.commitment import PROMISES
from plainsight.oversight.period import read_period
from plainsight.oversight.public_copy import is_hidden, public_lines
from plainsight.oversight.reach import told_reach
from plainsight.oversight.statement import spans_of
from plainsight.oversight.transparency import csv_rows
from plainsight.prove.note import KeyKind
from plainsight.settings import Setting
from plainsight.stores.prove.export_folder import write_folder
from plainsight.stores.prove.statement_folder import StatementFolders

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="State what was promised and done, each number with the log entries behind it.",
)
Folder = Annotated[
    Path,
    typer.Option("--folder", help="Folder of the statements published.", envvar=Setting.STATEMENTS),
]
DEFAULT_FOLDER = Path("plainsight-statements")


@app.command()
def make(
    period: Annotated[str, typer.Argument(help="The period, such as 2026-10.")],
    folder: Folder = DEFAULT_FOLDER,
    key_file: SigningKey = None,
    witness: Annotated[
        list[Path] | None,
        typer.Option(
            help="Reach to the newest checkpoint that these witnesses co-signed; public keys.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Sign the log, measure what came since the last statement, and sign the numbers.

    The statement covers every entry since the one before it, so none counts twice and none is
    left out. A period is stated when it is over (UTC), and after those that were stated; until
    then `plainsight statements scoreboard` tells its numbers. A month that was left out is counted
    in the next, which says so. The log tells what was stated: name the same folder each time.
    Let witnesses co-sign a checkpoint first: plainsight witness --help.

    Examples:

      plainsight statements make 2026-10

      plainsight statements make 2026-10 --witness ag.pub
    """
    kept = StatementFolders(folder)
    read_period(period)
    if period in kept.periods():
        raise BadValue("period", period, "it has a statement; what was signed stays signed")
    signer = wiring.load_signer(key_file)
    with opened_records(records) as store:
        statement = state_period(
            store,
            period=period,
            before=last_statement(kept),
            signer=signer,
            write=partial(write_folder, path=folder / period, known=STATEMENT_FILES),
            draw=draw_statement,
            now=wiring.read_clock(),
            witnesses=[
                read_verifier_key(file, kind=KeyKind.COSIGNATURE, option="--witness")
                for file in witness or ()
            ],
        )
    where = folder / period
    with (where / ENTRIES_FILE).open("rb") as lines:
        notes = told_reach(period, (line.rstrip(b"\n") for line in lines))
    if as_json:
        said = {"first": statement.first, "end": statement.end, "notes": notes}
        print_json({"folder": str(where), **said})
        return
    count = statement.end - statement.first
    console().print(
        f"{escape(str(where))}: {counted(count, 'entry', 'entries')} measured and signed"
    )
    for note in notes:
        console().print(note)
    console().print(
        f"plainsight verify-statement {escape(str(where))} --key log.pub checks it anywhere",
        style="dim",
    )


@app.command()
def scoreboard(
    folder: Folder = DEFAULT_FOLDER, records: RecordsUrl = None, as_json: AsJson = False
) -> None:
    """Show every commitment: as last stated, since then, with its trend and its entries.

    Before the first statement the numbers are since the log began.

    Example:

      plainsight statements scoreboard
    """
    with opened_records(records) as store:
        board = read_scoreboard(store, StatementFolders(folder), now=wiring.read_clock())
    if as_json:
        print_json(
            {
                "periods": list(board.periods),
                "stated": board.stated,
                "stated_by": board.stated_by,
                "measured_by": board.measures,
                "first": board.first,
                "end": board.end,
                "signed": board.signed,
                "measures": [_line_json(line) for line in board.lines],
            }
        )
        return
    screen = console()
    screen.print(
        f"as stated and signed for {escape(board.stated)}, and since then"
        if board.stated
        else "no period is stated yet: since the log began"
    )
    if board.is_stated_otherwise:
        screen.print(
            f"{escape(board.stated)} was measured by version {escape(board.stated_by)} of the "
            f"measures; titles and definitions here are of version {board.measures}",
            style="yellow",
        )
    for commitment, promise in PROMISES.items():
        screen.print(f"\n[bold]{commitment.value}[/]  {promise}")
        listing = Listing("", number(""), words(""), "", "")
        for line in board.lines:
            if line.measure.commitment is commitment:
                listing.add(
                    standing_text(line.is_kept),
                    amount_text(line.measure, line.number.value, line.number.part_of),
                    line.measure.title,
                    Text(_since_text(line), style="dim"),
                    Text(trend_text(line.trend), style="dim"),
                )
        listing.show(screen)
    screen.print(
        f"\nentries {board.first:,} to {board.end:,} of the log, {board.signed:,} of them signed; "
        "--json names the entries behind each number",
        style="dim",
    )


@app.command(name="list")
def list_statements(folder: Folder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """List the statements published, in the order of the log.

    Example:

      plainsight statements list
    """
    periods = list(StatementFolders(folder).periods())
    if as_json:
        print_json(periods)
        return
    for period in periods:
        console().print(escape(period))
    if not periods:
        console().print("none yet: plainsight statements make 2026-10")


@app.command()
def publish(
    period: Annotated[str, typer.Argument(help="The period of a statement made before.")],
    to: Annotated[Path, typer.Argument(help="A new folder for the copy.", file_okay=False)],
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """Write the copy of a statement that everybody may read.

    Entries about one legal request stand in it as their hash: they name country and instrument, and
    whoever counted them would learn what the transparency report suppresses. It verifies as the
    whole one does, but for the numbers that rest on hidden entries: hand the whole folder to the
    offices that oversee you.

    Example:

      plainsight statements publish 2026-10 public/2026-10
    """
    if to.exists():
        raise CannotWrite(str(to), "it is there already; name a new folder")
    whole = StatementFolders(folder).files(period)
    lines = list(public_lines(whole.lines))
    hidden, entries = sum(map(is_hidden, lines)), counted(len(lines), "entry", "entries")
    write_folder(bundle_of(whole, lines), path=to, known=STATEMENT_FILES)
    console().print(f"{escape(str(to))}: {entries}, {hidden:,} of them as their hash")


@app.command()
def transparency(
    period: Annotated[str, typer.Argument(help="A half-year or a year: 2026-H2, 2026.")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Print the transparency report of a period as CSV; cells under 10 are suppressed.

    Example:

      plainsight statements transparency 2026-H2 > transparency-2026-H2.csv
    """
    with opened_records(records) as store:
        rows = read_transparency(store, period=period)
    table = csv_rows(rows, period=period)
    if as_json:
        print_json([dict(zip(table[0], row, strict=True)) for row in table[1:]])
        return
    csv.writer(sys.stdout, lineterminator="\r\n").writerows(table)


def _line_json(line: Line) -> dict[str, object]:
    return {
        "id": line.measure.measure_id,
        "title": line.measure.title,
        "definition": line.measure.definition,
        "unit": line.measure.unit,
        **_told_json(line.since),
        "trend": list(line.trend),
        "stated": None if line.stated is None else _told_json(line.stated),
    }


def _told_json(told: Told) -> dict[str, object]:
    return {
        "value": told.value,
        "part_of": told.part_of,
        "kept": told.is_kept,
        "entries": spans_of(told.entries),
    }


def _since_text(line: Line) -> str:
    if line.stated is None:
        return ""
    return f"since then {amount_text(line.measure, line.since.value, line.since.part_of)}"
