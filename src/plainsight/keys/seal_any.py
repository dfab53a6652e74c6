"""Encrypt to whatever key the officer enrolled: an age key, or a certificate in PEM."""

from plainsight.keys.seal_age import AgeSealer
from plainsight.keys.seal_cms import CmsSealer

_PEM = "-----BEGIN CERTIFICATE-----"


class AnySealer:
    """Implements `plainsight.app.respond.ports.Sealer`."""

    def seal(self, content: bytes, *, recipient_key: str) -> bytes:
        """Ciphertext for one recipient. Raises BadValue for a key that is none of either."""
        key = recipient_key.strip()
        sealer = CmsSealer() if key.startswith(_PEM) else AgeSealer()
        return sealer.seal(content, recipient_key=key)
