"""plainsight log continue: go on under another name after the log's key is lost."""

from pathlib import Path
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.prove.continue_log import continue_log
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import read_verifier_key
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import print_json
from plainsight.cli.turn import By
from plainsight.model.person_id import person_id
from plainsight.prove.note import KeyKind

app = typer.Typer()


@app.command("continue")
def go_on(
    new_key: Annotated[
        Path,
        typer.Argument(
            help="The new private key, made with `plainsight log key` under another name.",
            dir_okay=False,
        ),
    ],
    lost: Annotated[
        Path,
        typer.Option(
            "--lost", help="The public half of the key that is lost.", exists=True, dir_okay=False
        ),
    ],
    by: By,
    agreed_by: Annotated[
        str, typer.Option("--agreed-by", help="Staff id of the second person who agrees.")
    ],
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Go on after the log's key is LOST: the same entries, under another name and key.

    Where the key is still there, use `plainsight log rotate-key`: nobody has to pin anything anew.
    Here everybody has. The old log ends with its last checkpoint; an entry says which log the new
    one continues, and that the old key did not sign it. Whoever pinned the old key is not led on;
    whoever pins the new one and kept a checkpoint of the old log finds that it is contained:
    plainsight verify export/ --key new.pub --since old-checkpoint.txt

    Examples:

      plainsight log key new.key --name audit.example.com/plainsight-2 > new.pub

      plainsight log continue new.key --lost log.pub --by ada --agreed-by ben
    """
    actor, second = person_id(by, field="--by"), person_id(agreed_by, field="--agreed-by")
    gone = read_verifier_key(lost, kind=KeyKind.NOTE, option="--lost")
    new = wiring.load_signer(new_key)
    with opened_records(records) as store:
        done = continue_log(
            store, lost=gone, new=new, actor=actor, second=second, now=wiring.read_clock()
        )
    told = done.continuation
    if as_json:
        print_json(
            {
                "index": told.index,
                "old_key": str(told.old),
                "new_key": str(told.new),
                "size": done.checkpoint.size,
                "checkpoint": done.checkpoint.note,
            }
        )
        return
    typer.echo(f"entry {told.index}: {told.new.name} continues {told.old.name}")
    typer.echo(f"  key   {told.new}")
    typer.echo("not signed by the old key; give everybody the new one to pin, from elsewhere")
