"""Salted commitments: personal data outside the log, provable as long as its salt is kept.

A bare hash of a phone number is guessed in seconds. A commitment is HMAC-SHA256 under 32 random
bytes: whoever holds value and salt can prove what the log says; once the salt is forgotten,
nobody can, and the log still verifies.
"""

import hashlib
import hmac
import re

from plainsight.errors import BadValue

SALT_BYTES = 32
COMMITMENT_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

_CONTEXT = b"plainsight/commitment/v1\n"


def commit(value: str, *, name: str, salt: bytes) -> str:
    """Commit to a personal value under a name and a salt; 64 hex digits.

    The name is part of what is committed, so that an account id cannot be passed off as a phone
    number. Raises BadValue for a salt that is not 32 bytes or a name outside [a-z][a-z0-9_]*.
    """
    # A fixed length keeps HMAC keys apart: a longer key would be hashed, a shorter one padded.
    if len(salt) != SALT_BYTES:
        raise BadValue("salt", f"{len(salt)} bytes", f"draw {SALT_BYTES} random bytes")
    if not COMMITMENT_NAME.fullmatch(name):
        raise BadValue("name", name, "names are lower case, as in account_id")
    try:
        told = _CONTEXT + name.encode() + b"\n" + value.encode()
    except UnicodeEncodeError:
        raise BadValue(name, value, "half a surrogate pair is not text") from None
    return hmac.new(salt, told, hashlib.sha256).hexdigest()


def is_opened(commitment: str, *, value: str, name: str, salt: bytes) -> bool:
    """Whether value, name and salt are what the commitment was made of."""
    return hmac.compare_digest(commitment, commit(value, name=name, salt=salt))
