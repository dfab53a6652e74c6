"""Signed notes and verifier keys (C2SP signed-note v1.0.0): text, blank line, signature lines.

Everything is bytes: a note read through a text layer that turns CR LF into LF would verify here
and fail everywhere else.
"""

import base64
import binascii
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plainsight.errors import BadNote, ForgedSignature, UnknownSigner

NOTE_BYTES_MAX = 65_536
SIGNATURES_MAX = 64  # the specification asks for 16 at least
PUBLIC_KEY_BYTES = 32
KEY_ID_BYTES = 4

_SIGNATURE_PREFIX = "\u2014 "


class KeyKind(IntEnum):
    """What a key signs; part of its id, so that one kind never passes for the other."""

    NOTE = 0x01  # Ed25519 over the note text
    COSIGNATURE = 0x04  # Ed25519 by a witness, with a time (C2SP tlog-cosignature)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key under a name. Pin it: a key that came with the log proves nothing."""

    name: str
    public: bytes
    kind: KeyKind = KeyKind.NOTE

    def __post_init__(self) -> None:
        require_key_name(self.name)
        if len(self.public) != PUBLIC_KEY_BYTES:
            raise BadNote(f"key {self.name}", f"a public key has {PUBLIC_KEY_BYTES} bytes")

    @property
    def key_id(self) -> bytes:
        """Four bytes to find the right signature line by; no fingerprint, too short for that."""
        material = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(material).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        """One line: name, key id in hex, base64 of kind and key, joined by `+`."""
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line; `signature` has no meaning without the key of that name and id."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        """The line as it stands in a note, with its newline."""
        blob = base64.b64encode(self.key_id + self.signature).decode()
        return f"{_SIGNATURE_PREFIX}{self.name} {blob}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNote:
    """A text, ending in a newline, and the signatures under it. Unverified until asked."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __bytes__(self) -> bytes:
        lines = "".join(str(signature) for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()


class Signer(Protocol):
    """Holds a private key and never shows it."""

    @property
    def key(self) -> VerifierKey:
        """The public half."""
        ...

    def sign(self, text: bytes) -> bytes:
        """The Ed25519 signature of `text`, 64 bytes."""
        ...


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a verifier key, `name+id+key` on one line. Raises BadNote."""
    what = "verifier key"
    if "PRIVATE+KEY" in text or "PRIVATE KEY" in text:  # none of it may appear in a complaint
        mend = "give the public one, as in verifier_key.txt of an export, and keep this one secret"
        raise BadNote(what, f"this is a private key; {mend}")
    if "BEGIN PUBLIC KEY" in text:
        mend = "give the line name+id+key, as `plainsight log key` printed it: log.pub"
        raise BadNote(what, f"this is a key in PEM, which openssl takes; {mend}")
    parts = text.strip("\n").split("+", 2)  # base64 may hold a plus, a name may not
    if len(parts) != 3:
        raise BadNote(what, "write name+id+key on one line, as in the key file of the log")
    name, key_id, encoded = parts
    material = decode_base64(encoded, what=what)
    if len(material) != 1 + PUBLIC_KEY_BYTES or material[0] not in set(KeyKind):
        raise BadNote(what, "only Ed25519 keys for notes (01) and cosignatures (04) are known")
    key = VerifierKey(name=name, public=material[1:], kind=KeyKind(material[0]))
    if key.key_id.hex() != key_id:
        raise BadNote(what, f"its id is {key_id} but should be {key.key_id.hex()}; copy it again")
    return key


def parse_note(note: bytes) -> SignedNote:
    """Read a signed note without trusting it. Raises BadNote."""
    what = "signed note"
    if len(note) > NOTE_BYTES_MAX:
        raise BadNote(what, f"longer than {NOTE_BYTES_MAX} bytes")
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise BadNote(what, "not UTF-8") from None
    if any(character < " " and character != "\n" for character in whole):
        raise BadNote(what, "has a control character; were its line ends changed?")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise BadNote(what, "needs a text, an empty line, then signature lines, each ended")
    signatures = tuple(_parse_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > SIGNATURES_MAX:
        raise BadNote(what, f"has more than {SIGNATURES_MAX} signatures")
    return SignedNote(text=text + "\n", signatures=signatures)


def sign_text(text: str, *, signer: Signer) -> SignedNote:
    """A note of `text`, which ends in a newline, with one signature."""
    return SignedNote(text=text, signatures=(_signature_of(text, signer),))


def signatures_by(note: SignedNote, key: VerifierKey) -> tuple[bytes, ...]:
    """The unverified signatures that claim this name and id."""
    return tuple(
        line.signature
        for line in note.signatures
        if line.name == key.name and line.key_id == key.key_id
    )


def verify_note(note: SignedNote, *, key: VerifierKey) -> None:
    """Check that `key` signed the note; signatures by others are ignored.

    Raises UnknownSigner when no line claims the key, ForgedSignature when one does so falsely,
    BadNote for the key of a witness, which signs no plain notes.
    """
    require_kind(key, KeyKind.NOTE)
    signatures = signatures_by(note, key)
    if not signatures:
        raise UnknownSigner(str(key), tuple(line.name for line in note.signatures))
    for signature in signatures:
        verify_signature(note.text.encode(), signature=signature, key=key)


def verify_signature(text: bytes, *, signature: bytes, key: VerifierKey) -> None:
    """Check one Ed25519 signature (RFC 8032). Raises ForgedSignature."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except (InvalidSignature, ValueError):
        raise ForgedSignature(key.name) from None


def require_key_name(name: str) -> None:
    """Refuse a name that no signature line can carry. Raises BadNote."""
    if not name or any(mark == "+" or mark < "!" or mark.isspace() for mark in name):
        raise BadNote(f"key name {name!r}", "non-empty, no spaces, no plus: example.com/audit")


def require_kind(key: VerifierKey, kind: KeyKind) -> None:
    """Refuse a key of the other kind. Raises BadNote."""
    if key.kind is not kind:
        raise BadNote(f"key {key.name}", f"is of kind {key.kind:02x}, and this needs {kind:02x}")


def decode_base64(text: str, *, what: str) -> bytes:
    """Standard base64, one spelling only. Raises BadNote, which never repeats the text.

    People give a private key where a public one is asked for.
    """
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote(what, "its base64 part is not base64") from None
    if base64.b64encode(decoded).decode() != text:
        raise BadNote(what, "its base64 part has stray bits")
    return decoded


def _parse_signature(line: str) -> NoteSignature:
    what = "signature line"
    name, _, blob = line.removeprefix(_SIGNATURE_PREFIX).partition(" ")
    if not line.startswith(_SIGNATURE_PREFIX) or not blob:
        raise BadNote(what, "write: em dash, space, key name, space, base64")
    require_key_name(name)
    signature = decode_base64(blob, what=what)
    if len(signature) <= KEY_ID_BYTES:
        raise BadNote(what, "too short to hold a key id and a signature")
    return NoteSignature(
        name=name, key_id=signature[:KEY_ID_BYTES], signature=signature[KEY_ID_BYTES:]
    )


def _signature_of(text: str, signer: Signer) -> NoteSignature:
    return NoteSignature(
        name=signer.key.name, key_id=signer.key.key_id, signature=signer.sign(text.encode())
    )
