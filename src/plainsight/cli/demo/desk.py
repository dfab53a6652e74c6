"""The demo's desk: an emergency, a preservation, a subpoena, an impostor; verified by openssl."""

import shlex
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from plainsight import wiring
from plainsight.app.ports import Records
from plainsight.app.respond.disclose import Seals
from plainsight.app.respond.follow_gap import measure_gaps
from plainsight.app.respond.package_tar import unpack
from plainsight.cli.own_name import command
from plainsight.cli.records_option import opened_records
from plainsight.cli.screen import console, visible
from plainsight.cli.write_file import make_anew, write_whole, write_within
from plainsight.demo.accounts import ACCOUNT
from plainsight.demo.desk import DemoDesk, Told
from plainsight.demo.scenes import run_respond_demo
from plainsight.feeds.policy.deadlines_yaml import load_instruments
from plainsight.keys.seal_age import create_identity, open_age

if TYPE_CHECKING:
    from plainsight.keys.file import FileKey

RECORDS = "bag/data/records/subscriber.jsonl"
SCRIPT = "verify_package.py"
AUTHORITY = "tsa"  # the folder of the timestamp authority, below that of the desk
DESK_NAME = "demo.plainsight.example/desk"
BEGAN_BEFORE = timedelta(days=4)  # the scenes take three days


app = typer.Typer()


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option(help="Folder for everything the demo makes.", file_okay=False)
    ] = Path("out/desk-demo"),
) -> None:
    """Answer four made-up legal requests, the last an impostor's, and verify what left.

    Example:

      plainsight requests demo --out out/desk-demo
    """
    make_anew(out)
    signer = wiring.create_file_signer(out / "desk.key", name=DESK_NAME)
    with opened_records(f"sqlite:///{out}/records.db", may_create=True) as store:
        run_desk(console(), store, out, signer=signer)


def run_desk(
    screen: Console, store: Records, out: Path, *, signer: "FileKey", sought: str = ACCOUNT
) -> tuple[Told, ...]:
    """Run the scenes on these records, telling each, then verify a package without us.

    What leaves goes into a folder; `sought` is the account that the subpoena is about.
    """
    timestamper, root = wiring.make_local_authority(
        out / AUTHORITY, name="Demo timestamp authority"
    )
    identity, recipient = create_identity()
    seals = wiring.seals_of(signer, timestamper=timestamper, custodian="C. Example, custodian")
    write_whole(out / "pinned.pub", seals.public_pem)
    write_whole(out / "log.pub", f"{signer.key}\n")
    started_at = wiring.read_clock() - BEGAN_BEFORE
    desk = DemoDesk(
        records=store,
        instruments=load_instruments(),
        seals=seals,
        recipient_key=recipient,
        started_at=started_at,
        sought=sought,
    )
    outcomes = run_respond_demo(desk, tell=lambda told: _tell(screen, told))
    _tell_gap(screen, store)
    subpoena = next(told for told in reversed(outcomes) if told.package is not None)
    assert subpoena.package is not None  # noqa: S101 - chosen for having one
    write_whole(out / f"{subpoena.reference}.tar.age", subpoena.package.sealed)
    files = unpack(open_age(subpoena.package.sealed, identity=identity))
    altered = {**files, RECORDS: files[RECORDS].replace(b"203.0.113.1", b"203.0.113.9", 1)}
    for folder, contents in (("package", files), ("package-altered", altered)):
        for name, content in contents.items():
            write_within(out / folder, name, content)
    _verify(screen, out, root, seals)
    return outcomes


def _tell(screen: Console, told: Told) -> None:
    screen.print(Text(f"{told.reference}  {told.title}", style="bold"))
    for line in told.says:
        screen.print(f"   {visible(line)}", markup=False)


def _tell_gap(screen: Console, store: Records) -> None:
    now = wiring.read_clock()
    whole = measure_gaps(store, since=now - timedelta(days=30), until=now, now=now).whole
    screen.print(Text("The blind side, counted from our own records alone", style="bold"))
    screen.print(
        f"   {whole.one_sided_count} of {whole.production_count} productions are one-sided: "
        f"{whole.one_sided_transfers} transfers end at another operator. The requester is told, "
        "and the gap certificate in the package has the treaty request's particulars filled in.",
        soft_wrap=False,
    )


def _verify(screen: Console, out: Path, root: Path, seals: Seals) -> None:
    """Public tools only, and the key from outside the package."""
    package, pinned, authority = out / "package", out / "pinned.pub", out / AUTHORITY / root.name
    screen.print(Text("The officer decrypts, and verifies without us", style="bold"))
    screen.print(f"   key fingerprint, also printed on paper: {seals.fingerprint[:32]}...")
    signed = package / "bag" / "tagmanifest-sha256.txt"
    _show_run(
        screen,
        "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", pinned, "-rawin", "-in", signed,
        "-sigfile", package / "tagmanifest.sig",
    )  # fmt: skip
    check = ("--key", pinned, "--tsa", authority)
    _show_run(screen, sys.executable, package / SCRIPT, package, *check, shown="python3")
    line = ("verify-package", package, "--key", out / "log.pub", "--tsa", authority)
    ours = command(*(str(word) for word in line))
    screen.print(f"   or with ours: {ours}", markup=False, soft_wrap=True, style="dim")
    altered = out / "package-altered"
    screen.print(
        "   In a copy one digit of a network address is changed, and the same script says:"
    )
    _show_run(screen, sys.executable, altered / SCRIPT, altered, *check, shown="python3")


def _show_run(screen: Console, program: str, *rest: str | Path, shown: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - fixed programs on our own files, no shell
        [program, *rest], capture_output=True, text=True, check=False
    )
    words = shlex.join(str(part) for part in rest)
    screen.print(f"   $ {shown or program} {words}", markup=False, soft_wrap=True, style="dim")
    for line in done.stdout.splitlines():
        style = "bold red" if done.returncode else "bold green"
        screen.print(Text(f"     {line}", style=style))
