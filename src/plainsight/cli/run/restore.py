"""plainsight restore: put a backup back, and verify the audit log in it."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.turn import By
from plainsight.model.person_id import person_id


def restore(
    folder: Annotated[
        Path, typer.Argument(help="The backup's folder.", exists=True, file_okay=False)
    ],
    by: By,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Restore to where nothing stands yet, and compute the log's root again from its entries.

    Nobody signs the restored log before `plainsight log resume` compared it with a checkpoint that
    was kept elsewhere: entries signed after the backup are not in it. Tokens are revoked, sessions
    and unused links ended: a backup cannot tell which of them were taken away since.

    On PostgreSQL: into an empty database, as its owner; then run plainsight migrate once more.

    Example:

      plainsight restore backups/2026-11-21 --by ada --records sqlite:///restored.db
    """
    restored = wiring.restore_records(folder, records, actor=person_id(by, field="--by"))
    manifest, ended = restored.manifest, restored.ended
    if as_json:
        print_json(
            {
                "log_size": manifest.log_size,
                "verified": True,
                "made_at": manifest.made_at,
                "tokens_revoked": ended.tokens,
                "sign_ins_ended": ended.sign_ins,
            }
        )
        return
    console().print(
        f"restored: {manifest.log_size:,} log entries, verified against the backup's root"
    )
    tokens = counted(ended.tokens, "token")
    sign_ins = counted(ended.sign_ins, "session or link", "sessions and links")
    console().print(
        f"of the backup {tokens} and {sign_ins} let nobody in any more; who was put out since, or "
        "lost a passkey, stands again: plainsight people list, plainsight log lost EXPORT",
        soft_wrap=True,
    )
    console().print(
        "next: plainsight log resume --since CHECKPOINT --by YOU, with the newest that anybody "
        "keeps; until then nobody signs this log",
        soft_wrap=True,
    )
