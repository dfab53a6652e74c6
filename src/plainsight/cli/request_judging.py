"""plainsight requests: from pick-up to approval, one step a command."""

from datetime import timedelta
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.approve_scope import approve_scope, grant_scope, refuse_request, triage_request
from plainsight.app.clarify_request import ask_clarification, clarify_request
from plainsight.app.contest_request import challenge_request, refuse_part, withdraw_request
from plainsight.app.freeze_requester import lift_freeze
from plainsight.app.verify_requester import Checks, Judgement, start_verifying, verify_requester
from plainsight.cli.log_options import AsJson, SigningKey
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.request_view import By, Department, Reference, Words, actor, tell_step
from plainsight.cli.screen import console, print_json, visible
from plainsight.feeds.deadlines_yaml import load_instruments
from plainsight.respond.gates import CallBack
from plainsight.respond.instrument import Condition
from plainsight.respond.reason import Reason
from plainsight.respond.states import Role

Reasons = Annotated[list[Reason], typer.Option("--reason", help="A reason code; repeat for more.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `plainsight requests`."""
    app.command("pick-up")(pick_up)
    app.command()(triage)
    app.command()(verify)
    app.command()(scope)
    app.command()(approve)
    app.command()(refuse)
    app.command("refuse-part")(refuse_some)
    app.command()(ask)
    app.command()(clarify)
    app.command()(challenge)
    app.command()(withdraw)
    app.command("lift-freeze")(lift)


def pick_up(
    reference: Reference, by: By, records: RecordsUrl = None, as_json: AsJson = False
) -> None:
    """Pick a legal request up: a person looks at it, and the pick-up clock ends. For intake.

    Example:

      plainsight requests pick-up LER-2026-000123 --by ines
    """
    with opened_records(records) as store:
        stored = start_verifying(
            store, reference, actor=actor(by, Role.INTAKE), now=wiring.read_clock()
        )
    tell_step(stored, as_json=as_json)


def triage(
    reference: Reference, by: By, records: RecordsUrl = None, as_json: AsJson = False
) -> None:
    """Put it into triage; a document that came before makes it a duplicate at once. For intake.

    Example:

      plainsight requests triage LER-2026-000123 --by ines
    """
    with opened_records(records) as store:
        stored = triage_request(
            store, reference, actor=actor(by, Role.INTAKE), now=wiring.read_clock()
        )
    tell_step(stored, as_json=as_json)


def verify(
    reference: Reference,
    by: By,
    passkey: Annotated[
        bool, typer.Option("--passkey", help="The officer's session was opened with a passkey.")
    ] = False,
    cosigned: Annotated[
        bool, typer.Option("--cosigned", help="The agency's administrator co-signed live.")
    ] = False,
    mail_passed: Annotated[
        bool, typer.Option("--mail-passed", help="SPF, DKIM and DMARC all pass.")
    ] = False,
    dialled: Annotated[
        str, typer.Option(help="The number that you called, from the agency registry.")
    ] = "",
    spoke_with: Annotated[str, typer.Option(help="The supervisor you spoke with.")] = "",
    confirmed: Annotated[
        bool, typer.Option("--confirmed/--not-confirmed", help="What the call brought.")
    ] = False,
    denied: Annotated[
        bool, typer.Option("--denied", help="The agency sent nothing, or knows no such officer.")
    ] = False,
    forged: Annotated[bool, typer.Option("--forged", help="The document is forged.")] = False,
    sensitive: Annotated[
        list[str] | None,
        typer.Option(help="Who the holder is, where it asks for two departments: a minor ..."),
    ] = None,
    utc_offset: Annotated[
        float | None,
        typer.Option(help="The agency's own time, in hours from UTC: -5.", min=-12, max=14),
    ] = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Judge gates G1-G4 and the signs of fraud, with a sentence for each. For the verifier.

    What the registry knows about agency and officer is added here; the call must have been to the
    number that stands there.

    Example:

      plainsight requests verify LER-2026-000123 --by victor --passkey --mail-passed
      --dialled "+1 603 555 0100" --spoke-with "Lt. Dorsey" --confirmed
    """
    now = wiring.read_clock()
    call = None
    if dialled:
        call = CallBack(dialled=dialled, spoke_with=spoke_with, confirms_request=confirmed, at=now)
    checks = Checks(
        used_passkey=passkey,
        agency_admin_cosigned=cosigned,
        mail_authenticated=mail_passed,
        call_back=call,
        agency_denies=denied,
        document_is_forged=forged,
        sensitive_targets=tuple(sensitive or ()),
        agency_utc_offset=None if utc_offset is None else timedelta(hours=utc_offset),
    )
    with opened_records(records) as store:
        judged = verify_requester(store, reference, checks, actor=actor(by, Role.VERIFIER), now=now)
    if as_json:
        print_json(_judgement(judged))
        return
    tell_step(judged.stored, as_json=False)
    screen = console()
    for gate in judged.gates.gates:
        mark = "open" if gate.is_passed else "SHUT"
        screen.print(f"  {gate.gate} {mark}  {visible(gate.says)}", markup=False)
    for signal in judged.fraud.signals:
        screen.print(f"  {signal.weight_permille:>4} {visible(signal.says)}", markup=False)
    for contradiction in judged.gates.contradictions:
        screen.print(f"  FRAUD  {visible(contradiction)}", style="bold red", markup=False)
    if judged.gates.may_dial_back:
        screen.print("  the danger is told well: dial back, see `requests dial-back`")


def scope(
    reference: Reference,
    by: By,
    confirm: Annotated[
        list[Condition] | None,
        typer.Option(help="What you established, such as warrant or counsel; repeat for more."),
    ] = None,
    key: SigningKey = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Judge what it entitles to and sign a scope token over it, good for 72 hours. For counsel.

    Example:

      plainsight requests scope LER-2026-000123 --by clara --confirm warrant
    """
    with opened_records(records) as store:
        scoped = grant_scope(
            store,
            reference,
            instruments=load_instruments(),
            signer=wiring.load_signer(key),
            actor=actor(by, Role.COUNSEL),
            now=wiring.read_clock(),
            confirmed=confirm or (),
        )
    granted = ", ".join(each.data_class.value for each in scoped.verdict.scope.classes)
    tell_step(scoped.stored, as_json=as_json, says=f"granted: {granted}")
    if not as_json:
        for no in scoped.verdict.not_produced:
            console().print(f"  not {no.what}: {no.reason.value}, {no.says}", markup=False)


def approve(
    reference: Reference,
    by: By,
    department: Department,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Approve the scope; an emergency needs two of different departments. For approvers.

    Example:

      plainsight requests approve LER-2026-000123 --by ada --department legal
    """
    with opened_records(records) as store:
        stored = approve_scope(
            store,
            reference,
            actor=actor(by, Role.APPROVER, department),
            now=wiring.read_clock(),
        )
    waits = "one more approver of another department is needed"
    is_waiting = stored.state.production.value == "scoped"
    tell_step(stored, as_json=as_json, says=waits if is_waiting else "")


def refuse(
    reference: Reference,
    reason: Reasons,
    by: By,
    words: Words = "",
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Refuse with reason codes: a response, which ends the clock. For counsel.

    Example:

      plainsight requests refuse LER-2026-000123 --reason NO_CASE_REF --by clara
    """
    with opened_records(records) as store:
        stored = refuse_request(
            store,
            reference,
            reason,
            actor=actor(by, Role.COUNSEL),
            now=wiring.read_clock(),
            words=words,
        )
    tell_step(stored, as_json=as_json, says=f"refused: {', '.join(each.value for each in reason)}")


def refuse_some(
    reference: Reference,
    reason: Reasons,
    words: Words,
    by: By,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Refuse a part with its reasons, and go on with the rest. For counsel.

    Example:

      plainsight requests refuse-part LER-2026-000123 --reason OVERBROAD
      --words "the contacts of a year" --by clara
    """
    with opened_records(records) as store:
        stored = refuse_part(
            store, reference, reason, words, actor=actor(by, Role.COUNSEL), now=wiring.read_clock()
        )
    tell_step(stored, as_json=as_json)


def ask(
    reference: Reference,
    reason: Reasons,
    words: Words,
    by: By,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Ask the requester back. The clock runs on: a question is no response. For intake.

    Example:

      plainsight requests ask LER-2026-000123 --reason INCOMPLETE --words "Which days?" --by ines
    """
    with opened_records(records) as store:
        stored = ask_clarification(
            store, reference, reason, words, actor=actor(by, Role.INTAKE), now=wiring.read_clock()
        )
    tell_step(stored, as_json=as_json)


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


def challenge(
    reference: Reference,
    filing: Annotated[str, typer.Option(help="The court's reference of the filing.")],
    general_counsel: Annotated[str, typer.Option(help="The second of the legal department.")],
    by: By,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Challenge it in court: production waits, the hold stays. For counsel, with general counsel.

    Example:

      plainsight requests challenge LER-2026-000123 --filing 26-cv-12 --general-counsel greta
      --by clara
    """
    with opened_records(records) as store:
        stored = challenge_request(
            store,
            reference,
            filing,
            actor=actor(by, Role.COUNSEL),
            general_counsel=actor(general_counsel, Role.COUNSEL, option="--general-counsel"),
            now=wiring.read_clock(),
        )
    tell_step(stored, as_json=as_json)


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


def lift(reference: Reference, words: Words, by: By, records: RecordsUrl = None) -> None:
    """Say why this one is genuine although fraud is suspected in another. For counsel.

    Example:

      plainsight requests lift-freeze LER-2026-000123 --words "the supervisor came in person"
      --by clara
    """
    with opened_records(records) as store:
        lift_freeze(store, reference, words, actor=actor(by, Role.COUNSEL), now=wiring.read_clock())
    console().print(f"{reference} may go on", markup=False)


def _judgement(judged: Judgement) -> dict[str, object]:
    return {
        "reference": judged.stored.reference,
        "authenticity": judged.stored.state.authenticity.value,
        "gates": [
            {"gate": each.gate, "is_passed": each.is_passed, "says": each.says}
            for each in judged.gates.gates
        ],
        "contradictions": list(judged.gates.contradictions),
        "may_dial_back": judged.gates.may_dial_back,
        "fraud_permille": judged.fraud.score_permille,
        "signals": [{"name": each.name, "says": each.says} for each in judged.fraud.signals],
    }
