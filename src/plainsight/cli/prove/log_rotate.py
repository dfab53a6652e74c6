"""plainsight log rotate-key, log keys: the log's key gives way to another."""

from pathlib import Path
from typing import Annotated, Any

import typer

from plainsight import wiring
from plainsight.app.prove.log_keys import chain_of_log, rotation_entries
from plainsight.app.prove.rotate_key import RotatedKey, rotate_key
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import SigningKey
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import counted, print_json
from plainsight.cli.turn import By
from plainsight.cli.write_file import write_whole
from plainsight.model.person_id import person_id
from plainsight.model.time import format_instant
from plainsight.prove.note import VerifierKey
from plainsight.prove.rotation import Rotation, RotationReason

app = typer.Typer()


@app.command("rotate-key")
def rotate(
    new_key: Annotated[
        Path,
        typer.Argument(
            help="The new private key, made with `plainsight log key` under the log's own name.",
            dir_okay=False,
        ),
    ],
    reason: Annotated[RotationReason, typer.Option(help="Why; the log tells it for good.")],
    by: By,
    agreed_by: Annotated[
        str, typer.Option("--agreed-by", help="Staff id of the second person who agrees.")
    ],
    key_file: SigningKey = None,
    records: RecordsUrl = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the checkpoint that both keys signed.", dir_okay=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change the log's key: the present one (--key) gives way to NEW_KEY, and both sign so.

    An entry of the log tells of it, and the first checkpoint over that entry carries both
    signatures. From then on the old key signs nothing more: give NEW_KEY to whatever signs
    ($PLAINSIGHT_KEY, `plainsight serve`), and publish the new public key. Whoever pinned the old
    one need not change it: `plainsight verify` follows the log's own entries. Keep the old private
    key, offline, as long as a backup from before could be restored.

    Where it was broken off, the same command finishes it.

    Examples:

      plainsight log key new.key --name audit.example.com/plainsight > new.pub

      plainsight log rotate-key new.key --reason scheduled --by ada --agreed-by ben --out both.txt
    """
    actor, second = person_id(by, field="--by"), person_id(agreed_by, field="--agreed-by")
    old, new = wiring.load_signer(key_file), wiring.load_signer(new_key)
    with opened_records(records) as store:
        done = rotate_key(
            store,
            old=old,
            new=new,
            reason=reason,
            actor=actor,
            second=second,
            now=wiring.read_clock(),
        )
    if out is not None:
        write_whole(out, done.checkpoint.note)
    if as_json:
        print_json(_rotated(done))
        return
    # Echoed, so that no screen breaks a key in two.
    typer.echo(f"entry {done.rotation.index}: the log's key gave way")
    typer.echo(f"  from  {done.rotation.old}")
    typer.echo(f"  to    {done.rotation.new}")
    typer.echo(
        f"a checkpoint over {counted(done.checkpoint.size, 'entry', 'entries')} is signed by both"
    )
    typer.echo(f"sign with it from now on: --key {new_key}, or PLAINSIGHT_KEY and a restart")


@app.command()
def keys(
    key_file: SigningKey = None,
    records: RecordsUrl = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Write the entries in which the key changed, for those who pinned an old one.",
            dir_okay=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List every key that this log had, and from which entry on it signed.

    --key is one of them; a key that never signed this log is refused.

    With --out, the entries in which the key changed are written as they were signed. A proof, a
    statement, a package or a co-signature that a later key signed then opens with an old pinned
    key: --rotations FILE.

    Examples:

      plainsight log keys

      plainsight log keys --out rotations.jsonl
    """
    signer = wiring.load_signer(key_file)
    with opened_records(records) as store, store.read() as reading:
        chain = chain_of_log(reading, key=signer.key)
        entries = rotation_entries(reading)
        is_signed = bool(entries) or reading.checkpoints.latest() is not None
    if out is not None:
        write_whole(out, b"".join(entry.canonical + b"\n" for entry in entries))
    since = ["", *(format_instant(entry.at) for entry in entries)]
    told = [
        _key(key, rotation, at=at)
        for key, rotation, at in zip(chain.keys, (None, *chain.rotations), since, strict=True)
    ]
    told = told if is_signed else []
    if as_json:
        print_json({"keys": told})
        return
    if not told:
        typer.echo("no key signed this log yet: plainsight log checkpoint signs it with this one")
    for each in told:
        words = (f"from entry {each['from_entry']}", each["since"], each["reason"])
        typer.echo("  ".join(word for word in words if word))
        typer.echo(f"  {each['key']}")


def _key(key: VerifierKey, rotation: Rotation | None, *, at: str) -> dict[str, Any]:
    return {
        "key": str(key),
        "from_entry": 0 if rotation is None else rotation.index,
        "since": at or None,
        "reason": None if rotation is None else rotation.reason,
    }


def _rotated(done: RotatedKey) -> dict[str, Any]:
    return {
        "index": done.rotation.index,
        "old_key": str(done.rotation.old),
        "new_key": str(done.rotation.new),
        "reason": done.rotation.reason,
        "size": done.checkpoint.size,
        "root": done.checkpoint.root.hex(),
        "checkpoint": done.checkpoint.note,
    }
