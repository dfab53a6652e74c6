"""How a legal request is shown: one row, without the people in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from plainsight.app.respond.stored import Actor, StoredRequest
from plainsight.cli.listing import Listing
from plainsight.cli.offered import request_references
from plainsight.cli.screen import console, minute, print_json
from plainsight.cli.write_file import write_whole
from plainsight.errors import CannotWrite
from plainsight.model.person_id import person_id, seen
from plainsight.model.time import format_instant
from plainsight.respond.clock import ResponseClock
from plainsight.respond.states import Role

Reference = Annotated[
    str,
    typer.Argument(help="LER-2026-000123, or the request's id.", autocompletion=request_references),
]
Department = Annotated[
    str, typer.Option("--department", help="Your department: two approvers are of different ones.")
]
Words = Annotated[str, typer.Option("--words", help="What is said; kept sealed with the request.")]


def actor(by: str, role: Role, department: str = "", *, option: str = "--by") -> Actor:
    """Whoever takes a step here. Raises BadValue naming the option when the id names nobody."""
    # An officer's id stands in the registry as it was enrolled; it is no duty of the house.
    own = seen(by) if role is Role.REQUESTER else ""
    return Actor(actor_id=own or person_id(by, field=option), role=role, department=department)


def request_row(stored: StoredRequest) -> dict[str, Any]:
    """Where it stands, for machines."""
    return {
        "reference": stored.reference,
        "request_id": stored.request_id,
        "instrument": stored.request.instrument_id,
        "received_at": format_instant(stored.received_at),
        "is_emergency": stored.request.is_emergency,
        "authenticity": stored.state.authenticity.value,
        "holding": stored.state.holding.value,
        "production": stored.state.production.value,
        "notice": stored.state.notice.value,
        "cross_border": stored.state.cross_border.value,
        "duplicate_of": stored.duplicate_of,
        "is_erased": stored.is_erased,
    }


def said(state: str) -> str:
    """A state, step or kind as people write it."""
    return str(state).replace("_", " ")


def show_standing(screen: Console, stored: StoredRequest, clocks: Sequence[ResponseClock]) -> None:
    """Where a legal request stands, and what is due when."""
    state = stored.state
    screen.print(Text(f"{stored.reference}  {stored.request.instrument_id}", style="bold"))
    emergency = ", an emergency" if stored.request.is_emergency else ""
    rows = {
        "id": stored.request_id,
        "received": f"{minute(stored.received_at)} UTC{emergency}",
        "requester": said(state.authenticity),
        "hold": said(state.holding),
        "production": said(state.production),
        "notice to user": said(state.notice),
        "cross-border": said(state.cross_border),
    }
    if stored.duplicate_of is not None:
        rows["same document as"] = stored.duplicate_of
    if stored.is_erased:
        rows["erased"] = "what it said about people is gone; its steps and proofs stay"
    for clock in clocks:
        end = "open" if clock.answered_at is None else f"answered {minute(clock.answered_at)}"
        times = clock.run_number - 1
        again = "" if not times else ", owed again" if times == 1 else f", owed again {times} times"
        rows[f"{said(clock.kind)} clock{again}"] = f"due {minute(clock.due_at)}, {end}"
    listing = Listing("", "")
    for name, value in rows.items():
        listing.add(Text(f"  {name}", style="dim"), value)
    listing.show(screen)


def tell_step(stored: StoredRequest, *, as_json: bool, says: str = "") -> None:
    """Say where a legal request stands after a step."""
    if as_json:
        print_json({**request_row(stored), "says": says})
        return
    state = stored.state
    console().print(
        f"{stored.reference}  {said(state.production)}, requester {said(state.authenticity)}, "
        f"hold {said(state.holding)}",
        markup=False,
        soft_wrap=True,
    )
    if says:
        console().print(f"  {says}", markup=False, soft_wrap=True)


def write_released(path: Path, sealed: bytes, *, reference: str, officer_id: str) -> None:
    """Write a copy of what left. Raises CannotWrite that says that it did, and how to take it."""
    try:
        write_whole(path, sealed)
    except CannotWrite as error:
        # Never the bare error: it would read as if nothing had left.
        raise CannotWrite(
            error.path,
            f"{error.reason}; it is released all the same: take it with "
            f"`plainsight requests fetch {reference} --officer {officer_id}`",
        ) from None
