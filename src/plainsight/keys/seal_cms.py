"""Encrypt to an agency's certificate: CMS with AES-256-CBC, opened with `openssl cms -decrypt`."""

from cryptography import x509
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options

from plainsight.errors import BadValue


class CmsSealer:
    """Implements `app.respond.ports.Sealer`; the key is an RSA certificate in PEM."""

    def seal(self, content: bytes, *, recipient_key: str) -> bytes:
        """DER EnvelopedData. Raises BadValue for what is no certificate with an RSA key."""
        try:
            certificate = x509.load_pem_x509_certificate(recipient_key.encode())
            builder = PKCS7EnvelopeBuilder().set_data(content).add_recipient(certificate)
        except (ValueError, TypeError):
            raise BadValue(
                "recipient_key", "(not shown)", "a PEM certificate with an RSA key"
            ) from None
        sealed = builder.set_content_encryption_algorithm(AES256)
        return sealed.encrypt(Encoding.DER, [PKCS7Options.Binary])
