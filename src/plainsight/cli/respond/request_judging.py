"""plainsight requests: from pick-up to approval, one step a command."""

from dataclasses import replace
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.respond.approve_scope import (
    Scoped,
    approve_scope,
    grant_scope,
    refuse_request,
    triage_request,
)
from plainsight.app.respond.clarify_request import ask_clarification, clarify_request
from plainsight.app.respond.contest_request import challenge_request, refuse_part, withdraw_request
from plainsight.app.respond.freeze_requester import lift_freeze
from plainsight.app.respond.mark_duplicate import mark_duplicate, unmark_duplicate
from plainsight.app.respond.stored import StoredRequest
from plainsight.app.respond.verify_requester import start_verifying
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import SigningKey
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_second_look import clear, confirm
from plainsight.cli.respond.request_turn import DeskTurn, desk_step, desk_turn
from plainsight.cli.respond.request_verifying import verify
from plainsight.cli.respond.request_view import Department, Reference, Words, actor, tell_step
from plainsight.cli.screen import console
from plainsight.cli.turn import By
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.respond.instrument import Condition
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role

Reasons = Annotated[
    list[Reason],
    typer.Option(
        "--reason", metavar="CODE", help=f"A reason code; repeat for more: {', '.join(Reason)}."
    ),
]


app = typer.Typer()


@app.command()
@desk_step(Role.INTAKE)
def pick_up(turn: DeskTurn, reference: Reference) -> StoredRequest:
    """Pick a legal request up: a person looks at it, and the pick-up clock ends. For intake.

    Example:

      plainsight requests pick-up LER-2026-000123 --by ines
    """
    return start_verifying(turn.store, reference, actor=turn.actor, now=turn.now)


@app.command()
@desk_step(Role.INTAKE)
def triage(turn: DeskTurn, reference: Reference) -> StoredRequest:
    """Put it into triage: it waits for the verification, and then for counsel. For intake.

    Example:

      plainsight requests triage LER-2026-000123 --by ines
    """
    return triage_request(turn.store, reference, actor=turn.actor, now=turn.now)


