"""plainsight queue skips: who gave which alerts back, and why."""

from collections.abc import Sequence
from typing import Annotated

import typer

from plainsight.app.casework.list_queue import PAGE_MAX, list_skips
from plainsight.app.casework.stored import Skip
from plainsight.cli.listing import Listing, words
from plainsight.cli.screen import console, minute, print_json
from plainsight.cli.staff_options import StaffTurn, staffed
from plainsight.model.time import format_instant

app = typer.Typer()


def _tell_skips(found: Sequence[Skip], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "alert_id": skip.alert_id,
                    "staff_id": skip.staff_id,
                    "reason": skip.reason_id,
                    "note": skip.note,
                    "skipped_at": format_instant(skip.skipped_at),
                }
                for skip in found
            ]
        )
        return
    if not found:
        console().print("nothing was skipped")
        return
    listing = Listing("alert", "when", "by", "reason", words("note"))
    for skip in found:
        listing.add(
            skip.alert_id, minute(skip.skipped_at), skip.staff_id, skip.reason_id, skip.note
        )
    listing.show()


@app.command()
@staffed(_tell_skips)
def skips(
    turn: StaffTurn,
    of: Annotated[
        str | None, typer.Option(help="Only this person's; one's own need no further role.")
    ] = None,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=PAGE_MAX)] = 20,
) -> Sequence[Skip]:
    """List the alerts that were skipped, the latest first. All of them: role RQA or SNR.

    Examples:

      plainsight queue skips --of ana --by ana

      plainsight queue skips --by qui --role RQA
    """
    return list_skips(turn.store, staff_id=of, count_max=top, actor=turn.actor)
