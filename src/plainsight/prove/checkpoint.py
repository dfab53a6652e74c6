"""Checkpoints: signed origin, size and root (C2SP tlog-checkpoint v1.0.0, spec/checkpoint.md)."""

import base64
import re
from dataclasses import dataclass

from plainsight.errors import BadNote, WrongOrigin
from plainsight.prove.note import (
    SignedNote,
    Signer,
    VerifierKey,
    decode_base64,
    parse_note,
    sign_text,
    verify_note,
)
from plainsight.prove.tree import HASH_BYTES

SIZE_MAX = 2**63 - 1

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log commits to: with `size` entries, in this order, the root is `root`."""

    origin: str  # the log's identity, as example.com/audit
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()  # read, never written: no monitor can audit them

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin:
            raise BadNote(f"origin {self.origin!r}", "one non-empty line, as example.com/audit")
        if not 0 <= self.size <= SIZE_MAX:
            raise BadNote(f"size {self.size}", "between 0 and 2^63 - 1")
        if len(self.root) != HASH_BYTES:
            raise BadNote("root", f"a root has {HASH_BYTES} bytes")

    def __str__(self) -> str:
        """The note text, ending in a newline."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint and the note it was read from, co-signatures of witnesses included."""

    checkpoint: Checkpoint
    note: SignedNote


def parse_checkpoint(note: bytes) -> SignedCheckpoint:
    """Read a signed checkpoint without trusting it. Raises BadNote."""
    signed = parse_note(note)
    lines = signed.text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise BadNote("checkpoint", "needs three lines: origin, size, root")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise BadNote("checkpoint", f"size {size[:40]!r} is no plain decimal")
    checkpoint = Checkpoint(
        origin=origin,
        size=int(size),
        root=decode_base64(root, what="root of the checkpoint"),
        extensions=tuple(extensions),
    )
    return SignedCheckpoint(checkpoint=checkpoint, note=signed)


def open_checkpoint(
    note: bytes, *, key: VerifierKey, origin: str | None = None
) -> SignedCheckpoint:
    """Read a checkpoint and check that the log `origin` signed it with the pinned `key`.

    `origin` is the name of the key unless given. Raises BadNote, WrongOrigin, UnknownSigner or
    ForgedSignature.
    """
    signed = parse_checkpoint(note)
    expected = key.name if origin is None else origin
    if signed.checkpoint.origin != expected:
        raise WrongOrigin(signed.checkpoint.origin, expected)
    verify_note(signed.note, key=key)
    return signed


def sign_checkpoint(checkpoint: Checkpoint, *, signer: Signer) -> SignedCheckpoint:
    """Sign a checkpoint. The caller makes sure that it extends every one signed before."""
    return SignedCheckpoint(checkpoint=checkpoint, note=sign_text(str(checkpoint), signer=signer))
