"""plainsight clocks: the board of open clocks, and the round that tells alarms and breaches."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from plainsight import wiring
from plainsight.app.ports import Records
from plainsight.app.respond.check_clocks import BREACH, check_clocks
from plainsight.app.respond.stored import OpenClock
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, minute, print_json
from plainsight.model.time import format_instant

SHOWN_MAX = 500
REFRESH_SECONDS = 2.0

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Response clocks.")


@app.command()
def board(
    records: RecordsUrl = None,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    live: Annotated[bool, typer.Option("--live", help="Refresh until Ctrl-C.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the open clocks, the one due first on top.

    Example:

      plainsight clocks board --live
    """
    with opened_records(records) as store:
        if as_json:
            print_json(_board_json(store, top))
        elif live:
            import time

            screen = console()
            with Live(_drawn(store, top, screen), console=screen, auto_refresh=False) as drawn:
                while True:
                    time.sleep(REFRESH_SECONDS)
                    drawn.update(_drawn(store, top, screen), refresh=True)
        else:
            listing, counts = _listing(store, top)
            listing.show()
            console().print(counts)


@app.command()
def check(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Tell alarms at 50, 75 and 90 % and open an incident at a breach; run it every minute.

    Exits with 1 when a clock was breached.

    Example:

      plainsight clocks check
    """
    with opened_records(records) as store:
        told = check_clocks(store, now=wiring.read_clock())
    if as_json:
        print_json(
            [
                {
                    "reference": alarm.waiting.reference,
                    "kind": alarm.waiting.clock.kind.value,
                    "percent": alarm.percent,
                }
                for alarm in told
            ]
        )
    else:
        for alarm in told:
            what = "BREACHED" if alarm.percent == BREACH else f"{alarm.percent} % used"
            console().print(
                f"{alarm.waiting.reference} {alarm.waiting.clock.kind.value}: {what}",
                style="bold red" if alarm.percent == BREACH else "yellow",
            )
        console().print(counted(len(told), "alarm"), style="dim")
    if any(alarm.percent == BREACH for alarm in told):
        raise typer.Exit(EXIT_NEGATIVE)


def _drawn(store: Records, top: int, screen: Console) -> RenderableType:
    listing, counts = _listing(store, top)
    return Group(listing.fitted(screen), counts)


def _listing(store: Records, top: int) -> tuple[Listing, Text]:
    now = wiring.read_clock()
    with store.read() as view:
        found = view.desk.clocks.board(count_max=top)
        counts = view.desk.clocks.counts(now=now)
    listing = Listing("reference", "clock", "due", number("left"), number("used"))
    for waiting in found:
        left = waiting.clock.due_at - now
        listing.add(
            waiting.reference,
            waiting.clock.kind.value,
            minute(waiting.clock.due_at),
            Text(_left(left), style="bold red" if left < timedelta(0) else ""),
            f"{_used(waiting, now)} %",
        )
    return listing, Text(f"{counts.running:,} running, {counts.overdue:,} overdue", style="dim")


def _board_json(store: Records, top: int) -> dict[str, Any]:
    now = wiring.read_clock()
    with store.read() as view:
        found = view.desk.clocks.board(count_max=top)
        counts = view.desk.clocks.counts(now=now)
    return {
        "running": counts.running,
        "overdue": counts.overdue,
        "clocks": [
            {
                "reference": waiting.reference,
                "kind": waiting.clock.kind.value,
                "due_at": format_instant(waiting.clock.due_at),
                "policy": f"{waiting.clock.deadline_id} {waiting.clock.deadline_version}",
            }
            for waiting in found
        ],
    }


def _used(waiting: OpenClock, now: datetime) -> int:
    return int((now - waiting.clock.started_at) / waiting.clock.allowance * 100)


def _left(left: timedelta) -> str:
    minutes = int(abs(left).total_seconds() // 60)
    return f"{'-' if left < timedelta(0) else ''}{minutes // 60} h {minutes % 60:02d} min"