@app.command()
@desk_step(Role.INTAKE)
def duplicate(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Say that it asks for nothing beyond an earlier one with the same document. For intake.

    The words go to the officer. One that was refused, withdrawn, suspected or sent by somebody else
    answers nothing: then go on with this one.

    Example:

      plainsight requests duplicate LER-2026-000123 --words "we answer LER-2026-000120" --by ines
    """
    return mark_duplicate(turn.store, reference, words, actor=turn.actor, now=turn.now)


@app.command("no-duplicate")
@desk_step(Role.INTAKE)
def no_duplicate(turn: DeskTurn, reference: Reference, words: Words) -> StoredRequest:
    """Say that it was marked a duplicate by mistake: it is worked after all. For intake.

    The words go to the officer. Its clocks run from the first receipt, as if nobody had marked it.

    Example:

      plainsight requests no-duplicate LER-2026-000123 --words "two orders, one scan" --by ines
    """
    return unmark_duplicate(turn.store, reference, words, actor=turn.actor, now=turn.now)


app.command()(verify)
app.command("confirm-fraud")(confirm)
app.command("clear-fraud")(clear)


def _tell_scoped(scoped: Scoped, *, as_json: bool) -> None:
    granted = ", ".join(each.data_class.value for each in scoped.verdict.scope.classes)
    tell_step(scoped.stored, as_json=as_json, says=f"granted: {granted}")
    if not as_json:
        for no in scoped.verdict.not_produced:
            console().print(f"  not {no.what}: {no.reason.value}, {no.says}", markup=False)


@app.command()
@desk_turn(Role.COUNSEL, _tell_scoped)
def scope(
    turn: DeskTurn,
    reference: Reference,
    confirm: Annotated[
        list[Condition] | None,
        typer.Option(help="What you established, such as warrant or counsel; repeat for more."),
    ] = None,
    key: SigningKey = None,
) -> Scoped:
    """Judge what it entitles to and sign a scope token over it, good for 72 hours. For counsel.

    Example:

      plainsight requests scope LER-2026-000123 --by clara --confirm warrant
    """
    return grant_scope(
        turn.store,
        reference,
        instruments=load_instruments(),
        signer=wiring.load_signer(key),
        actor=turn.actor,
        now=turn.now,
        confirmed=confirm or (),
    )


def _tell_approved(stored: StoredRequest, *, as_json: bool) -> None:
    waits = "one more approver of another department is needed"
    is_waiting = stored.state.production.value == "scoped"
    tell_step(stored, as_json=as_json, says=waits if is_waiting else "")


@app.command()
@desk_turn(Role.APPROVER, _tell_approved)
def approve(turn: DeskTurn, reference: Reference, department: Department) -> StoredRequest:
    """Approve the scope; an emergency needs two of different departments. For approvers.

    Example:

      plainsight requests approve LER-2026-000123 --by ada --department legal
    """
    approver = replace(turn.actor, department=department)
    return approve_scope(turn.store, reference, actor=approver, now=turn.now)


def _tell_refused(done: tuple[StoredRequest, list[Reason]], *, as_json: bool) -> None:
    stored, reasons = done
    tell_step(stored, as_json=as_json, says=f"refused: {', '.join(reasons)}")


@app.command()
@desk_turn(Role.COUNSEL, _tell_refused)
def refuse(
    turn: DeskTurn, reference: Reference, reason: Reasons, words: Words = ""
) -> tuple[StoredRequest, list[Reason]]:
    """Refuse with reason codes: a response, which ends the clock. For counsel.

    Example:

      plainsight requests refuse LER-2026-000123 --reason NO_CASE_REF --by clara
    """
    stored = refuse_request(
        turn.store, reference, reason, actor=turn.actor, now=turn.now, words=words
    )
    return stored, reason


@app.command("refuse-part")
@desk_step(Role.COUNSEL)
def refuse_some(
    turn: DeskTurn, reference: Reference, reason: Reasons, words: Words
) -> StoredRequest:
    """Refuse a part with its reasons, and go on with the rest. The clocks run on: the rest is owed.

    For counsel.

    Example:

      plainsight requests refuse-part LER-2026-000123 --reason OVERBROAD
      --words "the contacts of a year" --by clara
    """
    return refuse_part(turn.store, reference, reason, words, actor=turn.actor, now=turn.now)


@app.command()
@desk_step(Role.INTAKE)
def ask(turn: DeskTurn, reference: Reference, reason: Reasons, words: Words) -> StoredRequest:
    """Ask the requester back. The clock runs on: a question is no response. For intake.

    Example:

      plainsight requests ask LER-2026-000123 --reason INCOMPLETE --words "Which days?" --by ines
    """
    return ask_clarification(turn.store, reference, reason, words, actor=turn.actor, now=turn.now)


@app.command()
def clarify(
    reference: Reference,
    words: Words,
    by: Annotated[str, typer.Option("--by", help="The officer's id.")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Add what the requester answered; the legal request itself is never edited.

    Example:

      plainsight requests clarify LER-2026-000123 --words "The first of March." --by officer-reyes
    """
    with opened_records(records) as store:
        stored = clarify_request(
            store, reference, words, actor=actor(by, Role.REQUESTER), now=wiring.read_clock()
        )
    tell_step(stored, as_json=as_json)


@app.command()
@desk_step(Role.COUNSEL)
def challenge(
    turn: DeskTurn,
    reference: Reference,
    filing: Annotated[str, typer.Option(help="The court's reference of the filing.")],
    general_counsel: Annotated[str, typer.Option(help="The second of the legal department.")],
) -> StoredRequest:
    """Challenge it in court: production waits, the hold stays. For counsel, with general counsel.

    Example:

      plainsight requests challenge LER-2026-000123 --filing 26-cv-12 --general-counsel greta
      --by clara
    """
    return challenge_request(
        turn.store,
        reference,
        filing,
        actor=turn.actor,
        general_counsel=actor(general_counsel, Role.COUNSEL, option="--general-counsel"),
        now=turn.now,
    )


@app.command()
def withdraw(
    reference: Reference,
    authenticated_by: Annotated[
        str, typer.Option(help="How we know that it is the issuer: passkey, call back to whom.")
    ],
    by: Annotated[str, typer.Option("--by", help="The officer's id.")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take it back for its issuer: what was collected is destroyed, the hold goes its own way.

    Example:

      plainsight requests withdraw LER-2026-000123 --authenticated-by "call back, Lt. Dorsey"
      --by officer-reyes
    """
    with opened_records(records) as store:
        stored = withdraw_request(
            store,
            reference,
            authenticated_by=authenticated_by,
            actor=actor(by, Role.REQUESTER),
            now=wiring.read_clock(),
        )
    tell_step(stored, as_json=as_json)


@app.command("lift-freeze")
def lift(reference: Reference, words: Words, by: By, records: RecordsUrl = None) -> None:
    """Say why this one is genuine although fraud is suspected in another. For counsel.

    Example:

      plainsight requests lift-freeze LER-2026-000123 --words "the supervisor came in person"
      --by clara
    """
    with opened_records(records) as store:
        lift_freeze(store, reference, words, actor=actor(by, Role.COUNSEL), now=wiring.read_clock())
    console().print(f"{reference} may go on", markup=False)
