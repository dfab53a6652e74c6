"""plainsight holds: what is kept, whether it is still what was kept, and the scheduler's rounds."""

import typer

from plainsight import wiring
from plainsight.app.respond.extend_hold import ask_reviews
from plainsight.app.respond.place_hold import place_missing_holds
from plainsight.app.respond.release_hold import lapse_holds
from plainsight.app.respond.verify_holds import verify_holds
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond import hold_steps
from plainsight.cli.screen import console, counted, minute, print_json
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.respond.states import Holding

SHOWN_MAX = 200

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Holds: kept, verified, reviewed."
)


@app.command("list")
def list_holds(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """List holds that are not released; accounts are not shown.

    Example:

      plainsight holds list
    """
    with opened_records(records) as store, store.read() as view:
        found = view.desk.holds.active(count_max=SHOWN_MAX)
        counts = {state.value: view.desk.holds.count(state=state) for state in Holding}
    if as_json:
        print_json(
            {
                "counts": {name: count for name, count in counts.items() if count},
                "holds": [{"hold_id": h.hold_id, "state": h.state.value} for h in found],
            }
        )
        return
    listing = Listing("hold", "state", "instrument", number("records"), "placed", "not before")
    for hold in sorted(found, key=lambda each: each.placed_at, reverse=True):
        listing.add(
            hold.hold_id,
            hold.state.value,
            f"{hold.instrument_id} {hold.instrument_version}",
            str(hold.pinned.record_count),
            minute(hold.placed_at),
            hold.floor_at.date().isoformat(),
        )
    screen = console()
    listing.show(screen)
    screen.print(
        ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "no holds",
        style="dim",
    )


@app.command()
def verify(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Compute every hold's digest again; run it daily. Exits with 1 when one is corrupted, or
    could not be checked.

    Example:

      plainsight holds verify
    """
    with opened_records(records) as store:
        found = verify_holds(store, now=wiring.read_clock())
    if as_json:
        print_json(
            {
                "checked": found.checked_count,
                "corrupted": list(found.corrupted),
                "unreadable": list(found.unreadable),
            }
        )
    else:
        console().print(
            f"{counted(found.checked_count, 'hold')} verified, {len(found.corrupted):,} corrupted"
            + (f", {len(found.unreadable):,} could not be checked" if found.unreadable else "")
        )
        for hold_id in found.unreadable:
            console().print(f"  {hold_id} could not be checked; its alarm says why", style="red")
        for hold_id in found.corrupted:
            console().print(f"  {hold_id} no longer fits its digest", style="red")
    if found.corrupted or found.unreadable:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def review(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Put holds near their date up for review, and end provisional ones that lapsed. Run it daily.

    Example:

      plainsight holds review
    """
    now, instruments = wiring.read_clock(), load_instruments()
    with opened_records(records) as store:
        placed = place_missing_holds(store, instruments=instruments, now=now)
        asked = ask_reviews(store, instruments=instruments, now=now)
        lapsed = lapse_holds(store, instruments=instruments, now=now)
    if as_json:
        print_json(
            {
                "placed": list(placed),
                "ask_agencies": list(asked),
                "lapsed": [list(each) for each in lapsed],
            }
        )
        return
    screen = console()
    for reference in placed:
        screen.print(f"{reference}: held now; the platform did not answer at receipt")
    for reference in asked:
        screen.print(f"{reference}: ask the agency whether its case is open")
    for reference, why in lapsed:
        screen.print(f"{reference}: hold ended, {why}")
    screen.print(f"{len(asked)} to ask, {len(lapsed)} ended", style="dim")


app.add_typer(hold_steps.app)
