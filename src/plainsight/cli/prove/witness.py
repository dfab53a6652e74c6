"""plainsight witness: an outside party co-signs that a log only grew."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.prove.accept_cosignature import accept_cosignature
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import (
    Rotations,
    read_rotations_file,
    read_small,
    read_verifier_key,
)
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.write_file import write_whole
from plainsight.model.time import format_instant
from plainsight.prove.checkpoint import parse_checkpoint
from plainsight.prove.note import KeyKind
from plainsight.prove.proof_file import parse_growth_proof
from plainsight.prove.witness import cosign_growth
from plainsight.stores.prove.witness_folder import WitnessFolder

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Co-sign that somebody's log only grew, so that its history cannot be rewritten.",
)
LogKey = Annotated[
    Path,
    typer.Option(
        "--log-key", help="The log's public key, pinned by you.", exists=True, dir_okay=False
    ),
]
State = Annotated[
    Path, typer.Option("--state", help="Folder where the witness remembers what it signed.")
]
DEFAULT_STATE = Path("plainsight-witness")


@app.command()
def cosign(
    growth: Annotated[
        Path,
        typer.Argument(
            help="The log's proof of growth since you last signed.", exists=True, dir_okay=False
        ),
    ],
    log_key: LogKey,
    key: Annotated[
        Path,
        typer.Option(help="Your private key, from plainsight log key --witness.", exists=True),
    ] = Path("witness.key"),
    state: State = DEFAULT_STATE,
    rotations: Rotations = None,
    out: Annotated[
        Path | None, typer.Option(help="Write here instead of standard output.", dir_okay=False)
    ] = None,
) -> None:
    """Check that a log only grew since you last signed it, remember it, and co-sign.

    The operator makes the proof from the checkpoint you gave last, or from nothing at first:
    plainsight log growth CHECKPOINT --out growth.txt. What does not follow is never signed. Where
    the log's key changed since you pinned it, ask for rotations.jsonl as well, then pin the key
    that `plainsight verify` names.

    Example:

      plainsight witness cosign growth.txt --log-key log.pub > cosigned.txt
    """
    pinned = read_verifier_key(log_key, kind=KeyKind.NOTE, option="--log-key")
    proof = parse_growth_proof(read_small(growth))
    kept = WitnessFolder(state)
    signed = cosign_growth(
        proof.checkpoint,
        log_key=pinned,
        last=kept.last(pinned.name),
        proof=proof.hashes,
        signer=wiring.load_signer(key),
        at=wiring.read_clock(),
        rotations=read_rotations_file(rotations),
    )
    kept.keep(pinned.name, bytes(signed.note))
    if out is None:
        sys.stdout.write(bytes(signed.note).decode())
    else:
        write_whole(out, bytes(signed.note))


@app.command()
def last(log_key: LogKey, state: State = DEFAULT_STATE, as_json: AsJson = False) -> None:
    """Show the last checkpoint that you signed of a log.

    Example:

      plainsight witness last --log-key log.pub
    """
    pinned = read_verifier_key(log_key, kind=KeyKind.NOTE, option="--log-key")
    held = WitnessFolder(state).last(pinned.name)
    if as_json:
        print_json({"log": held.origin, "size": held.size, "root": held.root.hex()})
        return
    console().print(
        f"{escape(held.origin)}: {counted(held.size, 'entry', 'entries')}, root {held.root.hex()}"
    )


@app.command()
def accept(
    cosigned: Annotated[
        Path, typer.Argument(help="What the witness sent back.", exists=True, dir_okay=False)
    ],
    log_key: LogKey,
    witness: Annotated[
        list[Path],
        typer.Option(help="A witness's public key; repeatable.", exists=True, dir_okay=False),
    ],
    records: RecordsUrl = None,
) -> None:
    """As the operator: store a co-signature, so that every export and statement carries it.

    Example:

      plainsight witness accept cosigned.txt --log-key log.pub --witness ag.pub
    """
    with opened_records(records) as store:
        found = accept_cosignature(
            store,
            read_small(cosigned),
            log_key=read_verifier_key(log_key, kind=KeyKind.NOTE, option="--log-key"),
            witnesses=[
                read_verifier_key(file, kind=KeyKind.COSIGNATURE, option="--witness")
                for file in witness
            ],
            now=wiring.read_clock(),
        )
    size = parse_checkpoint(read_small(cosigned)).checkpoint.size
    entries = counted(size, "entry", "entries")
    for one in found:
        console().print(f"{entries} witnessed by {escape(one.witness)} at {format_instant(one.at)}")
