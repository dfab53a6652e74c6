"""plainsight log lost: what has to be done again after a restore."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from plainsight.app.prove.list_lost import list_lost
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.model.fact import JsonValue
from plainsight.model.time import format_instant
from plainsight.prove.entry import Entry
from plainsight.stores.prove.export_folder import ExportFolder

app = typer.Typer()


@app.command()
def lost(
    export: Annotated[
        Path,
        typer.Argument(
            help="The newest export of the log before the restore.", exists=True, file_okay=False
        ),
    ],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """List what the log told after the backup: a restored log has lost it, and what it did.

    A token that was revoked since, a case that was erased, a person put out: each stands again,
    and is named with its entry, to be done again. So are a legal request, a hold, a package or a
    report: an officer or a user has it in writing. The rest is counted by tag. Verify the export
    first, with plainsight verify.

    Example:

      plainsight log lost exports/2026-11-21/
    """
    with opened_records(records) as store:
        found = list_lost(store, ExportFolder(export))
    if as_json:
        print_json(
            {
                "taken_away": [_told(each) for each in found.taken_away],
                "owed": [_told(each) for each in found.owed],
                "others": found.others,
            }
        )
        return
    _list("taken away or changed since the backup; do each again:", found.taken_away)
    _list(
        "somebody outside has these in writing; enter each again, from them if need be:", found.owed
    )
    rest = ", ".join(f"{tag} {count:,}" for tag, count in found.others.items())
    count = counted(sum(found.others.values()), "other entry", "other entries")
    console().print(f"lost beside them: {count}{f' ({rest})' if rest else ''}", soft_wrap=True)


def _told(entry: Entry) -> dict[str, JsonValue]:
    return {
        "index": entry.index,
        "at": format_instant(entry.at),
        "tag": entry.tag,
        "subject": entry.subject,
        "known_as": _known_as(entry),
    }


def _list(what: str, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    listing = Listing("entry", "at", "what", words("of"), words("known as"))
    for each in entries:
        at = f"{each.at:%Y-%m-%d %H:%M}"
        listing.add(f"{each.index:,}", at, each.tag, each.subject, _known_as(each))
    console().print(what)
    listing.show()


def _known_as(entry: Entry) -> str:
    """What it was called in a receipt, or the legal request that it belongs to."""
    return str(entry.body.get("reference") or entry.body.get("request") or "")
