"""plainsight requests: receive legal requests, list them, see one with its custody record."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from plainsight import Desk, wiring
from plainsight.app.ports import Records
from plainsight.app.respond.desk_stored import Statement
from plainsight.app.respond.honey_case import open_request
from plainsight.app.respond.receive_request import Receipt
from plainsight.app.respond.request_documents import documents_of
from plainsight.app.respond.stored import StoredMove
from plainsight.cli.demo import desk as demo_desk
from plainsight.cli.json_option import AsJson, AsJsonLines
from plainsight.cli.listing import Listing
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond import (
    request_border,
    request_closing,
    request_documents,
    request_judging,
    request_release,
    request_reports,
)
from plainsight.cli.respond.request_documents import document_row, show_documents
from plainsight.cli.respond.request_view import Reference, actor, request_row, said, show_standing
from plainsight.cli.screen import console, counted, minute, print_json, visible
from plainsight.cli.turn import By
from plainsight.model.time import format_instant
from plainsight.respond.clock import ResponseClock
from plainsight.respond.states import Role

SHOWN_MAX = 1_000

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Receive, list and answer legal requests."
)


@app.command()
def receive(
    file: Annotated[
        Path, typer.Argument(help="The legal request as JSON.", exists=True, dir_okay=False)
    ],
    by: By,
    attach: Annotated[
        list[Path] | None,
        typer.Option(help="The signed instrument; repeat for more.", exists=True, dir_okay=False),
    ] = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Receive a legal request: its clocks start and what it names is held, at once.

    What cannot be read is refused with every field and its mend, and the refusal is logged.

    Example:

      plainsight requests receive request.json --attach order.pdf --by ines
    """
    with Desk(records, by=by) as desk:
        receipt = desk.receive(file, attach=attach or ())
    if as_json:
        print_json(
            {
                **request_row(receipt.stored),
                "holds": [hold.hold_id for hold in receipt.holds],
                "named_nobody": [
                    {"kind": each.kind.value, "value": each.value} for each in receipt.unnamed
                ],
                "nothing_held_because": receipt.nothing_because,
                "due": {c.kind.value: format_instant(c.due_at) for c in receipt.clocks},
            }
        )
        return
    screen = console()
    screen.print(Text(f"{receipt.stored.reference} received", style="bold"))
    _tell_held(receipt)
    for clock in receipt.clocks:
        screen.print(f"  {clock.kind.value} due {format_instant(clock.due_at)}")
    if receipt.stored.duplicate_of:
        screen.print("  the same document came before: look at both", style="bold red")


def _tell_held(receipt: Receipt) -> None:
    screen = console()
    screen.print(f"  {counted(len(receipt.holds), 'account')} held")
    if receipt.nothing_because:
        screen.print(
            f"  nothing was looked up: {visible(receipt.nothing_because)}",
            style="bold red",
            markup=False,
        )
    for each in receipt.unnamed:
        screen.print(
            f"  no account: {each.kind.value} {visible(each.value)}", style="red", markup=False
        )


@app.command("list")
def list_requests(
    records: RecordsUrl = None,
    top: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    as_json: AsJsonLines = False,
) -> None:
    """List legal requests, the latest first; of the people in them nothing is shown.

    Example:

      plainsight requests list --top 50
    """
    with opened_records(records) as store, store.read() as view:
        found = view.desk.requests.newest(count_max=top)
    if as_json:
        for stored in found:
            print_json(request_row(stored))
        return
    listing = Listing("reference", "instrument", "received", "authenticity", "hold", "production")
    for stored in found:
        listing.add(
            stored.reference,
            stored.request.instrument_id,
            minute(stored.received_at),
            *map(said, (stored.state.authenticity, stored.state.holding)),
            "erased" if stored.is_erased else said(stored.state.production),
        )
    listing.show()


@app.command()
def show(
    reference: Reference,
    by: By,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show where a legal request stands, its clocks, and who did what. That you looked is logged.

    Example:

      plainsight requests show LER-2026-000123 --by ines
    """
    with opened_records(records) as store:
        stored = open_request(
            store, reference, actor=actor(by, Role.INTAKE), now=wiring.read_clock()
        )
        moves, clocks, statements = _told(store, stored.request_id)
        with store.read() as view:
            documents = documents_of(view, stored)
    if as_json:
        print_json(
            {
                **request_row(stored),
                "custody": [
                    {"step": m.number, "command": m.command, "at": format_instant(m.at)}
                    for m in moves
                ],
                "documents": [document_row(each) for each in documents],
                "statements": [
                    {"kind": s.kind.value, "at": format_instant(s.at), **s.body} for s in statements
                ],
            }
        )
        return
    screen = console()
    show_standing(screen, stored, clocks)
    listing = Listing("step", "what", "role", "at")
    for move in moves:
        listing.add(str(move.number), said(move.command), move.role, minute(move.at))
    listing.show(screen)
    show_documents(screen, documents)
    for each in statements:
        screen.print(f"  {said(each.kind)}  {minute(each.at)}", style="dim")


def _told(
    store: Records, request_id: str
) -> tuple[tuple[StoredMove, ...], tuple[ResponseClock, ...], tuple[Statement, ...]]:
    with store.read() as view:
        return (
            view.desk.requests.moves(request_id),
            view.desk.clocks.of_request(request_id),
            view.desk.statements.of_request(request_id),
        )


for part in (
    request_judging,
    request_documents,
    request_release,
    request_closing,
    request_border,
    request_reports,
    demo_desk,
):
    app.add_typer(part.app)
