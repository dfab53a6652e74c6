"""plainsight requests verify: is the requester who they say, gate by gate."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from plainsight.app.respond.verify_requester import Checks, Judgement, verify_requester
from plainsight.cli.respond.request_turn import DeskTurn, desk_turn
from plainsight.cli.respond.request_view import Reference, tell_step
from plainsight.cli.screen import console, print_json, visible
from plainsight.respond.gates import CallBack
from plainsight.respond.states import Role


def _tell(judged: Judgement, *, as_json: bool) -> None:
    if as_json:
        print_json(_row(judged))
        return
    tell_step(judged.stored, as_json=False)
    screen = console()
    for gate in judged.gates.gates:
        mark = "open" if gate.is_passed else "SHUT"
        screen.print(f"  {gate.gate} {mark}  {visible(gate.says)}", markup=False)
    for sign in judged.fraud.signs:
        screen.print(f"  {sign.weight_permille:>4} {visible(sign.says)}", markup=False)
    for contradiction in judged.gates.contradictions:
        screen.print(f"  FRAUD  {visible(contradiction)}", style="bold red", markup=False)
    if judged.gates.may_dial_back:
        screen.print("  the danger is told well: dial back, see `requests dial-back`")


@desk_turn(Role.VERIFIER, _tell)
def verify(
    turn: DeskTurn,
    reference: Reference,
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
) -> Judgement:
    """Judge gates G1-G4 and the signs of fraud, with a sentence for each. For the verifier.

    What the registry knows about agency and officer is added here; the call must have been to the
    number that stands there.

    Example:

      plainsight requests verify LER-2026-000123 --by victor --passkey --mail-passed
      --dialled "+1 603 555 0100" --spoke-with "Lt. Dorsey" --confirmed
    """
    call = CallBack(dialled=dialled, spoke_with=spoke_with, confirms_request=confirmed, at=turn.now)
    checks = Checks(
        used_passkey=passkey,
        agency_admin_cosigned=cosigned,
        mail_authenticated=mail_passed,
        call_back=call if dialled else None,
        agency_denies=denied,
        document_is_forged=forged,
        sensitive_targets=tuple(sensitive or ()),
        agency_utc_offset=None if utc_offset is None else timedelta(hours=utc_offset),
    )
    return verify_requester(turn.store, reference, checks, actor=turn.actor, now=turn.now)


def _row(judged: Judgement) -> dict[str, Any]:
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
        "signals": [{"name": each.name, "says": each.says} for each in judged.fraud.signs],
    }
