"""plainsight requests: the user is told or not, then it is reviewed, closed and erased."""

from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.casework.erase_case import erase_case
from plainsight.app.respond.settle_request import (
    close_request,
    review_afterwards,
    send_notice,
    settle_notice,
    take_back_waiver,
    waive_notice,
)
from plainsight.app.respond.stored import StoredRequest
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_turn import DeskTurn, desk_step
from plainsight.cli.respond.request_view import Reference, Words, actor
from plainsight.cli.screen import console, print_json
from plainsight.cli.turn import By
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.respond.states import Role

app = typer.Typer()


@app.command()
def notice(reference: Reference, records: RecordsUrl = None, as_json: AsJson = False) -> None:
    """Say where telling the user stands now: due, blocked until when, or waived, and why.

    Example:

      plainsight requests notice LER-2026-000123
    """
    with opened_records(records) as store:
        verdict = settle_notice(
            store, reference, instruments=load_instruments(), now=wiring.read_clock()
        )
    until = None if verdict.until is None else verdict.until.date().isoformat()
    if as_json:
        print_json({"notice": verdict.notice.value, "until": until, "says": verdict.says})
        return
    when = "" if until is None else f" until {until}"
    console().print(f"{reference}: {verdict.notice.value}{when}, {verdict.says}", markup=False)


@app.command("tell-user")
@desk_step(Role.INTAKE)
def give_notice(turn: DeskTurn, reference: Reference) -> StoredRequest:
    """Note that the user was told; refused while an order or a waiting time forbids it.

    Example:

      plainsight requests tell-user LER-2026-000123 --by ines
    """
    return send_notice(
        turn.store, reference, instruments=load_instruments(), actor=turn.actor, now=turn.now
    )


@app.command("waive-notice")
@desk_step(Role.COUNSEL)
def waive(
    turn: DeskTurn,
    reference: Reference,
    words: Words,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="The waiver was wrong: notice stands again.")
    ] = False,
) -> StoredRequest:
    """Say why the user is not told, such as an account that nobody can reach. For counsel.

    Once notice is due, and not for whoever approved, collected or checked. With --take-back a wrong
    waiver ends, as long as nothing was released.

    Example:

      plainsight requests waive-notice LER-2026-000123 --words "the account is closed" --by clara
    """
    take = take_back_waiver if take_back else waive_notice
    return take(
        turn.store, reference, words, instruments=load_instruments(), actor=turn.actor, now=turn.now
    )


@app.command()
@desk_step(Role.PROTECTION_OFFICER)
def review(
    turn: DeskTurn,
    reference: Reference,
    words: Words = "",
    false_emergency: Annotated[
        bool, typer.Option("--false-emergency", help="There was no danger: tell the agency.")
    ] = False,
) -> StoredRequest:
    """Review an emergency afterwards, within 7 days. For the data-protection officer.

    Example:

      plainsight requests review LER-2026-000123 --by dora --words "she was found"
    """
    return review_afterwards(
        turn.store,
        reference,
        actor=turn.actor,
        now=turn.now,
        words=words,
        was_false=false_emergency,
    )


@app.command()
@desk_step(Role.INTAKE)
def close(turn: DeskTurn, reference: Reference) -> StoredRequest:
    """Close it: answered, the user told or not to be told, an emergency reviewed. For intake.

    Example:

      plainsight requests close LER-2026-000123 --by ines
    """
    return close_request(turn.store, reference, actor=turn.actor, now=turn.now)


@app.command()
def erase(reference: Reference, by: By, records: RecordsUrl = None) -> None:
    """Erase what a closed case says about people; every proof of the log stays as it is.

    Example:

      plainsight requests erase LER-2026-000123 --by dora
    """
    with opened_records(records) as store:
        count = erase_case(
            store, reference, actor=actor(by, Role.PROTECTION_OFFICER), now=wiring.read_clock()
        )
    console().print(f"{reference} is erased; {count} commitments can no longer be opened")
