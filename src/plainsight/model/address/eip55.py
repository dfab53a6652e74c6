"""Ethereum addresses and the checksum hidden in the case of their letters.

Source: EIP-55. An address in one case carries no checksum at all: it is well formed, not checked.
"""

from plainsight.model.address.keccak import keccak_256

_HEX = frozenset("0123456789abcdefABCDEF")


def is_ethereum_shape(text: str) -> bool:
    """Say whether the text is 0x and forty hexadecimal digits."""
    return len(text) == 42 and text[:2] == "0x" and _HEX.issuperset(text[2:])


def has_checksum_case(text: str) -> bool:
    """Say whether upper and lower case letters both occur, which is what carries the checksum."""
    digits = text[2:]
    return digits != digits.lower() and digits != digits.upper()


def encode_eip55(text: str) -> str:
    """Write forty hexadecimal digits after 0x in checksum case."""
    digits = text[2:].lower()
    digest = keccak_256(digits.encode("ascii")).hex()
    cased = (
        digit.upper() if int(nibble, 16) >= 8 else digit
        for digit, nibble in zip(digits, digest, strict=False)
    )
    return "0x" + "".join(cased)
