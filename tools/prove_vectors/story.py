"""The log that every vector tells: its keys, its entries, and what an export of it holds."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plainsight.prove.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from plainsight.prove.commit import commit
from plainsight.prove.entry import Entry, entry_bytes
from plainsight.prove.note import KeyKind, VerifierKey
from plainsight.prove.tree import leaf_hash, root_of

ORIGIN = "audit.example.com/plainsight"
WITNESS = "witness.example.org/w1"
SIZE = 12
START = datetime(2026, 1, 31, 8, tzinfo=UTC)

Vector = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorKey:
    """A signer whose private key anybody can derive from its sentence."""

    sentence: str
    name: str = ORIGIN
    kind: KeyKind = KeyKind.NOTE

    @property
    def key(self) -> VerifierKey:
        """The public half."""
        public = self._private().public_key().public_bytes_raw()
        return VerifierKey(name=self.name, public=public, kind=self.kind)

    def sign(self, text: bytes) -> bytes:
        """Ed25519 over `text`."""
        return self._private().sign(text)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(digest_of(self.sentence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What an export folder holds, ready to be tampered with."""

    lines: tuple[bytes, ...]  # without newlines
    checkpoint: bytes
    key: str
    since: bytes | None = None
    leaf_hashes: tuple[bytes, ...] | None = None
    witnesses: tuple[str, ...] = ()
    witness_count_min: int = 0
    end: bytes = b"\n"  # after the last line
    expect: Sequence[str] = field(default=())
    expect_without_leaf_hashes: Sequence[str] | None = None


def log_vector(name: str, about: str, export: Export) -> tuple[str, Vector]:
    """The vector that an export makes, under its name."""
    entries = b"\n".join(export.lines) + (export.end if export.lines else b"")
    vector: Vector = {
        "kind": "log",
        "about": about,
        "key": export.key,
        "checkpoint": export.checkpoint.decode(),
    }
    if export.since is not None:
        vector["since"] = export.since.decode()
    if export.witnesses:
        vector["witnesses"] = list(export.witnesses)
        vector["witness_count_min"] = export.witness_count_min
    if export.leaf_hashes is not None:
        vector["leaf_hashes"] = [leaf.hex() for leaf in export.leaf_hashes]
    vector["entries"] = entries.decode().splitlines(keepends=True)
    vector["expect"] = list(export.expect)
    if export.leaf_hashes is not None:
        without = export.expect_without_leaf_hashes
        vector["expect_without_leaf_hashes"] = list(export.expect if without is None else without)
    return name, vector


def story_entry(index: int, *, number: int | None = None) -> Entry:
    """The `number`th fact of the story at an index, by default its own."""
    told = index if number is None else number
    salt = digest_of(f"plainsight vector salt {told}")
    return Entry(
        index=index,
        tag=("case:opened", "alert:raised", "hold:placed", "case:decided")[told % 4],
        subject=f"case_{told}",
        at=START + timedelta(minutes=told, microseconds=250_000 * (told % 2)),
        body={"decision": "escalate", "reason": "两个独立特征 · dos indicios", "score": told * 7},
        commitments={"account_id": commit(f"account {told}", name="account_id", salt=salt)},
    )


def story_lines(size: int, *, without: int | None = None, shift: int = 0) -> tuple[bytes, ...]:
    """The first `size` entries; one left out, or all moved on by `shift`."""
    told = [number for number in range(size) if number != without]
    return tuple(
        entry_bytes(story_entry(index, number=max(number - shift, 0)))
        for index, number in enumerate(told)
    )


def honest_export(lines: Sequence[bytes]) -> Export:
    """Lines with a checkpoint that fits them."""
    return Export(lines=tuple(lines), checkpoint=signed_bytes(lines), key=str(log_key().key))


def with_leaves(export: Export) -> Export:
    """The same export with its own leaf hashes."""
    return replace(export, leaf_hashes=tuple(leaf_hash(line) for line in export.lines))


def signed_bytes(
    lines: Sequence[bytes], *, key: VectorKey | None = None, origin: str = ORIGIN
) -> bytes:
    """A signed checkpoint over lines, as a file holds it."""
    return bytes(sign_lines(lines, key=key, origin=origin).note)


def sign_lines(
    lines: Sequence[bytes], *, key: VectorKey | None = None, origin: str = ORIGIN
) -> SignedCheckpoint:
    """A signed checkpoint over lines."""
    checkpoint = Checkpoint(origin=origin, size=len(lines), root=root_over(lines))
    return sign_checkpoint(checkpoint, signer=key or log_key())


def log_key() -> VectorKey:
    """The key that every verifier of these vectors pins."""
    return VectorKey(sentence="plainsight vector key: log")


def root_over(lines: Sequence[bytes]) -> bytes:
    """The root over lines."""
    return root_of(leaf_hash(line) for line in lines)


def put(lines: Sequence[bytes], index: int, line: bytes) -> tuple[bytes, ...]:
    """Lines with another one at an index."""
    return (*lines[:index], line, *lines[index + 1 :])


def swap_byte(line: bytes, old: bytes, new: bytes) -> bytes:
    """A line with one part changed to another of the same length."""
    changed = line.replace(old, new, 1)
    if changed == line or len(changed) != len(line):
        raise AssertionError("the vector changes nothing")
    return changed


def with_order_added(checkpoint: bytes) -> bytes:
    """A checkpoint whose Ed25519 signature is spelled in its second, forbidden way."""
    order = 2**252 + 27742317777372353535851937790883648493
    blob = checkpoint.split()[-1]
    raw = base64.b64decode(blob)
    s = int.from_bytes(raw[-32:], "little") + order
    return checkpoint.replace(blob, base64.b64encode(raw[:-32] + s.to_bytes(32, "little")))


def digest_of(sentence: str) -> bytes:
    """32 bytes anybody can derive from a sentence."""
    return hashlib.sha256(sentence.encode()).digest()
