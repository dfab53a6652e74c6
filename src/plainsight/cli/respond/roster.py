"""plainsight roster: who is on duty, who acts now, and where nobody stands."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.duty_roster import add_shifts, remove_shift, show_roster, who_acts
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_view import actor
from plainsight.cli.screen import console, counted, minute, print_json
from plainsight.cli.turn import By
from plainsight.errors import BadValue
from plainsight.model.person_id import person_id
from plainsight.model.time import format_instant
from plainsight.respond.roster import Shift
from plainsight.respond.states import Role

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The duty roster.")

Person = Annotated[str, typer.Argument(help="Staff id of who stands on duty.")]
Starts = Annotated[
    datetime, typer.Option("--from", help="Start: UTC, unless it carries an offset.")
]
Ends = Annotated[
    datetime, typer.Option("--to", help="End: UTC, unless it carries an offset.", metavar="INSTANT")
]
Level = Annotated[
    int, typer.Option(help="1 picks up; 2 and 3 are escalated to, 15 minutes each.", min=1)
]


@app.command()
def add(
    person: Person,
    starts: Starts,
    ends: Ends,
    by: By,
    level: Level = 1,
    weeks: Annotated[int, typer.Option(help="Repeat weekly this often.", min=1, max=60)] = 1,
    records: RecordsUrl = None,
) -> None:
    """Put somebody on duty, once or every week.

    Example:

      plainsight roster add ines --from 2026-11-23T06:00:00 --to 2026-11-23T18:00:00 --weeks 4
      --by holly
    """
    who = person_id(person, field="person")
    shifts = [
        Shift(
            actor_id=who,
            starts_at=_in_utc(starts, "--from", weeks=week),
            ends_at=_in_utc(ends, "--to", weeks=week),
            level=level,
        )
        for week in range(weeks)
    ]
    with opened_records(records, may_create=True) as store:
        add_shifts(store, shifts, actor=actor(by, Role.INTAKE), now=wiring.read_clock())
    console().print(f"{counted(len(shifts), 'shift')} of {who}", markup=False)


@app.command()
def remove(
    person: Person,
    starts: Starts,
    ends: Ends,
    by: By,
    level: Level = 1,
    records: RecordsUrl = None,
) -> None:
    """Take one shift out.

    Example:

      plainsight roster remove ines --from 2026-11-23T06:00:00 --to 2026-11-23T18:00:00 --by holly
    """
    shift = Shift(
        actor_id=person_id(person, field="person"),
        starts_at=_in_utc(starts, "--from"),
        ends_at=_in_utc(ends, "--to"),
        level=level,
    )
    with opened_records(records) as store:
        remove_shift(store, shift, actor=actor(by, Role.INTAKE), now=wiring.read_clock())
    console().print("removed")


@app.command()
def show(
    days: Annotated[int, typer.Option(help="How far ahead.", min=1, max=366)] = 7,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show who stands on duty, who acts now, and every gap. Exits with 1 when there is a gap.

    Example:

      plainsight roster show --days 14
    """
    now = wiring.read_clock()
    with opened_records(records) as store:
        shifts, gaps, idle = show_roster(store, now=now, ahead=timedelta(days=days))
        acts = who_acts(store, waiting_since=now, now=now)
    if as_json:
        print_json(
            {
                "now": None if acts is None else acts.actor_id,
                "shifts": [
                    {
                        "who": s.actor_id,
                        "level": s.level,
                        "from": format_instant(s.starts_at),
                        "to": format_instant(s.ends_at),
                        "covers": s not in idle,
                    }
                    for s in shifts
                ],
                "gaps": [
                    {"from": format_instant(g.starts_at), "to": format_instant(g.ends_at)}
                    for g in gaps
                ],
            }
        )
    else:
        listing = Listing("level", "who", "from", "to")
        for shift in shifts:
            listing.add(
                str(shift.level),
                shift.actor_id,
                minute(shift.starts_at),
                minute(shift.ends_at),
            )
        listing.show()
        for shift in sorted(idle, key=lambda each: each.starts_at):
            console().print(
                f"of no effect: {shift.actor_id} from {minute(shift.starts_at)} may not act (any "
                "more); see `plainsight people list`",
                markup=False,
            )
        console().print(f"now: {'nobody' if acts is None else acts.actor_id}", markup=False)
        for gap in gaps:
            console().print(
                f"GAP {minute(gap.starts_at)} to {minute(gap.ends_at)}",
                style="bold red",
            )
    if gaps:
        raise typer.Exit(EXIT_NEGATIVE)


def _in_utc(instant: datetime, option: str, *, weeks: int = 0) -> datetime:
    """The instant as the roster keeps it. Raises BadValue naming the option."""
    try:
        there = instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
        return there.astimezone(UTC) + timedelta(weeks=weeks)
    except OverflowError:
        raise BadValue(option, instant.isoformat(), "stay within the years 1 to 9999") from None
