"""plainsight officers: who is enrolled, and the key each package is encrypted to."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.change_officer import change_officer_key, withdraw_officer
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
OfficerId = Annotated[str, typer.Argument(help="The officer's id here.")]
Recipient = Annotated[
    Path,
    typer.Option(
        help="File with the officer's age key (age1...) or certificate in PEM.",
        exists=True,
        dir_okay=False,
    ),
]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Enrolled officers.")


@app.command()
def enrol(
    officer_id: OfficerId,
    agency: Annotated[str, typer.Option(help="The agency's id in the registry.")],
    email: Annotated[str, typer.Option(help="Address in the agency's mail domain.")],
    recipient: Recipient,
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
    key = _key_in(recipient)
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


@app.command()
def change_key(
    officer_id: OfficerId,
    recipient: Recipient,
    called: Annotated[
        str, typer.Option(help="Whom of the agency you called, at the number of the registry.")
    ],
    by: By,
    agreed_by: Annotated[
        str, typer.Option("--agreed-by", help="Staff id of the second person who agrees.")
    ],
    records: RecordsUrl = None,
) -> None:
    """Seal to another key from here on, after a call; the 72 hours of gate G1 begin anew.

    Example:

      plainsight officers change-key officer-reyes --recipient new.pub
      --called "Lieutenant M. Dorsey" --by ines --agreed-by vera
    """
    with opened_records(records) as store:
        change_officer_key(
            store,
            officer_id,
            _key_in(recipient),
            called,
            sealer=AnySealer(),
            actor=actor(by, Role.INTAKE),
            second=actor(agreed_by, Role.VERIFIER),
            now=wiring.read_clock(),
        )
    console().print(f"packages for {officer_id} are sealed to the new key", markup=False)


@app.command()
def withdraw(
    officer_id: OfficerId,
    why: Annotated[str, typer.Option(help="What happened: left, or the key was stolen.")],
    by: By,
    records: RecordsUrl = None,
) -> None:
    """Seal nothing to an officer any more, at once. A changed key enrols them again.

    Example:

      plainsight officers withdraw officer-reyes --why "left the agency" --by ines
    """
    with opened_records(records) as store:
        withdraw_officer(
            store, officer_id, why, actor=actor(by, Role.INTAKE), now=wiring.read_clock()
        )
    console().print(f"{officer_id} is withdrawn: nothing is sealed to them", markup=False)


def _key_in(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(KEY_BYTES_MAX).decode(errors="replace").strip()


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
                {
                    "officer_id": o.officer_id,
                    "enrolled_at": format_instant(o.enrolled_at),
                    "withdrawn_at": o.withdrawn_at and format_instant(o.withdrawn_at),
                }
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
            f"{key[:24]}..." if officer.withdrawn_at is None else "withdrawn",
        )
    listing.show()
