"""Monero addresses: base 58 in blocks of eight bytes, checked with Keccak-256.

Source: Monero's common/base58.cpp and cryptonote_basic_impl.cpp. Network bytes of the main
network: 18 standard, 19 integrated (with a payment id), 42 subaddress.
"""

from plainsight.model.address.base58 import ALPHABET
from plainsight.model.address.keccak import keccak_256

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
# How many symbols write a block of that many bytes; the order gives the way back.
_SYMBOLS = (0, 2, 3, 5, 6, 7, 9, 10, 11)
_PAYLOAD_BYTES = {18: 65, 19: 73, 42: 65}  # network byte and keys, and a payment id of 8 bytes


def decode_monero(text: str) -> bytes | None:
    """Return network byte and keys (65 or 73 bytes), or None when any rule is broken."""
    if len(text) not in (95, 106):
        return None
    raw = bytearray()
    for start in range(0, len(text), 11):
        block = _decode_block(text[start : start + 11])
        if block is None:
            return None
        raw += block
    payload, checksum = bytes(raw[:-4]), bytes(raw[-4:])
    if _PAYLOAD_BYTES.get(payload[0]) != len(payload):
        return None
    return payload if keccak_256(payload)[:4] == checksum else None


def _decode_block(block: str) -> bytes | None:
    if len(block) not in _SYMBOLS:
        return None
    number = 0
    for symbol in block:
        value = _VALUE.get(symbol)
        if value is None:
            return None
        number = number * 58 + value
    size = _SYMBOLS.index(len(block))
    # Eleven symbols can write more than eight bytes hold; such a block is not an address.
    return number.to_bytes(size) if number < 1 << 8 * size else None
