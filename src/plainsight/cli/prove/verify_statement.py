"""plainsight verify-statement: a statement checked from its files and a pinned key."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import read_verifier_key
from plainsight.cli.prove.rotation_view import rotation_json, rotation_words
from plainsight.cli.prove.statement_words import amount_text, standing_text
from plainsight.cli.screen import console, print_json
from plainsight.model.time import format_instant
from plainsight.oversight import verify as oversight
from plainsight.oversight.measure import is_kept
from plainsight.oversight.measures import BY_ID
from plainsight.oversight.statement import Statement, digest_of
from plainsight.prove.note import KeyKind
from plainsight.stores.prove.statement_folder import read_statement_folder


def verify_statement(
    folder: Annotated[Path, typer.Argument(help="The statement's folder.", exists=True)],
    key: Annotated[
        Path,
        typer.Option(
            "--key",
            help="The log's public key, from somewhere else than the folder.",
            exists=True,
            dir_okay=False,
        ),
    ],
    previous: Annotated[
        Path | None, typer.Option(help="The folder of the statement before it.", exists=True)
    ] = None,
    witness: Annotated[
        list[Path] | None,
        typer.Option(help="A witness's public key; repeatable.", exists=True, dir_okay=False),
    ] = None,
    witnesses: Annotated[
        int, typer.Option(help="How many of these witnesses must have co-signed.", min=0)
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Verify a statement offline: its signature, that nothing was left out, and every number.

    Exits with 0 when it is verified, with 1 and the reasons when it is not.

    Examples:

      plainsight verify-statement 2026-10/ --key log.pub

      plainsight verify-statement 2026-10/ --key log.pub --previous 2026-09/
    """
    verdict = oversight.verify_statement(
        read_statement_folder(folder),
        key=read_verifier_key(key, kind=KeyKind.NOTE, option="--key"),
        previous=None if previous is None else read_statement_folder(previous),
        witnesses=[
            read_verifier_key(file, kind=KeyKind.COSIGNATURE, option="--witness")
            for file in witness or ()
        ],
        witness_count_min=witnesses,
    )
    if as_json:
        print_json(_json(verdict))
    else:
        _show(verdict)
    if not verdict.is_verified:
        raise typer.Exit(EXIT_NEGATIVE)


def _show(verdict: oversight.StatementVerdict) -> None:
    screen = console()
    statement = verdict.statement
    head = "[bold green]verified[/]" if verdict.is_verified else "[bold red]NOT VERIFIED[/]"
    told = f"  {escape(statement.log)}, {escape(statement.period)}" if statement else ""
    screen.print(head + told)
    for reason in verdict.reasons:
        screen.print(f"  [red]{escape(reason)}[/]")
    for note in verdict.notes:
        screen.print(f"  [yellow]{escape(note)}[/]")
    for seen in verdict.cosignatures:
        screen.print(f"  witnessed by {escape(seen.witness)} at {format_instant(seen.at)}")
    for each in verdict.rotations:
        screen.print(f"  the key changed, {escape(rotation_words(each))}")
    if statement is None or not verdict.is_verified:
        return
    counted = "every number" if not verdict.left else "every number that rests on shown entries"
    screen.print(
        f"  entries {statement.first:,} to {statement.end:,}: none left out, none changed; "
        f"{counted} computed again"
    )
    for line in _missed(statement):
        screen.print(f"  {escape(line)}")


def _missed(statement: Statement) -> list[str]:
    """What a reader should ask about."""
    values = statement.values()
    return [
        f"{standing_text(False)}: {measure.measure_id} {measure.title}: "
        f"{amount_text(measure, values[name], values.get(measure.part_of))}"
        for name, measure in BY_ID.items()
        if is_kept(measure, values) is False
    ]


def _json(verdict: oversight.StatementVerdict) -> dict[str, object]:
    statement = verdict.statement
    return {
        "verified": verdict.is_verified,
        "reasons": list(verdict.reasons),
        "notes": list(verdict.notes),
        "not_counted_again": list(verdict.left),
        "log": statement.log if statement else None,
        "period": statement.period if statement else None,
        "digest": digest_of(statement) if statement else None,
        "values": statement.values() if statement else {},
        "rotations": [rotation_json(each) for each in verdict.rotations],
        "witnesses": [seen.witness for seen in verdict.cosignatures],
    }
