"""plainsight log stamps: who outside vouched for the log, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.prove.list_stamps import ListedStamp, StampKind, list_stamps
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.model.time import format_instant

SHOWN_MAX = 10_000


app = typer.Typer()


@app.command()
def stamps(
    count: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the stamps of authorities and the co-signatures of witnesses, the latest first.

    Each says that so many entries were in the log: by the clock of who gave it, and when it was
    received by ours. They are listed as they were taken in; `plainsight log stamp --entry N --out
    FOLDER` writes a stamp for openssl to verify, `plainsight verify --witness` verifies
    co-signatures.

    Ends with 1 when nobody outside has vouched for the log yet.

    Examples:

      plainsight log stamps

      plainsight log stamps --count 100 --json
    """
    with opened_records(records) as store, store.read() as reading:
        size = reading.audit.size()
        found = list_stamps(reading, count_max=count, time_of=wiring.time_of_stamp)
    if as_json:
        print_json({"size": size, "stamps": [_plain(one) for one in found]})
    else:
        _show(found, size=size)
    if not found:
        raise typer.Exit(EXIT_NEGATIVE)


def _show(found: Sequence[ListedStamp], *, size: int) -> None:
    screen, entries = console(), counted(size, "entry", "entries")
    if not found:
        screen.print(
            f"{entries}, and nobody outside has vouched for them: plainsight log stamp "
            "--tsa ADDRESS, or a witness",
            soft_wrap=True,
        )
        return
    listing = Listing(number("entries"), "by", "at", "received")
    for one in found:
        listing.add(
            f"{one.size:,}",
            one.witness or one.kind.value,
            _instant(one.stamped_at),
            _instant(one.received_at),
        )
    listing.show(screen)
    covered = max(one.size for one in found)
    screen.print(f"{entries}, {covered:,} of them under what is listed", style="dim")


def _instant(at: datetime | None) -> str:
    return "names no time" if at is None else format_instant(at)[:19].replace("T", " ")


def _plain(one: ListedStamp) -> dict[str, object]:
    return {
        "size": one.size,
        "kind": one.kind.value,
        "witness": one.witness if one.kind is StampKind.WITNESS else None,
        "stamped_at": None if one.stamped_at is None else format_instant(one.stamped_at),
        "received_at": format_instant(one.received_at),
    }
