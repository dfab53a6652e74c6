"""plainsight backup: a copy of the records while they are in use."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl
from plainsight.cli.screen import console, print_json


def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Copy the records and what the audit log must be when they are restored.

    The server may go on working. Keys are not in it: keep the log's key apart.

    Example:

      plainsight backup backups/2026-11-21 --records sqlite:///plainsight.db
    """
    manifest = wiring.backup_records(records, folder)
    if as_json:
        print_json(
            {"folder": str(folder), "log_size": manifest.log_size, "sha256": manifest.sha256}
        )
        return
    console().print(f"{folder}: {manifest.kind}, {manifest.log_size:,} log entries", soft_wrap=True)
