"""Encrypt to an officer's age key (X25519): pyrage, opened with the public `age` tool."""

from plainsight.errors import BadValue, NotInstalled


class AgeSealer:
    """Implements `plainsight.app.respond_ports.Sealer`."""

    def seal(self, content: bytes, *, recipient_key: str) -> bytes:
        """Ciphertext for one age recipient. Raises BadValue for a key that is none."""
        try:
            import pyrage
        except ModuleNotFoundError:
            raise NotInstalled("pyrage", "evidence") from None
        try:
            recipient = pyrage.x25519.Recipient.from_str(recipient_key)
        except pyrage.RecipientError:
            raise BadValue("recipient_key", recipient_key, "an age key starts with age1") from None
        return bytes(pyrage.encrypt(content, [recipient]))


def create_identity() -> tuple[str, str]:
    """A fresh age key pair, for trials: (identity, recipient). Officers make their own."""
    try:
        import pyrage
    except ModuleNotFoundError:
        raise NotInstalled("pyrage", "evidence") from None
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def open_age(sealed: bytes, *, identity: str) -> bytes:
    """Decrypt with an officer's identity. Raises BadValue when it is not for this key."""
    try:
        import pyrage
    except ModuleNotFoundError:
        raise NotInstalled("pyrage", "evidence") from None
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
        return bytes(pyrage.decrypt(sealed, [key]))
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise BadValue("identity", "(not shown)", "this key does not open this package") from None
