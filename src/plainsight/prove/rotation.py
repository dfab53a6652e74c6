"""A rotation: the log's key gives way to another, and both keys say so (spec/rotation.md).

The entry carries both signatures itself, over the root of all entries before it. Whoever pinned the
old key finds the new one in the log; whoever steals the new one cannot rewrite what the old one
vouched for.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plainsight.errors import (
    BadNote,
    BrokenRotation,
    ForgedSignature,
    NonCanonicalEntry,
    UnreadableEntry,
    UnsignedRotation,
)
from plainsight.model.fact import AuditTag, JsonValue
from plainsight.prove.entry import Entry, parse_entry
from plainsight.prove.note import (
    KeyKind,
    Signer,
    VerifierKey,
    decode_base64,
    parse_verifier_key,
    require_kind,
    verify_signature,
)
from plainsight.prove.tree import HASH_BYTES

ROTATION_TAG = AuditTag.LOG_KEY_ROTATED.value
ROTATIONS_MAX = 100  # in one log; each costs a reader two signatures

_HEADER = "plainsight-rotation/1"
_FIELDS = ("root", "old_key", "new_key", "reason", "old_signature", "new_signature")
_ROOT = re.compile(rf"[0-9a-f]{{{2 * HASH_BYTES}}}")
_REASON = re.compile(r"[a-z][a-z0-9_]{0,63}")


class RotationReason(StrEnum):
    """Why a key gives way. Readers accept any other word of this form."""

    SCHEDULED = "scheduled"  # its time was over
    KEEPER_LEFT = "keeper_left"  # somebody who could use it no longer may
    NEW_HARDWARE = "new_hardware"  # it moved to where keys cannot be copied
    SUSPECTED_THEFT = "suspected_theft"  # somebody else may hold it as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """One change of the log's key; its signatures are verified where it comes from."""

    index: int  # of its entry; the old key signs up to it, the new one from it on
    root: bytes  # over the entries before it
    old: VerifierKey
    new: VerifierKey
    reason: str

    def __post_init__(self) -> None:
        if len(self.root) != HASH_BYTES:
            raise BrokenRotation(self.index, f"a root has {HASH_BYTES} bytes")
        if not _REASON.fullmatch(self.reason):
            raise BrokenRotation(self.index, "its reason is one word, as in keeper_left")
        if self.old.name != self.new.name:
            raise BrokenRotation(
                self.index, f"the new key is named {self.new.name!r}, the log {self.old.name!r}"
            )
        # Signature lines are told apart by four bytes; two keys that share them are one to a reader
        if self.old.key_id == self.new.key_id:
            raise BrokenRotation(self.index, "old and new key have one id; make another key")

    def __str__(self) -> str:
        """What both keys sign, ending in a newline; never a checkpoint, for its second line."""
        lines = (_HEADER, f"entry {self.index}", self.root.hex(), self.old, self.new, self.reason)
        return "".join(f"{line}\n" for line in lines)


def rotation_body(rotation: Rotation, *, old: Signer, new: Signer) -> dict[str, JsonValue]:
    """The body of the entry at `rotation.index`, signed by both keys."""
    text = str(rotation).encode()
    return {
        "root": rotation.root.hex(),
        "old_key": str(rotation.old),
        "new_key": str(rotation.new),
        "reason": rotation.reason,
        "old_signature": base64.b64encode(old.sign(text)).decode(),
        "new_signature": base64.b64encode(new.sign(text)).decode(),
    }


def read_rotation(entry: Entry) -> Rotation:
    """The rotation that an entry tells of, both signatures checked.

    Raises BrokenRotation when the entry tells of none or of an impossible one, UnsignedRotation
    when the old key or the new one did not sign it.
    """
    told = _told(entry)
    rotation = _read(told, entry.index)
    for name, key in (("old_signature", rotation.old), ("new_signature", rotation.new)):
        try:
            signature = decode_base64(told[name], what=name)
            verify_signature(str(rotation).encode(), signature=signature, key=key)
        except (BadNote, ForgedSignature):
            whose = "the key that gives way" if name == "old_signature" else "the new key"
            raise UnsignedRotation(entry.index, whose, str(key)) from None
    return rotation


def read_rotations(lines: Iterable[bytes]) -> tuple[Rotation, ...]:
    """The rotations of a file of entries, each line with its newline or without.

    Raises BadNote for what is no entry or too many, BrokenRotation, UnsignedRotation.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        if number > ROTATIONS_MAX:
            raise BadNote("rotations", f"a log changes its key at most {ROTATIONS_MAX} times")
        try:
            entry = parse_entry(line.removesuffix(b"\n"))
        except (UnreadableEntry, NonCanonicalEntry) as problem:
            raise BadNote("rotations", f"line {number} is no entry: {problem}") from None
        found.append(read_rotation(entry))
    return tuple(found)


def own_rotation(line: bytes) -> tuple[Rotation, ...]:
    """The rotation that an entry's bytes hold, if they hold a good one."""
    try:
        return (read_rotation(parse_entry(line)),)
    except (UnreadableEntry, NonCanonicalEntry, BrokenRotation, UnsignedRotation):
        return ()


def _told(entry: Entry) -> dict[str, str]:
    told = {name: value for name, value in entry.body.items() if isinstance(value, str)}
    if entry.tag != ROTATION_TAG or entry.body.keys() != {*_FIELDS} or told.keys() != {*_FIELDS}:
        raise BrokenRotation(entry.index, f"its body has the texts {', '.join(_FIELDS)}")
    return told


def _read(told: dict[str, str], index: int) -> Rotation:
    if not _ROOT.fullmatch(told["root"]):
        raise BrokenRotation(index, f"its root is no {2 * HASH_BYTES} lower-case hex digits")
    return Rotation(
        index=index,
        root=bytes.fromhex(told["root"]),
        old=_key(told, "old_key", index),
        new=_key(told, "new_key", index),
        reason=told["reason"],
    )


def _key(told: dict[str, str], name: str, index: int) -> VerifierKey:
    try:
        key = parse_verifier_key(told[name])
        require_kind(key, KeyKind.NOTE)
    except BadNote as problem:
        raise BrokenRotation(index, f"{name}: {problem}") from None
    if str(key) != told[name]:  # one spelling only
        raise BrokenRotation(index, f"{name}: write name+id+key and nothing else")
    return key
