"""CashAddr: Bitcoin Cash addresses.

Source: the CashAddr specification of Bitcoin Cash (spec/cashaddr.md): a 40-bit BCH code over the
prefix and the payload; version byte with type in bits 3 to 6 and hash size in bits 0 to 2.
"""

from dataclasses import dataclass

from plainsight.model.address.bech32 import CHARSET
from plainsight.model.address.bits import regroup_bits

PREFIX = "bitcoincash"
TEXT_CHARS_MAX = 128

_VALUE = {symbol: value for value, symbol in enumerate(CHARSET)}
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_HASH_BYTES = (20, 24, 28, 32, 40, 48, 56, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashAddress:
    """What a CashAddr says."""

    prefix: str  # "bitcoincash", "bchtest", ...
    kind: int  # 0 pays to a public key hash, 1 to a script hash, 2 and 3 carry tokens
    hash: bytes


def decode_cashaddr(text: str) -> CashAddress | None:
    """Read a CashAddr with or without its prefix; None when any rule is broken."""
    if not 0 < len(text) <= TEXT_CHARS_MAX or (text != text.lower() and text != text.upper()):
        return None
    prefix, separator, tail = text.lower().rpartition(":")
    prefix = prefix if separator else PREFIX
    values = [_VALUE.get(symbol, -1) for symbol in tail]
    if not prefix.isascii() or len(values) < 10 or -1 in values:
        return None
    if _polymod(_expand(prefix) + values) != 0:
        return None
    payload = regroup_bits(values[:-8], wide=5, narrow=8, pad=False)
    if not payload or payload[0] & 0x80 or len(payload) - 1 != _HASH_BYTES[payload[0] & 7]:
        return None
    return CashAddress(prefix=prefix, kind=payload[0] >> 3, hash=bytes(payload[1:]))


def encode_cashaddr(address: CashAddress) -> str:
    """Write a CashAddr with its prefix, in its canonical lower case."""
    version = address.kind << 3 | _HASH_BYTES.index(len(address.hash))
    groups = regroup_bits([version, *address.hash], wide=8, narrow=5, pad=True) or []
    polymod = _polymod(_expand(address.prefix) + groups + [0] * 8)
    checksum = [(polymod >> 5 * (7 - i)) & 31 for i in range(8)]
    return address.prefix + ":" + "".join(CHARSET[value] for value in groups + checksum)


def _expand(prefix: str) -> list[int]:
    return [code & 31 for code in prefix.encode("ascii")] + [0]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 35
        checksum = (checksum & 0x07FFFFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= generator
    return checksum ^ 1
