"""plainsight queue restrictions and appeals: what their other commands take an id of."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from plainsight.app.casework.appeal_restriction import list_appeals
from plainsight.app.casework.list_queue import PAGE_MAX
from plainsight.app.casework.restrict_account import list_restrictions
from plainsight.app.casework.restriction_basis import SeenRestriction
from plainsight.casework.appeal import Appeal, AppealStand
from plainsight.casework.restriction import Force
from plainsight.cli.listing import Listing, words
from plainsight.cli.screen import console, minute, print_json
from plainsight.cli.staff_options import StaffTurn, staffed
from plainsight.model.time import format_instant

Top = Annotated[int, typer.Option(help="How many at most.", min=1, max=PAGE_MAX)]


app = typer.Typer()


def _tell_restrictions(found: Sequence[SeenRestriction], *, as_json: bool) -> None:
    if as_json:
        print_json([_restriction_json(each) for each in found])
        return
    listing = Listing(
        "restriction",
        "proposed",
        "by",
        "account",
        "measure",
        "stands",
        "alert",
        words("rests on"),
        words("reasons"),
    )
    _show(listing, "restriction", [_restriction_row(each) for each in found])


@app.command()
@staffed(_tell_restrictions)
def restrictions(
    turn: StaffTurn,
    account: Annotated[str | None, typer.Option(help="Only those of this account.")] = None,
    force: Annotated[Force | None, typer.Option(help="Only those that stand so.")] = None,
    top: Top = 20,
) -> Sequence[SeenRestriction]:
    """List measures against accounts, the latest first, with the ids that answer and appeal take.

    Each names the alert or case behind it, how that was decided, and the reasons given.

    Example:

      plainsight queue restrictions --force proposed --by sol --role SNR
    """
    return list_restrictions(
        turn.store, force=force, account_id=account, count_max=top, actor=turn.actor, now=turn.now
    )


def _tell_appeals(found: Sequence[Appeal], *, as_json: bool) -> None:
    if as_json:
        print_json([_appeal_json(each) for each in found])
        return
    listing = Listing("appeal", "received", "account", "stands", "held by", words("says"))
    _show(listing, "appeal", [_appeal_row(each) for each in found])


@app.command()
@staffed(_tell_appeals)
def appeals(
    turn: StaffTurn,
    stand: Annotated[AppealStand | None, typer.Option(help="Only those that stand so.")] = None,
    top: Top = 20,
) -> Sequence[Appeal]:
    """List appeals, those that wait first, with the ids that take-appeal and its like take.

    Example:

      plainsight queue appeals --stand received --by eva --role SNR
    """
    return list_appeals(turn.store, stand=stand, count_max=top, actor=turn.actor)


def _show(listing: Listing, what: str, rows: Sequence[Sequence[str]]) -> None:
    """What there is, or a line that there is none."""
    for row in rows:
        listing.add(*row)
    if rows:
        listing.show()
    else:
        console().print(f"no {what}")


def _rests_on(seen: SeenRestriction) -> str:
    """How the alert behind it stands, or that it rests on a case; and whether it fits."""
    each = seen.restriction
    if each.alert_id is None:
        stands = "a case"
    else:
        stands = "undecided" if seen.outcome is None else seen.outcome.value
    return stands if seen.is_about_account else f"{stands}, not about this account"


def _restriction_row(seen: SeenRestriction) -> tuple[str, ...]:
    each = seen.restriction
    return (
        each.restriction_id,
        minute(each.proposed_at),
        each.proposed_by,
        each.account_id,
        each.measure.value,
        each.force.value,
        each.alert_id or each.case_id or "",
        _rests_on(seen),
        ", ".join(each.reason_ids),
    )


def _appeal_row(each: Appeal) -> tuple[str, ...]:
    return (
        each.appeal_id,
        minute(each.received_at),
        each.account_id,
        each.stand.value,
        each.holder_id or "",
        each.text,
    )


def _restriction_json(seen: SeenRestriction) -> dict[str, Any]:
    each = seen.restriction
    return {
        "restriction_id": each.restriction_id,
        "account_id": each.account_id,
        "measure": each.measure.value,
        "subject": each.subject,
        "alert_id": each.alert_id,
        "case_id": each.case_id,
        "outcome": None if seen.outcome is None else seen.outcome.value,
        "is_about_account": seen.is_about_account,
        "reasons": list(each.reason_ids),
        "force": each.force.value,
        "proposed_by": each.proposed_by,
        "proposed_at": format_instant(each.proposed_at),
        "answered_by": each.approved_by,
        "answered_at": None if each.approved_at is None else format_instant(each.approved_at),
        "lifted_by": each.lifted_by,
        "lifted_at": None if each.lifted_at is None else format_instant(each.lifted_at),
    }


def _appeal_json(each: Appeal) -> dict[str, Any]:
    return {
        "appeal_id": each.appeal_id,
        "restriction_id": each.restriction_id,
        "account_id": each.account_id,
        "text": each.text,
        "received_at": format_instant(each.received_at),
        "stand": each.stand.value,
        "holder": each.holder_id,
        "decided_by": each.decided_by,
        "decided_at": None if each.decided_at is None else format_instant(each.decided_at),
        "reason": each.reason_id,
        "answer": each.answer,
    }
