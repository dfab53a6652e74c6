"""plainsight holds: confirmed, extended, asked about, kept and released, one step a command."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.confirm_keeping import confirm_keeping
from plainsight.app.respond.duty_roster import bar_retention_admin
from plainsight.app.respond.extend_hold import ask_again, confirm_hold, extend_hold, keep_hold
from plainsight.app.respond.object_to_release import object_to_release
from plainsight.app.respond.release_hold import prepare_release_of_hold, release_hold
from plainsight.app.respond.stored import StoredRequest
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_turn import DeskTurn, desk_step
from plainsight.cli.respond.request_view import Reference, Words, actor
from plainsight.cli.screen import console
from plainsight.cli.turn import By
from plainsight.errors import CannotRead
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.feeds.requests.document_reader import DOCUMENT_BYTES_MAX, read_document
from plainsight.model.person_id import person_id
from plainsight.respond.states import Role

Second = Annotated[
    str, typer.Option("--agreed-by", help="Staff id of counsel or the data-protection officer.")
]
SecondRole = Annotated[Role, typer.Option(metavar="ROLE", help="Their role: CNL or DPO.")]


app = typer.Typer()


@app.command()
@desk_step(Role.HOLD_CUSTODIAN)
def confirm(turn: DeskTurn, reference: Reference) -> StoredRequest:
    """Confirm the provisional holds of a request. For a preservation this is the response.

    Example:

      plainsight holds confirm LER-2026-000123 --by holly
    """
    return confirm_hold(
        turn.store, reference, instruments=load_instruments(), actor=turn.actor, now=turn.now
    )


@app.command()
@desk_step(Role.HOLD_CUSTODIAN)
def extend(
    turn: DeskTurn,
    reference: Reference,
    basis: Annotated[str, typer.Option(help="The renewal, the Annex VI, the agency's word.")],
    letter: Annotated[
        Path | None,
        typer.Option(help="The renewal as it was received; kept with the request.", exists=True),
    ] = None,
) -> StoredRequest:
    """Extend the holds of a request near their end, as often as its instrument allows.

    A US preservation lasts 90 days and is extended once, for 90 more, upon a renewed request
    (18 U.S.C. 2703(f)(2)); give the letter. What is kept beyond that is kept under review, and
    counsel confirms it: plainsight holds confirm-keeping, then holds keep.

    Example:

      plainsight holds extend LER-2026-000123 --basis "renewal of 3 May" --letter may.pdf --by holly
    """
    document = None if letter is None else read_document(letter.name, _some(letter))
    return extend_hold(
        turn.store,
        reference,
        instruments=load_instruments(),
        actor=turn.actor,
        now=turn.now,
        basis=basis,
        letter=document,
    )


@app.command()
def ask(reference: Reference, by: By, records: RecordsUrl = None) -> None:
    """Note one more attempt to reach the agency about a hold under review, and who made it.

    Attempts within a week of each other count as one; six over 120 days let a hold go.

    Example:

      plainsight holds ask LER-2026-000123 --by holly
    """
    with opened_records(records) as store:
        count = ask_again(
            store, reference, actor=actor(by, Role.HOLD_CUSTODIAN), now=wiring.read_clock()
        )
    console().print(f"{reference}: asked {count} times, a week or more apart", markup=False)


@app.command()
@desk_step(Role.HOLD_CUSTODIAN)
def keep(turn: DeskTurn, reference: Reference) -> StoredRequest:
    """Keep a hold under review: the agency says that its case is open.

    Where its instrument speaks of fewer days, counsel confirms first: holds confirm-keeping.

    Example:

      plainsight holds keep LER-2026-000123 --by holly
    """
    return keep_hold(
        turn.store, reference, instruments=load_instruments(), actor=turn.actor, now=turn.now
    )


@app.command("confirm-keeping")
@desk_step(Role.COUNSEL)
def confirm_to_keep(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Counsel confirms, with the ground, that a hold is kept longer than its instrument says.

    For this review alone, and by another person than the custodian who then keeps it.

    Example:

      plainsight holds confirm-keeping LER-2026-000123 --words "commitment of 13 March" --by clara
    """
    return confirm_keeping(turn.store, reference, words, actor=turn.actor, now=turn.now)


@app.command()
def prepare_release(
    reference: Reference,
    by: By,
    agreed_by: Second,
    role: SecondRole = Role.COUNSEL,
    written: Annotated[
        bool, typer.Option("--written", help="The agency released it in writing.")
    ] = False,
    annex_v: Annotated[
        bool, typer.Option("--annex-v", help="An EPOC production request was issued.")
    ] = False,
    records: RecordsUrl = None,
) -> None:
    """Judge whether the holds of a request may end, and open the grace period. Two people agree.

    Example:

      plainsight holds prepare-release LER-2026-000123 --written --by holly --agreed-by clara
    """
    with opened_records(records) as store:
        verdict = prepare_release_of_hold(
            store,
            reference,
            instruments=load_instruments(),
            custodian=actor(by, Role.HOLD_CUSTODIAN),
            second=actor(agreed_by, role, option="--agreed-by"),
            now=wiring.read_clock(),
            is_written_release=written,
            annex_v_received=annex_v,
        )
    console().print(f"{reference}: {verdict.says}", markup=False)


@app.command("object")
@desk_step(Role.HOLD_CUSTODIAN)
def note_objection(
    turn: DeskTurn,
    reference: Reference,
    letter: Annotated[Path, typer.Option(help="The objection as it was received.", exists=True)],
) -> StoredRequest:
    """Note that the agency objects in writing to a release in its grace period: the holds go on.

    Their date stays as it was, and the agency is asked when that is near.

    Example:

      plainsight holds object LER-2026-000123 --letter objection.pdf --by holly
    """
    return object_to_release(
        turn.store,
        reference,
        letter=read_document(letter.name, _some(letter)),
        instruments=load_instruments(),
        actor=turn.actor,
        now=turn.now,
    )


@app.command()
@desk_step(Role.HOLD_CUSTODIAN)
def release(
    turn: DeskTurn, reference: Reference, agreed_by: Second, role: SecondRole = Role.COUNSEL
) -> StoredRequest:
    """End the holds of a request after the grace period: normal retention resumes. Two people.

    Example:

      plainsight holds release LER-2026-000123 --by holly --agreed-by clara
    """
    return release_hold(
        turn.store,
        reference,
        custodian=turn.actor,
        second=actor(agreed_by, role, option="--agreed-by"),
        now=turn.now,
        instruments=load_instruments(),
    )


@app.command()
def bar(
    staff_id: Annotated[str, typer.Argument(help="Who runs deletion jobs.")],
    by: By,
    records: RecordsUrl = None,
) -> None:
    """Bar somebody who runs deletion jobs from releasing any hold; the database keeps to it.

    Example:

      plainsight holds bar remy --by dora
    """
    with opened_records(records) as store:
        bar_retention_admin(
            store,
            person_id(staff_id, field="staff_id"),
            actor=actor(by, Role.PROTECTION_OFFICER),
            now=wiring.read_clock(),
        )
    console().print(f"{staff_id} may release no hold", markup=False)


def _some(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(DOCUMENT_BYTES_MAX + 1)  # a byte more, so that the reader can tell
    except OSError as problem:
        raise CannotRead(str(path), problem.strerror or str(problem)) from None
