"""Monero addresses as their wallets write them; posts are only read, so nothing else writes any."""

from plainsight.model.address.base58 import ALPHABET
from plainsight.model.address.keccak import keccak_256

_SYMBOLS = (0, 2, 3, 5, 6, 7, 9, 10, 11)  # that write a block of so many bytes


def encode_monero(payload: bytes) -> str:
    """Write network byte and keys with their checksum."""
    raw = payload + keccak_256(payload)[:4]
    return "".join(_encode_block(raw[start : start + 8]) for start in range(0, len(raw), 8))


def _encode_block(block: bytes) -> str:
    number = int.from_bytes(block)
    symbols = []
    for _ in range(_SYMBOLS[len(block)]):
        number, rest = divmod(number, 58)
        symbols.append(ALPHABET[rest])
    return "".join(reversed(symbols))
