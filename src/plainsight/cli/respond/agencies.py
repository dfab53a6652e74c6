"""plainsight agencies: the registry that call-back numbers and mail domains are taken from."""

from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.enrol_officer import register_agency
from plainsight.app.respond.stored import Agency
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_view import actor
from plainsight.cli.screen import console, print_json
from plainsight.cli.turn import By
from plainsight.respond.states import Role

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The agency registry.")


@app.command()
def add(
    agency_id: Annotated[str, typer.Argument(help="Its id here, such as us-nh-doj.")],
    name: Annotated[str, typer.Option(help="Its legal name.")],
    country: Annotated[str, typer.Option(help="Two letters, as in US.")],
    domain: Annotated[str, typer.Option(help="Its mail domain.")],
    number: Annotated[str, typer.Option(help="The number to call back.")],
    source: Annotated[
        str, typer.Option(help="The independent directory the number was found in, and when.")
    ],
    by: By,
    compromised: Annotated[
        bool | None,
        typer.Option(
            "--compromised/--not-compromised",
            help="Its mail domain is broken into, or sound again; left out, a mark stays.",
            show_default=False,
        ),
    ] = None,
    records: RecordsUrl = None,
) -> None:
    """Register an agency, or revise it: say what changed. The log holds the number before.

    Example:

      plainsight agencies add us-nh-doj --name "State Department of Justice" --country US
      --domain doj.example.gov --number "+1 603 555 0100" --source "state directory, 2026"
      --by ines
    """
    with opened_records(records, may_create=True) as store:
        done = register_agency(
            store,
            Agency(
                agency_id=agency_id,
                name=name,
                country=country,
                email_domain=domain,
                call_back_number=number,
                number_source=source,
                is_compromised=bool(compromised),
            ),
            actor=actor(by, Role.INTAKE),
            now=wiring.read_clock(),
            lifts_mark=compromised is False,
        )
    screen = console()
    if not done.is_revision:
        screen.print(f"{agency_id} is registered", markup=False)
    else:
        changed = ", ".join(done.changed).replace("_", " ") or "nothing"
        screen.print(f"{agency_id} is revised; changed: {changed}", markup=False, soft_wrap=True)
    if done.agency.is_compromised:
        screen.print("its mail domain is marked COMPROMISED: gate G3 stays shut", soft_wrap=True)


@app.command("list")
def list_agencies(records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """List the agencies with their numbers and where these were found.

    Example:

      plainsight agencies list
    """
    with opened_records(records) as store, store.read() as view:
        found = view.desk.registry.agencies()
    if as_json:
        print_json(
            [
                {
                    "agency_id": each.agency_id,
                    "name": each.name,
                    "country": each.country,
                    "email_domain": each.email_domain,
                    "call_back_number": each.call_back_number,
                    "number_source": each.number_source,
                    "is_compromised": each.is_compromised,
                }
                for each in found
            ]
        )
        return
    listing = Listing("agency", words("name"), "domain", "number", words("found in"), words(""))
    for each in found:
        listing.add(
            each.agency_id,
            each.name,
            each.email_domain,
            each.call_back_number,
            each.number_source,
            "COMPROMISED" if each.is_compromised else "",
        )
    listing.show()
