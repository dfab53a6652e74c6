"""Options of the commands about the audit log, and how keys are read from files."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from plainsight.errors import BadNote
from plainsight.prove.entry import ENTRY_BYTES_MAX
from plainsight.prove.note import (
    NOTE_BYTES_MAX,
    KeyKind,
    VerifierKey,
    parse_verifier_key,
    require_kind,
)
from plainsight.prove.rotation import Rotation, read_rotations
from plainsight.settings import Setting

SigningKey = Annotated[
    Path | None,
    typer.Option(
        "--key",
        help="The log's private key file (mode 0600).",
        envvar=Setting.KEY,
        dir_okay=False,
        show_default="plainsight.key",
    ),
]
Since = Annotated[
    Path | None,
    typer.Option(
        "--since",
        help="A checkpoint you kept from before: the log must contain it.",
        exists=True,
        dir_okay=False,
    ),
]
Rotations = Annotated[
    Path | None,
    typer.Option(
        "--rotations",
        help="Where the pinned key is an old one: what `plainsight log keys --out` wrote.",
        exists=True,
        dir_okay=False,
    ),
]


def read_verifier_key(path: Path, *, kind: KeyKind, option: str) -> VerifierKey:
    """The public key in a file; a file that holds none of this kind is a usage error."""
    try:
        key = parse_verifier_key(read_small(path).decode(errors="replace"))
        require_kind(key, kind)
    except BadNote as problem:
        raise typer.BadParameter(f"{path}: {problem}", param_hint=option) from None
    return key


def read_rotations_file(path: Path | None) -> tuple[Rotation, ...]:
    """The rotations of a log's key in a file, signatures checked; none without a file.

    Raises BadNote, BrokenRotation, UnsignedRotation.
    """
    if path is None:
        return ()
    with path.open("rb") as file:
        return read_rotations(iter(partial(file.readline, ENTRY_BYTES_MAX + 2), b""))


def read_small(path: Path) -> bytes:
    """The bytes of a key or a checkpoint; no more than either can have."""
    with path.open("rb") as file:
        return file.read(NOTE_BYTES_MAX + 1)
