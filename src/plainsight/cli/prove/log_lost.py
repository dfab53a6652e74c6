"""plainsight log lost: what has to be done again after a restore."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight.app.prove.list_lost import list_lost
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing, words
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.model.time import format_instant
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
    and is named with its entry, to be done again. The rest is counted by tag. Verify the export
    first, with plainsight verify.

    Example:

      plainsight log lost exports/2026-11-21/
    """
    with opened_records(records) as store:
        found = list_lost(store, ExportFolder(export))
    if as_json:
        print_json(
            {
                "taken_away": [
                    {
                        "index": each.index,
                        "at": format_instant(each.at),
                        "tag": each.tag,
                        "subject": each.subject,
                    }
                    for each in found.taken_away
                ],
                "others": found.others,
            }
        )
        return
    listing = Listing("entry", "at", "what", words("of"))
    for each in found.taken_away:
        listing.add(f"{each.index:,}", f"{each.at:%Y-%m-%d %H:%M}", each.tag, each.subject)
    if found.taken_away:
        console().print("taken away or changed since the backup; do each again:")
        listing.show()
    rest = ", ".join(f"{tag} {count:,}" for tag, count in found.others.items())
    count = counted(sum(found.others.values()), "other entry", "other entries")
    console().print(f"lost beside them: {count}{f' ({rest})' if rest else ''}", soft_wrap=True)
