"""Base58Check: Bitcoin legacy, Litecoin legacy and Tron addresses.

Source: Bitcoin's base58.cpp and the Base58Check page of the Bitcoin wiki. The alphabet leaves out
0, O, I and l; the last four bytes are the head of SHA-256 applied twice to the rest.
"""

from hashlib import sha256

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TEXT_CHARS_MAX = 128  # longer than any address; base conversion is quadratic

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}


def decode_base58check(text: str) -> bytes | None:
    """Return version byte and payload, or None when a symbol or the checksum is wrong."""
    raw = _decode(text)
    if raw is None or len(raw) < 5:
        return None
    payload, checksum = raw[:-4], raw[-4:]
    return payload if _double_sha256(payload)[:4] == checksum else None


def encode_base58check(payload: bytes) -> str:
    """Write version byte and payload with their checksum."""
    raw = payload + _double_sha256(payload)[:4]
    number = int.from_bytes(raw)
    symbols = []
    while number:
        number, rest = divmod(number, 58)
        symbols.append(ALPHABET[rest])
    leading_zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "1" * leading_zeros + "".join(reversed(symbols))


def _decode(text: str) -> bytes | None:
    if not 0 < len(text) <= TEXT_CHARS_MAX:
        return None
    number = 0
    for symbol in text:
        value = _VALUE.get(symbol)
        if value is None:
            return None
        number = number * 58 + value
    leading_zeros = len(text) - len(text.lstrip("1"))
    return bytes(leading_zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def _double_sha256(data: bytes) -> bytes:
    return sha256(sha256(data).digest()).digest()
