"""plainsight requests documents: what came with a legal request, read by whoever judges it."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from plainsight import wiring
from plainsight.app.respond.honey_case import open_request
from plainsight.app.respond.request_documents import CameDocument, documents_of, open_document
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.respond.request_view import Reference, actor
from plainsight.cli.screen import console, minute, print_json, visible
from plainsight.cli.turn import By
from plainsight.cli.write_file import write_within
from plainsight.model.time import format_instant
from plainsight.respond.states import Role


class Reader(StrEnum):
    """Whose duty it is to read them."""

    VERIFIER = "verifier"
    COUNSEL = "counsel"
    APPROVER = "approver"


_ROLES = {
    Reader.VERIFIER: Role.VERIFIER,
    Reader.COUNSEL: Role.COUNSEL,
    Reader.APPROVER: Role.APPROVER,
}


app = typer.Typer()


@app.command()
def documents(
    reference: Reference,
    by: By,
    reader: Annotated[Reader, typer.Option("--as", help="The duty in which you read them.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write them into.")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write a legal request's documents into a folder. Each that you read is logged.

    A stranger wrote them: open them where nothing can run.

    Example:

      plainsight requests documents LER-2026-000123 --by vera --as verifier --out order/
    """
    role, now = _ROLES[reader], wiring.read_clock()
    written = list[tuple[CameDocument, str]]()
    with opened_records(records) as store:
        stored = open_request(store, reference, actor=actor(by, role), now=now)
        with store.read() as view:
            came = documents_of(view, stored)
        for each in came if not stored.is_erased else ():
            if each.is_kept:
                opened = open_document(
                    store, stored.request_id, each.digest, actor=actor(by, role), now=now
                )
                write_within(out, opened.name, opened.content)
                written.append((each, opened.name))
    if as_json:
        print_json([{**document_row(each), "file": str(out / name)} for each, name in written])
        return
    screen = console()
    for each, name in written:
        said = f"{out / name}  {visible(each.name)}"
        screen.print(said, markup=False, soft_wrap=True)
    kept = len(written)
    if kept < len(came):
        screen.print(f"{len(came) - kept} more came before or were erased; see requests show")
    elif not came:
        screen.print("no document came with it")


def document_row(document: CameDocument) -> dict[str, Any]:
    """One document for machines."""
    return {
        "digest": document.digest,
        "name": document.name,
        "media_type": document.media_type,
        "at": format_instant(document.at),
        "came_with": document.came_with or None,
    }


def show_documents(screen: Console, came: Sequence[CameDocument]) -> None:
    """Which documents came; nothing where none did."""
    if not came:
        return
    listing = Listing("document", "kind", "SHA-256", "received")
    for each in came:
        name = visible(each.name) or "document"
        if each.came_with:
            name = f"{name} (came before with {each.came_with})"
        listing.add(name, each.media_type, each.digest[:16], minute(each.at))
    listing.show(screen)
