"""Encrypt to an officer's age key (X25519): pyrage, opened with the public `age` tool."""

from plainsight.errors import BadPackage, BadValue, NotInstalled

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how one begins
_UNSHOWN = "(not shown)"
_OTHER_KEY = "No matching keys"


class AgeSealer:
    """Implements `plainsight.app.respond.ports.Sealer`."""

    def seal(self, content: bytes, *, recipient_key: str) -> bytes:
        """Ciphertext for one age recipient. Raises BadValue for a key that is none."""
        try:
            import pyrage
        except ModuleNotFoundError:
            raise NotInstalled("pyrage", "evidence") from None
        if _SECRET in recipient_key.upper():
            raise BadValue("recipient_key", _UNSHOWN, "a private key; give its public one, age1...")
        try:
            recipient = pyrage.x25519.Recipient.from_str(recipient_key)
        except pyrage.RecipientError:
            # Never the text: whatever was given by mistake may be a secret of another kind.
            raise BadValue("recipient_key", _UNSHOWN, "an age key starts with age1") from None
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
    """Decrypt with an officer's identity.

    Raises BadValue when it is not for this key, BadPackage for what is cut off or changed.
    """
    try:
        import pyrage
    except ModuleNotFoundError:
        raise NotInstalled("pyrage", "evidence") from None
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError:
        raise BadValue(
            "identity", _UNSHOWN, "no age key; one starts with AGE-SECRET-KEY-"
        ) from None
    try:
        return bytes(pyrage.decrypt(sealed, [key]))
    except pyrage.DecryptError as error:
        # The library tells the cases apart in words alone; what it says anew reads as damage.
        if _OTHER_KEY in str(error):
            raise BadValue("identity", _UNSHOWN, "this key does not open this package") from None
        raise BadPackage(
            "it is cut off or was changed on its way", "fetch it again and compare its SHA-256"
        ) from None
