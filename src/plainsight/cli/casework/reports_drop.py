"""plainsight reports drop: the decision that no SAR is filed, with its reason."""

from typing import Annotated

import typer

from plainsight.app.casework.leave_unfiled import Left, leave_unfiled
from plainsight.cli.casework.reports_options import filing_officer
from plainsight.cli.screen import console, print_json
from plainsight.cli.staff_options import StaffTurn
from plainsight.cli.turn import acting_as

app = typer.Typer()


def _tell(done: tuple[str, Left], *, as_json: bool) -> None:
    named, left = done
    if as_json:
        print_json({"decision_id": left.decision_id, "alert_ids": list(left.alert_ids)})
        return
    many = "clock" if len(left.alert_ids) == 1 else "clocks"
    console().print(
        f"{named}: not filed; ends {len(left.alert_ids)} {many}", markup=False, soft_wrap=True
    )


@app.command()
@acting_as(filing_officer, _tell)
def drop(
    turn: StaffTurn,
    named: Annotated[
        str,
        typer.Argument(help="A draft, a case or an alert, by id or reference.", show_default=False),
    ],
    why: Annotated[str, typer.Option(help="Why no SAR is filed; kept with the decision.")],
) -> tuple[str, Left]:
    """Decide that no SAR is filed, and why: of a draft, or of what nobody drafted one of.

    Ends the clocks that `plainsight reports due` tells. Only a filing officer may do this, and not
    for an alert they found suspicious themselves. What grows and is found suspicious anew is due
    again.

    Example:

      plainsight reports drop CASE-2026-000001 --by fil --why "payroll of a licensed employer"
    """
    return named, leave_unfiled(turn.store, named, why=why, actor=turn.actor, now=turn.now)
