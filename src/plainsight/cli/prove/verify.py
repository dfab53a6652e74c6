"""plainsight verify: an exported log or one entry's proof, checked from files and a pinned key."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from plainsight import wiring
from plainsight.app.prove.verify_log import verify_log
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.listing import Listing
from plainsight.cli.progress import counted_progress
from plainsight.cli.prove.log_options import (
    Rotations,
    Since,
    read_rotations_file,
    read_small,
    read_verifier_key,
)
from plainsight.cli.prove.rotation_view import rotation_json, rotation_words
from plainsight.cli.screen import console, counted, print_json
from plainsight.model.time import format_instant
from plainsight.prove.note import KeyKind, VerifierKey
from plainsight.prove.verdict import Verdict
from plainsight.prove.verify import verify_entry

PROOF_BYTES_MAX = 1_000_000


def verify(
    path: Annotated[
        Path,
        typer.Argument(help="A folder from `plainsight log export`, or a proof file.", exists=True),
    ],
    key: Annotated[
        Path,
        typer.Option(
            "--key",
            help="The log's public key, from somewhere else than the folder.",
            exists=True,
            dir_okay=False,
        ),
    ],
    since: Since = None,
    origin: Annotated[
        str | None, typer.Option(help="The log's name, where the key has another.")
    ] = None,
    witness: Annotated[
        list[Path] | None,
        typer.Option(help="A witness's public key; repeatable.", exists=True, dir_okay=False),
    ] = None,
    witnesses: Annotated[
        int, typer.Option(help="How many of these witnesses must have co-signed.", min=0)
    ] = 0,
    rotations: Rotations = None,
    as_json: AsJson = False,
) -> None:
    """Verify an audit log from its exported files alone. Nothing else is read or asked.

    Exits with 0 when it is verified, with 1 and the reasons when it is not. The key may be any
    that the log had: an export tells itself where its key changed, and each change is named. So
    does the proof of such an entry; other proofs take --rotations.

    Examples:

      plainsight verify export/ --key log.pub

      plainsight verify export/ --key log.pub --since checkpoint-of-january.txt

      plainsight verify 17.tlog-proof --key log.pub --json
    """
    pinned = read_verifier_key(key, kind=KeyKind.NOTE, option="--key")
    known = [
        read_verifier_key(file, kind=KeyKind.COSIGNATURE, option="--witness")
        for file in witness or ()
    ]
    if path.is_dir() and rotations is not None:
        raise typer.BadParameter("a whole export tells them itself", param_hint="--rotations")
    if path.is_dir():
        with counted_progress("verifying") as advance:
            verdict = verify_log(
                wiring.open_export(path),
                key=pinned,
                origin=origin,
                since=None if since is None else read_small(since),
                witnesses=known,
                witness_count_min=witnesses,
                on_lines=advance,
            )
    elif since is not None:
        raise typer.BadParameter("goes with a folder, not with a proof", param_hint="--since")
    else:
        with path.open("rb") as file:
            proof = file.read(PROOF_BYTES_MAX)
        verdict = verify_entry(
            proof,
            key=pinned,
            origin=origin,
            witnesses=known,
            witness_count_min=witnesses,
            rotations=read_rotations_file(rotations),
        )
    if as_json:
        print_json(_json(verdict))
    else:
        _show(verdict, key=pinned, extends=since)
    if not verdict.is_verified:
        raise typer.Exit(EXIT_NEGATIVE)


def _show(verdict: Verdict, *, key: VerifierKey, extends: Path | None) -> None:
    screen = console()
    head = Text("verified", style="bold green")
    if not verdict.is_verified:
        head = Text("NOT VERIFIED", style="bold red")
    head.append(f"  {verdict.origin or key.name}", style="bold")
    screen.print(head)
    for reason in verdict.reasons:
        name, _, rest = str(reason).partition(": ")
        screen.print(Text.assemble("  ", (name, "red"), f": {rest}"))
    if verdict.withheld_count:
        screen.print(f"  and {verdict.withheld_count:,} more")
    facts = Listing("", "")
    for name, value in _facts(verdict, key=key, extends=extends):
        facts.add(Text(f"  {name}", style="dim"), value)
    facts.show(screen)


def _facts(verdict: Verdict, *, key: VerifierKey, extends: Path | None) -> list[tuple[str, str]]:
    told = [("key", f"{key.name}+{key.key_id.hex()}")]
    if verdict.entry_count:
        told.append(("entries", f"{verdict.entry_count:,}"))
    if verdict.first_at and verdict.last_at:
        span = {format_instant(verdict.first_at): None, format_instant(verdict.last_at): None}
        told.append(("written", " to ".join(span)))
    if verdict.size is not None and verdict.root is not None:
        told.append(("checkpoint", f"over {counted(verdict.size, 'entry', 'entries')}"))
        told.append(("root", verdict.root.hex()))
    for ended in verdict.continuations:
        name = f"{ended.old.name} from entry {ended.index} on, not signed by its key"
        told.append(("continues", name))
    told += (("key changed", rotation_words(each)) for each in verdict.rotations)
    if verdict.signer is not None and verdict.signer != key:
        told.append(("signed by", f"{verdict.signer.name}+{verdict.signer.key_id.hex()}"))
    if extends is not None and verdict.is_verified:
        told.append(("extends", str(extends)))
    witnessed = (f"{seen.witness} at {format_instant(seen.at)}" for seen in verdict.cosignatures)
    return [*told, *(("witnessed", one) for one in witnessed)]


def _json(verdict: Verdict) -> dict[str, Any]:
    return {
        "verified": verdict.is_verified,
        "reasons": [
            {
                "flaw": reason.flaw.value,
                "detail": reason.detail,
                "index": reason.index,
                "count": reason.count,
            }
            for reason in verdict.reasons
        ],
        "withheld_count": verdict.withheld_count,
        "origin": verdict.origin,
        "size": verdict.size,
        "root": None if verdict.root is None else verdict.root.hex(),
        "entry_count": verdict.entry_count,
        "first_at": None if verdict.first_at is None else format_instant(verdict.first_at),
        "last_at": None if verdict.last_at is None else format_instant(verdict.last_at),
        "signed_by": None if verdict.signer is None else str(verdict.signer),
        "continues": [
            {"index": each.index, "old_key": str(each.old), "new_key": str(each.new)}
            for each in verdict.continuations
        ],
        "rotations": [rotation_json(each) for each in verdict.rotations],
        "witnessed": [
            {"witness": seen.witness, "at": format_instant(seen.at)}
            for seen in verdict.cosignatures
        ],
    }
