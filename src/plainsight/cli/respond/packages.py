"""plainsight packages: open and verify disclosure packages with a key pinned by the reader."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from plainsight.app.respond.package_tar import unpack
from plainsight.app.respond.verify_package import PackageVerdict, verify_package
from plainsight.cli.exits import EXIT_NEGATIVE
from plainsight.cli.json_option import AsJson
from plainsight.cli.prove.log_options import read_verifier_key
from plainsight.cli.prove.rotation_view import rotation_json, rotation_words
from plainsight.cli.screen import console, counted, print_json, visible
from plainsight.errors import BadPackage, CannotWrite
from plainsight.keys.seal_age import open_age
from plainsight.keys.timestamps import OpensslStampCheck
from plainsight.prove.note import KeyKind

IDENTITY_BYTES_MAX = 4_096

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Disclosure packages.")

PackageFile = Annotated[
    Path, typer.Argument(help="The package: .tar.age, .tar, or an opened folder.", exists=True)
]
Pinned = Annotated[
    Path,
    typer.Option("--key", help="The public key you pinned, from elsewhere than the package."),
]
Identity = Annotated[
    Path | None,
    typer.Option("--identity", help="Your age identity file, when the package is encrypted."),
]
Tsa = Annotated[
    Path | None, typer.Option("--tsa", help="The timestamp authority's root certificate.")
]


@app.command()
def verify(
    package: PackageFile,
    key: Pinned,
    identity: Identity = None,
    tsa: Tsa = None,
    as_json: AsJson = False,
) -> None:
    """Verify a package offline. Exits with 1 when anything is wrong, and says what.

    Example:

      plainsight packages verify LER-2026-000123.tar.age --key log.pub --identity officer.txt
    """
    if package.is_dir() and package.resolve() in key.resolve().parents:
        raise typer.BadParameter(
            "this key lies inside the package; a forger puts his own there", param_hint="--key"
        )
    pinned = read_verifier_key(key, kind=KeyKind.NOTE, option="--key")
    verdict = verify_package(
        _files(package, identity),
        key=pinned,
        is_stamped=None if tsa is None else OpensslStampCheck(tsa),
    )
    if as_json:
        print_json(
            {
                "verified": verdict.is_verified,
                "reference": verdict.reference,
                "lines": verdict.line_count,
                "stamp_checked": verdict.is_stamp_checked,
                "rotations": [rotation_json(each) for each in verdict.rotations],
                "reasons": [
                    {"flaw": each.flaw.value, "detail": each.detail} for each in verdict.reasons
                ],
            }
        )
    else:
        _show(verdict)
    if not verdict.is_verified:
        raise typer.Exit(EXIT_NEGATIVE)


@app.command("open")
def open_package(
    package: PackageFile,
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    identity: Identity = None,
) -> None:
    """Decrypt a package into a folder, to be verified with openssl and sha256sum alone.

    Example:

      plainsight packages open LER-2026-000123.tar.age opened/ --identity officer.txt
    """
    files = _files(package, identity)
    try:
        folder.mkdir(parents=True)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as problem:
        raise CannotWrite(str(folder), problem.strerror or str(problem)) from None
    console().print(f"{counted(len(files), 'file')}; read VERIFY.txt first", markup=False)


def _files(package: Path, identity: Path | None) -> dict[str, bytes]:
    if package.is_dir():
        return {
            str(path.relative_to(package)): path.read_bytes()
            for path in sorted(package.rglob("*"))
            if path.is_file()
        }
    content = package.read_bytes()
    if content.startswith(b"age-encryption.org/"):
        if identity is None:
            raise BadPackage("it is encrypted", "name your age identity with --identity")
        with identity.open("rb") as file:
            secret = file.read(IDENTITY_BYTES_MAX).decode(errors="replace")
        line = next((one for one in secret.splitlines() if one.startswith("AGE-SECRET-KEY-")), "")
        content = open_age(content, identity=line)
    return unpack(content)


def _show(verdict: PackageVerdict) -> None:
    screen = console()
    if verdict.is_verified:
        screen.print(Text(f"VERIFIED  {verdict.reference}", style="bold green"))
        screen.print(f"  {counted(verdict.line_count, 'line')} of records")
        screen.print(f"  {counted(verdict.entry_count, 'entry', 'entries')} proven in the log")
        for each in verdict.rotations:
            screen.print(f"  the key changed, {rotation_words(each)}", markup=False)
    else:
        screen.print(Text("NOT VERIFIED", style="bold red"))
        for reason in verdict.reasons:
            screen.print(f"  {visible(str(reason))}", markup=False)
    if not verdict.is_stamp_checked:
        screen.print("  the timestamp was not checked: name its root with --tsa", style="dim")
