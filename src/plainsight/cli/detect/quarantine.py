"""plainsight quarantine: what could not be read, where it stood and how to mend it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from plainsight.app.stored import StoredQuarantine
from plainsight.cli.json_option import AsJsonLines
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.model.time import format_instant

SHOWN_MAX = 10_000


def quarantine(
    records: RecordsUrl = None,
    ledger: Annotated[
        Path | None,
        typer.Option(help="List rows of this ledger of transfers instead.", metavar="FOLDER"),
    ] = None,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    as_json: AsJsonLines = False,
) -> None:
    """List the records that could not be read, the latest first, each with its mend.

    What a record holds is not shown: mend it where it came from, and ingest that again.

    Examples:

      plainsight quarantine

      plainsight quarantine --ledger plainsight-transfers

      plainsight quarantine --json --top 1000 | jq -r .field | sort | uniq -c
    """
    if ledger is not None:
        _list_rows(ledger, top=top, as_json=as_json)
        return
    with opened_records(records) as store, store.read() as reading:
        kept = reading.quarantine.newest(count_max=top)
        count = reading.quarantine.count()
    if as_json:
        for each in kept:
            print_json(_to_json(each))
        return
    screen = console()
    for each in kept:
        record = each.record
        line = f"{each.source}: {record.record}: field {record.field!r}: {record.mend}"
        screen.print(Text(visible(line)))
    screen.print(f"{counted(count, 'record')} in quarantine, {len(kept):,} shown", style="dim")


def _list_rows(ledger: Path, *, top: int, as_json: bool) -> None:
    # Here and not above: what reads Parquet takes a second that posts have no use for.
    from plainsight.cli.trace.flow_options import open_ledger
    from plainsight.stores.transfers.set_aside import newest_set_aside

    rows, count = newest_set_aside(open_ledger(ledger).quarantine(), count_max=top)
    if as_json:
        for row in rows:
            print_json(asdict(row))
        return
    screen = console()
    for row in rows:
        place = f"row {row.row}" if row.row else f"a row with the id {row.transfer_id!r}"
        field = f"field {row.field!r}: " if row.field else ""
        screen.print(Text(visible(f"{row.source}: {place}: {field}{row.mend}")))
    screen.print(f"{counted(count, 'row')} in quarantine, {len(rows):,} shown", style="dim")


def _to_json(each: StoredQuarantine) -> dict[str, str]:
    return {
        "source": each.source,
        "record": each.record.record,
        "field": each.record.field,
        "mend": each.record.mend,
        "kept_at": format_instant(each.at),
    }
