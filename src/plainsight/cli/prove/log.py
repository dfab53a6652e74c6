"""plainsight log: the operator's side of the audit log: key, checkpoint, export, proofs."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from plainsight import wiring
from plainsight.app.ports import Reading
from plainsight.app.prove.export_log import export_log
from plainsight.app.prove.prove_entry import prove_entry, prove_growth
from plainsight.app.prove.publish_checkpoint import publish_checkpoint
from plainsight.app.prove.stamp_checkpoint import stamp_checkpoint
from plainsight.app.respond.watch_desk import check_host_clock
from plainsight.app.stored import LoggedEntry
from plainsight.cli.authority_option import Authority
from plainsight.cli.json_option import AsJson, AsJsonLines
from plainsight.cli.listing import Listing, number, words
from plainsight.cli.prove import (
    log_continue,
    log_forget,
    log_lost,
    log_resume,
    log_rotate,
    log_stamps,
)
from plainsight.cli.prove.log_options import SigningKey, read_small
from plainsight.cli.records_option import RecordsUrl, opened_records
from plainsight.cli.screen import console, counted, print_json
from plainsight.cli.write_file import write_whole, write_within
from plainsight.errors import BadValue, NonCanonicalEntry, UnreadableEntry
from plainsight.model.time import format_instant
from plainsight.prove.entry import parse_entry
from plainsight.prove.note import KeyKind

SHOWN_MAX = 10_000

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Sign, export, prove and read the audit log."
)

Out = Annotated[
    Path | None,
    typer.Option("--out", help="Write here instead of standard output.", dir_okay=False),
]


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where to write the private key.")],
    name: Annotated[
        str, typer.Option(help="The log's name, such as audit.example.com/plainsight.")
    ],
    witness: Annotated[
        bool, typer.Option("--witness", help="Make the key of a witness, not of a log.")
    ] = False,
) -> None:
    """Create a signing key and print its public half, the line that others pin.

    The file is readable by you alone and is never overwritten. Keep a copy offline: without it
    no further checkpoint can be signed, and the log's key cannot be changed to another
    (`plainsight log rotate-key`); the log could only go on under another name.

    Example:

      plainsight log key plainsight.key --name audit.example.com/plainsight > log.pub
    """
    kind = KeyKind.COSIGNATURE if witness else KeyKind.NOTE
    typer.echo(str(wiring.create_signer(file, name=name, kind=kind).key))


@app.command()
def checkpoint(key_file: SigningKey = None, records: RecordsUrl = None, out: Out = None) -> None:
    """Sign the log as it stands, and print the checkpoint.

    Publish it where others can keep it: who holds one notices when history is rewritten.

    Example:

      plainsight log checkpoint > checkpoint.txt
    """
    signer = wiring.load_signer(key_file)
    with opened_records(records) as store:
        signed = publish_checkpoint(store, signer=signer, now=wiring.read_clock())
    _write(signed.note, out)


@app.command()
def stamp(
    tsa: Authority = None,
    entry: Annotated[
        int | None,
        typer.Option(help="The first stamp that covers this entry, asking nobody.", min=0),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A folder for checkpoint and token.", file_okay=False),
    ] = None,
    key_file: SigningKey = None,
    records: RecordsUrl = None,
) -> None:
    """Have an authority stamp the log as it stands: what is in it was there at the latest then.

    A host clock that differs from the authority's raises an alarm at the desk.

    `plainsight serve` does it every quarter of an hour when $PLAINSIGHT_TSA is set. What is
    written is checked with openssl alone:
    openssl ts -verify -data checkpoint.txt -in checkpoint.tsr -CAfile root.pem

    Examples:

      plainsight log stamp --tsa https://tsa.example/tsr

      plainsight log stamp --entry 4711 --out evidence/
    """
    with opened_records(records) as store:
        if entry is None:
            stamper, signer = wiring.make_timestamper(tsa), wiring.load_signer(key_file)
            publish_checkpoint(store, signer=signer, now=wiring.read_clock())
            new = stamp_checkpoint(
                store, timestamper=stamper, now=wiring.read_clock(), every=timedelta(0)
            )
            if new is not None:
                check_host_clock(store, stamped_at=wiring.time_of_stamp(new.token), now=new.at)
        with store.read() as reading:
            index = reading.audit.size() - 1 if entry is None else entry
            found = reading.checkpoints.first_stamp(index=index)
    if found is None:
        mend = "none covers it yet: plainsight log stamp --tsa ADDRESS has the log stamped"
        raise BadValue("entry", str(index), mend)
    signed, stamped = found
    if out is not None:
        write_within(out, "checkpoint.txt", signed.note)
        write_within(out, "checkpoint.tsr", stamped.token)
    typer.echo(f"{signed.size} entries were in the log by {format_instant(stamped.at)}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="The folder to write; whole or not at all.")],
    key_file: SigningKey = None,
    records: RecordsUrl = None,
    as_json: AsJson = False,
) -> None:
    """Sign the log as it stands and write everything a stranger needs to verify it.

    Examples:

      plainsight log export export/

      plainsight verify export/ --key log.pub
    """
    signer = wiring.load_signer(key_file)
    with opened_records(records) as store:
        publish_checkpoint(store, signer=signer, now=wiring.read_clock())
        signed = export_log(store, key=signer.key, write=wiring.export_writer(folder))
    if as_json:
        print_json({"folder": str(folder), "size": signed.size, "root": signed.root.hex()})
        return
    screen = console()
    entries = counted(signed.size, "entry and its", "entries and their")
    screen.print(f"{entries} checkpoint are in {escape(str(folder))}")
    screen.print(
        f"plainsight verify {escape(str(folder))} --key FILE checks them; FILE holds the public "
        "key, from another source than the folder",
        style="dim",
    )


@app.command()
def prove(
    index: Annotated[int, typer.Argument(help="The entry's index.", min=0)],
    records: RecordsUrl = None,
    out: Out = None,
) -> None:
    """Prove that one entry stands in the log: one file that verifies by itself.

    Examples:

      plainsight log prove 17 --out 17.tlog-proof

      plainsight verify 17.tlog-proof --key log.pub
    """
    with opened_records(records) as store:
        proof = prove_entry(store, index=index)
    _write(bytes(proof).decode(), out)


@app.command()
def growth(
    since: Annotated[
        Path | None,
        typer.Argument(
            help="The checkpoint that somebody holds; nothing at first.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    records: RecordsUrl = None,
    out: Out = None,
) -> None:
    """Prove that the log only grew since a checkpoint: what a witness asks before it signs.

    Examples:

      plainsight log growth --out growth.txt

      plainsight log growth checkpoint-of-january.txt --out growth.txt
    """
    with opened_records(records) as store:
        proof = prove_growth(store, since=None if since is None else read_small(since))
    _write(bytes(proof).decode(), out)


@app.command()
def show(
    first: Annotated[
        int | None, typer.Option("--from", help="First index.", min=0, show_default="the last ones")
    ] = None,
    count: Annotated[int, typer.Option(help="How many at most.", min=1, max=SHOWN_MAX)] = 20,
    about: Annotated[str | None, typer.Option(help="Only entries about this subject.")] = None,
    records: RecordsUrl = None,
    as_json: AsJsonLines = False,
) -> None:
    """Show entries of the log, and how far it is signed.

    Examples:

      plainsight log show

      plainsight log show --about al_5f0c2f... --json
    """
    with opened_records(records) as store, store.read() as reading:
        size = reading.audit.size()
        latest = reading.checkpoints.latest()
        entries = _chosen(reading, first=first, count=count, about=about)
    if as_json:
        for entry in entries:
            typer.echo(entry.canonical.decode())
        return
    screen = console()
    _listed(entries).show(screen)
    signed = 0 if latest is None else latest.size
    told = counted(size, "entry", "entries")
    screen.print(f"{told}, {signed:,} of them under a checkpoint", style="dim")


def _chosen(
    reading: Reading, *, first: int | None, count: int, about: str | None
) -> list[LoggedEntry]:
    if about is not None:
        told = [entry for entry in reading.audit.about(about) if entry.index >= (first or 0)]
        return told[:count] if first is not None else told[-count:]
    start = max(reading.audit.size() - count, 0) if first is None else first
    return list(reading.audit.entries(first=start, count_max=count))


def _listed(entries: list[LoggedEntry]) -> Listing:
    listing = Listing(number("index"), "at", "tag", "subject", words("what"))
    for entry in entries:
        listing.add(
            str(entry.index),
            format_instant(entry.at)[:19].replace("T", " "),
            entry.tag,
            entry.subject,
            _told(entry),
        )
    return listing


def _told(entry: LoggedEntry) -> str:
    try:
        body = parse_entry(entry.canonical).body
    except (UnreadableEntry, NonCanonicalEntry) as problem:
        return f"TAMPERED: {problem}"  # what lies here is not what was appended
    parts = (f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in body.items())
    return ", ".join(parts)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        write_whole(out, text)


app.add_typer(log_stamps.app)
app.add_typer(log_resume.app)
app.add_typer(log_lost.app)
app.add_typer(log_rotate.app)
app.add_typer(log_continue.app)
app.add_typer(log_forget.app)
