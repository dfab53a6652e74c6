"""plainsight requests: what the desk's watch found, and what agencies and the public are told."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.approval_habits import approval_habits
from plainsight.app.respond.honey_case import plant_honey_case
from plainsight.app.respond.oversee_agency import agency_digest, preservations_without_process
from plainsight.app.respond.watch_desk import list_alarms, watch_desk
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, minute, print_json, visible
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.feeds.requests.legal_request_json import BYTES_MAX, read_legal_request
from plainsight.model.time import format_instant

SHOWN_MAX = 1_000


app = typer.Typer()


@app.command()
def habits(
    since: Annotated[
        datetime, typer.Option(help="From this day on, UTC.", formats=["%Y-%m-%d"], metavar="DAY")
    ],
    until: Annotated[
        datetime, typer.Option(help="Before this day, UTC.", formats=["%Y-%m-%d"], metavar="DAY")
    ],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say how approvers approve: too fast to have read, always the same two; and what to recheck.

    What to recheck is drawn by the log's newest root, which nobody knew when they approved.

    Example:

      plainsight requests habits --since 2026-10-01 --until 2026-11-01
    """
    with opened_records(records) as store:
        with store.read() as view:
            seed = view.audit.root().hex()
        found = approval_habits(
            store, since=since.replace(tzinfo=UTC), until=until.replace(tzinfo=UTC), seed=seed
        )
    if as_json:
        print_json(asdict(found))
        return
    screen = console()
    screen.print(
        f"{found.approval_count} approvals, {len(found.too_fast)} of them too fast to read"
    )
    for person, seconds in found.median_seconds_by_approver.items():
        screen.print(f"  {visible(person)}: median {seconds / 60:.0f} min", markup=False)
    for first, second in found.fixed_pairs:
        screen.print(f"  always together: {visible(first)}, {visible(second)}", markup=False)
    screen.print(f"to review again, blind: {', '.join(found.to_recheck) or 'none'}", markup=False)


@app.command()
def honey(
    file: Annotated[
        Path, typer.Argument(help="A made-up legal request as JSON.", exists=True, dir_okay=False)
    ],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Plant a case that does not exist: no clock, no hold; whoever opens it sets off an alarm.

    Choose a name that a curious colleague would look up. Keep the reference to yourself.

    Example:

      plainsight requests honey made-up.json
    """
    request = read_legal_request(file.read_bytes()[: BYTES_MAX + 1])
    with opened_records(records, may_create=True) as store:
        stored = plant_honey_case(store, request, now=wiring.read_clock())
    if as_json:
        print_json({"reference": stored.reference})
    else:
        console().print(
            f"{stored.reference} is no case; plainsight requests alarms tells who opens it"
        )


@app.command()
def watch(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Tell overdue reviews of emergencies and gaps of the roster; run it hourly.

    Exits with 1 when something new was told.

    Example:

      plainsight requests watch
    """
    with opened_records(records) as store:
        found = watch_desk(store, now=wiring.read_clock())
    if as_json:
        print_json(
            {"overdue_reviews": list(found.overdue_reviews), "roster_gaps": found.roster_gap_count}
        )
    else:
        console().print(
            f"{counted(len(found.overdue_reviews), 'review')} overdue, "
            f"{counted(found.roster_gap_count, 'roster gap')}"
        )
    if found.overdue_reviews or found.roster_gap_count:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command()
def alarms(
    records: RecordsUrl = None,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 50,
    as_json: AsJson = False,
) -> None:
    """List the desk's alarms, the latest first: clocks, honey cases, reviews, holds, fraud.

    Example:

      plainsight requests alarms --top 10
    """
    with opened_records(records) as store:
        found = list_alarms(store, count_max=top)
    if as_json:
        print_json(
            [
                {
                    "kind": each.kind.value,
                    "subject": each.subject,
                    "at": format_instant(each.at),
                    "says": each.says,
                }
                for each in found
            ]
        )
        return
    listing = Listing("at", "kind", words("says"))
    for alarm in found:
        listing.add(minute(alarm.at), alarm.kind.value, alarm.says)
    listing.show()


@app.command()
def digest(
    agency: Annotated[str, typer.Argument(help="The agency's id in the registry.")],
    since: Annotated[datetime, typer.Option(help="From this day on (UTC).", metavar="DAY")],
    until: Annotated[datetime, typer.Option(help="Up to this day (UTC).", metavar="DAY")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make the oversight digest of one agency: all its requests, no account; it is logged.

    Example:

      plainsight requests digest us-nh-doj --since 2026-01-01 --until 2026-07-01 --json
    """
    with opened_records(records) as store:
        made = agency_digest(
            store,
            agency,
            since=since.replace(tzinfo=UTC),
            until=until.replace(tzinfo=UTC),
            now=wiring.read_clock(),
        )
    if as_json:
        print_json(made.as_json())
        return
    listing = Listing("reference", "instrument", "officer", words("matter"), "outcome", words(""))
    for line in made.lines:
        listing.add(
            line.reference,
            line.instrument,
            line.officer,
            line.investigation_reference,
            line.outcome,
            "repeated target" if line.is_repeat_target else "",
        )
    listing.show()


@app.command()
def preservations(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Count, by agency, preservations older than 90 days that no process ever followed.

    Example:

      plainsight requests preservations
    """
    with opened_records(records) as store:
        found = preservations_without_process(
            store, instruments=load_instruments(), now=wiring.read_clock()
        )
    if as_json:
        print_json(
            [
                {
                    "agency": each.agency_id,
                    "preserved": each.preserved_count,
                    "followed": each.followed_count,
                    "never_followed": each.unfollowed_count,
                }
                for each in found
            ]
        )
        return
    listing = Listing("agency", number("preserved"), number("never followed"))
    for each in found:
        listing.add(each.agency_id, f"{each.preserved_count:,}", f"{each.unfollowed_count:,}")
    listing.show()
