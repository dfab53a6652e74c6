"""plainsight log resume: let a restored log be signed again."""

from typing import Annotated

import typer

from plainsight import wiring
from plainsight.app.prove.resume_log import resume_log
from plainsight.cli.prove.log_options import SigningKey, Since, read_small
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.turn import By
from plainsight.model.person_id import person_id

app = typer.Typer()


@app.command()
def resume(
    by: By,
    since: Since = None,
    lost: Annotated[
        bool,
        typer.Option(
            "--lost",
            help="Signed entries are not in the backup, or nobody has a checkpoint; the log tells.",
        ),
    ] = False,
    agreed_by: Annotated[
        str | None,
        typer.Option(
            "--agreed-by", help="Staff id of the second person who agrees; with --lost, needed."
        ),
    ] = None,
    key_file: SigningKey = None,
    records: RecordsUrl = None,
) -> None:
    """Let a restored log be signed again, once its newest checkpoint was compared.

    After `plainsight restore` nobody signs: entries that came after the backup may stand under a
    checkpoint that others hold, and to sign on without them is to sign two histories. Give the
    newest checkpoint that was published or that a witness holds. Where the backup does not contain
    it, restore a newer one; with --lost, to which two people agree by name, the log goes on
    without, and says so in an entry. Whoever holds that checkpoint will then find forked_history,
    and witnesses sign no more.

    Examples:

      plainsight log resume --since checkpoint-kept-elsewhere.txt --by ada

      plainsight log resume --since kept-elsewhere.txt --lost --by ada --agreed-by ben
    """
    if since is None and not lost:
        raise typer.BadParameter(
            "give the newest checkpoint of this log that anybody holds", param_hint="--since"
        )
    if lost and agreed_by is None:
        raise typer.BadParameter(
            "signed entries are given up by two people; name the second", param_hint="--agreed-by"
        )
    actor = person_id(by, field="--by")
    second = None if agreed_by is None else person_id(agreed_by, field="--agreed-by")
    signer = wiring.load_signer(key_file)
    with opened_records(records) as store:
        compared = resume_log(
            store,
            since=None if since is None else read_small(since),
            is_lost=lost,
            key=signer.key,
            actor=actor,
            second=second,
            now=wiring.read_clock(),
        )
    if lost:
        typer.echo("resumed, with entries lost; the log says so")
    elif compared is not None:
        typer.echo(f"resumed: it contains the {compared.size} entries of that checkpoint")
