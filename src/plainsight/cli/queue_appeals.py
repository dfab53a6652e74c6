"""plainsight queue restrict, answer, appeal and their like: two people, and then a third."""

from typing import Annotated, Any

import typer

from plainsight import wiring
from plainsight.app.appeal_restriction import (
    decide_appeal,
    receive_appeal,
    release_appeal,
    take_appeal,
    withdraw_appeal,
)
from plainsight.app.restrict_account import answer_restriction, propose_restriction
from plainsight.casework.appeal import Appeal
from plainsight.casework.restriction import Measure, Restriction
from plainsight.cli.log_options import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, print_json
from plainsight.cli.staff_options import Roles, Who, acting
from plainsight.feeds.reviews_yaml import load_review_policy

RestrictionId = Annotated[str, typer.Argument(help="The restriction's id, rs_...")]
AppealId = Annotated[str, typer.Argument(help="The appeal's id, ap_...")]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    for name, command in (
        ("restrict", restrict),
        ("answer", answer),
        ("appeal", appeal),
        ("take-appeal", take),
        ("release-appeal", release),
        ("withdraw-appeal", withdraw),
        ("decide-appeal", decide),
    ):
        app.command(name)(command)


def restrict(
    alert_id: Annotated[str, typer.Argument(help="The decided alert behind it, al_...")],
    account: Annotated[str, typer.Option(help="The account it is about.")],
    measure: Annotated[Measure, typer.Option(help="What is to be done.")],
    reason: Annotated[list[str], typer.Option("--reason", help="A reason of the list.")],
    by: Who,
    subject: Annotated[str, typer.Option(help="The post or group, for a part.")] = "",
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Propose a measure against an account; nothing happens until another person approves it.

    Example:

      plainsight queue restrict al_4f0c --account acc-1 --measure post_removed
      --reason recruits_mules --by ana
    """
    with opened_records(records) as store:
        proposed = propose_restriction(
            store,
            account,
            measure,
            reason_ids=reason,
            subject=subject,
            alert_id=alert_id,
            actor=acting(by, roles),
            policy=load_review_policy(),
            now=wiring.read_clock(),
        )
    _say_restriction(proposed, as_json=as_json)


def answer(
    restriction_id: RestrictionId,
    by: Who,
    approve: Annotated[bool, typer.Option("--approve/--refuse", help="Yes or no.")] = True,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Approve or refuse what another person proposed. Needs the role SNR.

    Example:

      plainsight queue answer rs_91ab --approve --by sol --role SNR
    """
    with opened_records(records) as store:
        answered = answer_restriction(
            store,
            restriction_id,
            is_approved=approve,
            actor=acting(by, roles),
            now=wiring.read_clock(),
        )
    _say_restriction(answered, as_json=as_json)


def appeal(
    restriction_id: RestrictionId,
    account: Annotated[str, typer.Option(help="The account whose holder appeals.")],
    text: Annotated[str, typer.Option(help="What they say.")],
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take in an appeal of the account's holder. Needs the role SUP.

    Example:

      plainsight queue appeal rs_91ab --account acc-1 --text "I sell phones" --by sue --role SUP
    """
    with opened_records(records) as store:
        received = receive_appeal(
            store,
            restriction_id,
            account_id=account,
            text=text,
            actor=acting(by, roles),
            now=wiring.read_clock(),
        )
    _say_appeal(received, as_json=as_json)


def take(
    appeal_id: AppealId,
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take an appeal that you had no part in. Needs the role SNR.

    Example:

      plainsight queue take-appeal ap_77cd --by eva --role SNR
    """
    with opened_records(records) as store:
        taken = take_appeal(store, appeal_id, actor=acting(by, roles), now=wiring.read_clock())
    _say_appeal(taken, as_json=as_json)


def release(
    appeal_id: AppealId,
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Give back an appeal that you had taken. Needs the role SNR.

    Example:

      plainsight queue release-appeal ap_77cd --by eva --role SNR
    """
    with opened_records(records) as store:
        freed = release_appeal(store, appeal_id, actor=acting(by, roles), now=wiring.read_clock())
    _say_appeal(freed, as_json=as_json)


def withdraw(
    appeal_id: AppealId,
    by: Who,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Note that the account's holder took the appeal back. Needs the role SUP.

    Example:

      plainsight queue withdraw-appeal ap_77cd --by sup --role SUP
    """
    with opened_records(records) as store:
        ended = withdraw_appeal(store, appeal_id, actor=acting(by, roles), now=wiring.read_clock())
    _say_appeal(ended, as_json=as_json)


def decide(
    appeal_id: AppealId,
    answer_text: Annotated[str, typer.Option("--answer", help="What the holder is told.")],
    reason: Annotated[str, typer.Option("--reason", help="A reason of the list.")],
    by: Who,
    overturn: Annotated[
        bool, typer.Option("--overturn/--uphold", help="Lift the restriction, or let it stand.")
    ] = False,
    roles: Roles = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Decide an appeal; overturning lifts the restriction and opens the alert again.

    Example:

      plainsight queue decide-appeal ap_77cd --overturn --reason was_wrong --answer "Lifted."
      --by eva --role SNR
    """
    with opened_records(records) as store:
        decided = decide_appeal(
            store,
            appeal_id,
            is_overturned=overturn,
            reason_id=reason,
            answer=answer_text,
            actor=acting(by, roles),
            policy=load_review_policy(),
            now=wiring.read_clock(),
        )
    _say_appeal(decided, as_json=as_json)


def _say_restriction(restriction: Restriction, *, as_json: bool) -> None:
    shown: dict[str, Any] = {
        "restriction_id": restriction.restriction_id,
        "measure": restriction.measure.value,
        "force": restriction.force.value,
    }
    _say(shown, f"{restriction.restriction_id}: {restriction.force.value}", as_json=as_json)


def _say_appeal(received: Appeal, *, as_json: bool) -> None:
    shown: dict[str, Any] = {
        "appeal_id": received.appeal_id,
        "restriction_id": received.restriction_id,
        "stand": received.stand.value,
    }
    _say(shown, f"{received.appeal_id}: {received.stand.value}", as_json=as_json)


def _say(shown: dict[str, Any], line: str, *, as_json: bool) -> None:
    if as_json:
        print_json(shown)
    else:
        console().print(line)
