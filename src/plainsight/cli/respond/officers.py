"""plainsight officers: who is enrolled, and the key each package is encrypted to."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.enrol_officer import enrol_officer
from plainsight.app.respond.stored import Officer
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_view import actor
from plainsight.cli.screen import console, print_json
from plainsight.cli.turn import By
from plainsight.keys.seal_any import AnySealer
from plainsight.model.time import format_instant
from plainsight.respond.states import Role

KEY_BYTES_MAX = 16_384

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Enrolled officers.")


@app.command()
def enrol(
    officer_id: Annotated[str, typer.Argument(help="The officer's id here.")],
    agency: Annotated[str, typer.Option(help="The agency's id in the registry.")],
    email: Annotated[str, typer.Option(help="Address in the agency's mail domain.")],
    recipient: Annotated[
        Path,
        typer.Option(
            help="File with the officer's age key (age1...) or certificate in PEM.",
            exists=True,
            dir_okay=False,
        ),
    ],
    vouched_by: Annotated[str, typer.Option(help="The agency's administrator who vouches.")],
    by: By,
    records: RecordsUrl = None,
) -> None:
    """Enrol an officer; the key is tried before it is kept. 72 hours pass before gate G1 opens.

    Example:

      plainsight officers enrol officer-reyes --agency us-nh-doj --email a.reyes@doj.example.gov
      --recipient reyes.pub --vouched-by "D. Admin" --by ines
    """
    now = wiring.read_clock()
    with recipient.open("rb") as file:
        key = file.read(KEY_BYTES_MAX).decode(errors="replace").strip()
    with opened_records(records, may_create=True) as store:
        enrol_officer(
            store,
            Officer(
                officer_id=officer_id,
                agency_id=agency,
                email=email,
                recipient_key=key,
                enrolled_at=now,
                vouched_by=vouched_by,
            ),
            sealer=AnySealer(),
            actor=actor(by, Role.INTAKE),
            now=now,
        )
    console().print(f"{officer_id} is enrolled for {agency}", markup=False)


@app.command("list")
def list_officers(
    agency: Annotated[str, typer.Argument(help="The agency's id in the registry.")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """List an agency's officers, since when, and who vouched.

    Example:

      plainsight officers list us-nh-doj
    """
    with opened_records(records) as store, store.read() as view:
        found = view.desk.registry.officers(agency)
    if as_json:
        print_json(
            [
                {"officer_id": o.officer_id, "enrolled_at": format_instant(o.enrolled_at)}
                for o in found
            ]
        )
        return
    listing = Listing("officer", "enrolled", "vouched by", "key")
    for officer in found:
        key = officer.recipient_key.splitlines()[0]
        listing.add(
            officer.officer_id,
            format_instant(officer.enrolled_at)[:10],
            officer.vouched_by,
            f"{key[:24]}...",
        )
    listing.show()
