"""Case keys: what a legal request says about people is sealed under a key of its own.

Forgetting the key erases request, documents and collected copies at once, while the log's proofs
stay. It is no defence against whoever reads the whole database: the keys lie there too.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, insert, select

from plainsight.app.ports import Salts
from plainsight.errors import UnknownId
from plainsight.stores.respond.tables import case_keys

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SqlCaseKeys:
    """Seals and opens under the key of one legal request."""

    def __init__(self, connection: Connection, salts: Salts) -> None:
        self._connection = connection
        self._salts = salts

    def create(self) -> bytes:
        """Draw a key."""
        return self._salts(_KEY_BYTES)

    def keep(self, request_id: str, key: bytes) -> None:
        """Store a key beside its legal request."""
        self._connection.execute(insert(case_keys).values(request_id=request_id, key=key))

    def key(self, request_id: str) -> bytes:
        """The key. Raises UnknownId once it was erased."""
        found = self.find(request_id)
        if found is None:
            raise UnknownId("case key", request_id)
        return found

    def find(self, request_id: str) -> bytes | None:
        """The key, or nothing once it was erased: for lists, which one erased case must not end."""
        found = self._connection.execute(
            select(case_keys.c.key).where(case_keys.c.request_id == request_id)
        ).scalar_one_or_none()
        return None if found is None else bytes(found)

    def erase(self, request_id: str) -> None:
        """Forget the key for good."""
        self._connection.execute(delete(case_keys).where(case_keys.c.request_id == request_id))

    def seal(self, content: bytes, *, key: bytes, what: str) -> bytes:
        """AES-256-GCM; `what` is bound to it, so that one part cannot be passed for another."""
        nonce = self._salts(_NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, content, _label(what))

    def open(self, sealed: bytes, *, key: bytes, what: str) -> bytes:
        """The content. Raises UnknownId when this key never sealed it."""
        nonce, box = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, box, _label(what))
        except InvalidTag:
            raise UnknownId("sealed content", what) from None


def _label(what: str) -> bytes:
    return hashlib.sha256(what.encode()).digest()
