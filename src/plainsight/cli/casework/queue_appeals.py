"""plainsight queue restrict, answer, appeal and their like: two people, and then a third."""

from typing import Annotated, Any

import typer

from plainsight.app.casework.appeal_restriction import (
    decide_appeal,
    receive_appeal,
    release_appeal,
    take_appeal,
    withdraw_appeal,
)
from plainsight.app.casework.restrict_account import answer_restriction, propose_restriction
from plainsight.casework.appeal import Appeal
from plainsight.casework.restriction import Measure, Restriction
from plainsight.cli.staff_options import StaffTurn, staffed
from plainsight.cli.turn import tell_line
from plainsight.feeds.policy.reviews_yaml import load_review_policy

RestrictionId = Annotated[str, typer.Argument(help="The restriction's id, rs_...")]
AppealId = Annotated[str, typer.Argument(help="The appeal's id, ap_...")]


app = typer.Typer()


def _tell_restriction(restriction: Restriction, *, as_json: bool) -> None:
    shown: dict[str, Any] = {
        "restriction_id": restriction.restriction_id,
        "measure": restriction.measure.value,
        "force": restriction.force.value,
    }
    tell_line((shown, f"{restriction.restriction_id}: {restriction.force.value}"), as_json=as_json)


@app.command()
@staffed(_tell_restriction)
def restrict(
    turn: StaffTurn,
    alert_id: Annotated[str, typer.Argument(help="The decided alert behind it, al_...")],
    account: Annotated[str, typer.Option(help="The account it is about.")],
    measure: Annotated[Measure, typer.Option(help="What is to be done.")],
    reason: Annotated[list[str], typer.Option("--reason", help="A reason of the list.")],
    subject: Annotated[str, typer.Option(help="The post or group; needed to act on one.")] = "",
) -> Restriction:
    """Propose a measure against an account; nothing happens until another person approves it.

    Example:

      plainsight queue restrict al_4f0c --account acc-1 --measure post_removed
      --subject forum/p1 --reason recruits_mules --by ana
    """
    return propose_restriction(
        turn.store,
        account,
        measure,
        reason_ids=reason,
        subject=subject,
        alert_id=alert_id,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )


@app.command()
@staffed(_tell_restriction)
def answer(
    turn: StaffTurn,
    restriction_id: RestrictionId,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help="Yes or no.")] = True,
) -> Restriction:
    """Approve or refuse what another person proposed. Needs the role SNR.

    Example:

      plainsight queue answer rs_91ab --approve --by sol --role SNR
    """
    return answer_restriction(
        turn.store, restriction_id, is_approved=approve, actor=turn.actor, now=turn.now
    )


def _tell_appeal(received: Appeal, *, as_json: bool) -> None:
    shown: dict[str, Any] = {
        "appeal_id": received.appeal_id,
        "restriction_id": received.restriction_id,
        "stand": received.stand.value,
    }
    tell_line((shown, f"{received.appeal_id}: {received.stand.value}"), as_json=as_json)


@app.command()
@staffed(_tell_appeal)
def appeal(
    turn: StaffTurn,
    restriction_id: RestrictionId,
    account: Annotated[str, typer.Option(help="The account whose holder appeals.")],
    text: Annotated[str, typer.Option(help="What they say.")],
) -> Appeal:
    """Take in an appeal of the account's holder. Needs the role SUP.

    Example:

      plainsight queue appeal rs_91ab --account acc-1 --text "I sell phones" --by sue --role SUP
    """
    return receive_appeal(
        turn.store, restriction_id, account_id=account, text=text, actor=turn.actor, now=turn.now
    )


@app.command("take-appeal")
@staffed(_tell_appeal)
def take(turn: StaffTurn, appeal_id: AppealId) -> Appeal:
    """Take an appeal that you had no part in. Needs the role SNR.

    Example:

      plainsight queue take-appeal ap_77cd --by eva --role SNR
    """
    return take_appeal(turn.store, appeal_id, actor=turn.actor, now=turn.now)


@app.command("release-appeal")
@staffed(_tell_appeal)
def release(turn: StaffTurn, appeal_id: AppealId) -> Appeal:
    """Give back an appeal that you had taken. Needs the role SNR.

    Example:

      plainsight queue release-appeal ap_77cd --by eva --role SNR
    """
    return release_appeal(turn.store, appeal_id, actor=turn.actor, now=turn.now)


@app.command("withdraw-appeal")
@staffed(_tell_appeal)
def withdraw(turn: StaffTurn, appeal_id: AppealId) -> Appeal:
    """Note that the account's holder took the appeal back. Needs the role SUP.

    Example:

      plainsight queue withdraw-appeal ap_77cd --by sup --role SUP
    """
    return withdraw_appeal(turn.store, appeal_id, actor=turn.actor, now=turn.now)


@app.command("decide-appeal")
@staffed(_tell_appeal)
def decide(
    turn: StaffTurn,
    appeal_id: AppealId,
    answer_text: Annotated[str, typer.Option("--answer", help="What the holder is told.")],
    reason: Annotated[str, typer.Option("--reason", help="A reason of the list.")],
    overturn: Annotated[
        bool, typer.Option("--overturn/--uphold", help="Lift the restriction, or let it stand.")
    ] = False,
) -> Appeal:
    """Decide an appeal; overturning lifts the restriction and opens the alert again.

    Example:

      plainsight queue decide-appeal ap_77cd --overturn --reason was_wrong --answer "Lifted."
      --by eva --role SNR
    """
    return decide_appeal(
        turn.store,
        appeal_id,
        is_overturned=overturn,
        reason_id=reason,
        answer=answer_text,
        actor=turn.actor,
        policy=load_review_policy(),
        now=turn.now,
    )
