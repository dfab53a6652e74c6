"""An Ed25519 key in a file: created readable by its owner alone, refused when others can read it.

The private line is never printed, logged or part of an error; only signatures and the public half
leave this module.
"""

import base64
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plainsight.errors import BadKeyFile, BadNote, KeyTooOpen
from plainsight.prove.note import KeyKind, VerifierKey, require_key_name

KEY_FILE_MODE = 0o600

_PREFIX = "PRIVATE+KEY"  # the private form that goes with a verifier key, as Go's sumdb/note has it
_LINE_BYTES_MAX = 4096


class FileKey:
    """Signs notes with a key from a file. Satisfies `plainsight.prove.note.Signer`."""

    def __init__(self, private: Ed25519PrivateKey, *, name: str, kind: KeyKind) -> None:
        self._private = private
        self._key = VerifierKey(
            name=name, public=private.public_key().public_bytes_raw(), kind=kind
        )

    @property
    def key(self) -> VerifierKey:
        """The public half, to be pinned by whoever verifies."""
        return self._key

    def sign(self, text: bytes) -> bytes:
        """The Ed25519 signature of `text` (RFC 8032), 64 bytes."""
        return self._private.sign(text)

    def public_pem(self) -> bytes:
        """The public half as SubjectPublicKeyInfo in PEM, for `openssl pkeyutl -verify -pubin`."""
        return self._private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )

    def fingerprint(self) -> str:
        """SHA-256 of the public half in DER, hex: as printed on paper and read out on calls."""
        return hashlib.sha256(
            self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).hexdigest()

    def __repr__(self) -> str:
        return f"FileKey({self._key})"


def create_key(path: Path, *, name: str, kind: KeyKind = KeyKind.NOTE) -> FileKey:
    """Draw a key and write it to `path` with mode 0600, whole or not at all.

    Raises BadKeyFile when something stands at `path` already: overwriting a key would orphan every
    checkpoint it signed. Raises BadNote for a name no signature line can carry.
    """
    require_key_name(name)
    private = Ed25519PrivateKey.generate()
    signer = FileKey(private, name=name, kind=kind)
    material = base64.b64encode(bytes([kind]) + private.private_bytes_raw()).decode()
    line = f"{_PREFIX}+{name}+{signer.key.key_id.hex()}+{material}\n"
    _write_new(path, line.encode())
    return signer


def load_key(path: Path) -> FileKey:
    """Read a key that `create_key` wrote.

    Raises KeyTooOpen when group or others can touch the file, BadKeyFile when it is absent, no
    regular file, or no key.
    """
    name, key_id, material = _split(path, _read_closed(path))
    try:
        kind = KeyKind(material[0])
        signer = FileKey(Ed25519PrivateKey.from_private_bytes(material[1:]), name=name, kind=kind)
    except (ValueError, IndexError, BadNote):
        raise BadKeyFile(str(path), "holds no Ed25519 key; restore it from a backup") from None
    if signer.key.key_id.hex() != key_id:
        raise BadKeyFile(str(path), "its id does not fit its key; restore it from a backup")
    return signer


def _write_new(path: Path, line: bytes) -> None:
    try:
        descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise BadKeyFile(str(path), f"cannot be written: {problem.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, KEY_FILE_MODE)
            file.write(line)
            file.flush()
            os.fsync(descriptor)
        # A link appears whole and never replaces what is there, whatever else runs at the moment.
        os.link(fresh, path)
    except FileExistsError:
        raise BadKeyFile(str(path), "stands there already; a key is never overwritten") from None
    finally:
        Path(fresh).unlink()


def _read_closed(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        mend = "cannot be read: it is not there; name yours, or make one: plainsight log key"
        raise BadKeyFile(str(path), mend) from None
    except OSError as problem:
        raise BadKeyFile(str(path), f"cannot be read: {problem.strerror}") from None
    try:
        # Judged on the open file, so that nobody can swap it between the look and the read.
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise BadKeyFile(str(path), "is no regular file")
        if status.st_mode & 0o077:
            raise KeyTooOpen(str(path), stat.S_IMODE(status.st_mode))
        return os.read(descriptor, _LINE_BYTES_MAX).decode(errors="replace")
    finally:
        os.close(descriptor)


def _split(path: Path, text: str) -> tuple[str, str, bytes]:
    line = text.removesuffix("\n")
    parts = line.removeprefix(f"{_PREFIX}+").split("+", 2)
    if not line.startswith(f"{_PREFIX}+") or len(parts) != 3:
        raise BadKeyFile(str(path), f"no key: one line that starts with {_PREFIX}")
    name, key_id, encoded = parts
    try:
        return name, key_id, base64.b64decode(encoded, validate=True)
    except ValueError:
        raise BadKeyFile(str(path), "no key: its last part is not base64") from None
