"""plainsight log forget: erase what opens the log's commitments to a person."""

import sys
from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.prove.forget_value import forget_value, remembered
from plainsight.cli.json_option import AsJson
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import print_json
from plainsight.cli.turn import By
from plainsight.model.person_id import person_id

app = typer.Typer()


@app.command()
def forget(
    value: Annotated[
        str, typer.Argument(help="An account id, an address or a name; - reads it from a line.")
    ],
    by: By,
    agreed_by: Annotated[
        str, typer.Option("--agreed-by", help="Staff id of the second person who agrees.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be closed; change nothing.")
    ] = False,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Forget a person: no entry of the log can be opened to this value again. It cannot be undone.

    The log holds salted commitments; without the salt nobody can tell any more whom an entry was
    about, while the entry itself, its proofs and all numbers stay. Refused while a legal request
    that was not erased needs it, and for the name of somebody who acted. The log tells that it was
    done, by whom, and not of what. Other records are not touched: posts, alerts and cases go by the
    rules that keep them. A value typed as an argument stays in the shell's history: give - instead.

    Examples:

      plainsight log forget acc_118 --by ada --agreed-by ben --dry-run

      plainsight log forget - --by ada --agreed-by ben < name.txt
    """
    actor, second = person_id(by, field="--by"), person_id(agreed_by, field="--agreed-by")
    meant = sys.stdin.readline().rstrip("\r\n") if value == "-" else value
    with opened_records(records) as store:
        if dry_run:
            with store.read() as view:
                found = remembered(view, meant)
        else:
            found = forget_value(store, meant, actor=actor, second=second, now=wiring.read_clock())
    if as_json:
        print_json(
            {
                "openings": found.opening_count,
                "entries": found.entry_count,
                "forgotten": not dry_run,
            }
        )
        return
    told = f"{found.opening_count} commitments in {found.entry_count} entries"
    typer.echo(f"{told} would be closed for good" if dry_run else f"{told} are closed for good")
