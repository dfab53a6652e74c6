"""Bech32 and Bech32m: segregated-witness addresses of Bitcoin and Litecoin.

Source: BIP 173 (Bech32), BIP 350 (Bech32m for witness version 1 and above), BIP 141 (programs).
"""

from dataclasses import dataclass

from plainsight.model.address.bits import regroup_bits

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
TEXT_CHARS_MAX = 90  # BIP 173: beyond this the code no longer promises to see four errors

_VALUE = {symbol: value for value, symbol in enumerate(CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32 = 1
_BECH32M = 0x2BC830A3


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessProgram:
    """What a segregated-witness address says."""

    prefix: str  # "bc" or "ltc"; any human-readable part
    version: int  # 0 to 16
    program: bytes  # 2 to 40 bytes


def decode_segwit(text: str) -> WitnessProgram | None:
    """Read a segregated-witness address, or return None when any rule of the BIPs is broken."""
    # BIP 173: a decoder must not accept mixed case; upper case is for QR codes.
    if not 8 <= len(text) <= TEXT_CHARS_MAX or (text != text.lower() and text != text.upper()):
        return None
    prefix, separator, tail = text.lower().rpartition("1")
    if not separator or not prefix or len(tail) < 7 or not prefix.isascii():
        return None
    values = [_VALUE.get(symbol, -1) for symbol in tail]
    if -1 in values:
        return None
    constant = _polymod(_expand(prefix) + values)
    return _program(prefix, values[:-6], constant)


def encode_segwit(witness: WitnessProgram) -> str:
    """Write a witness program in its canonical lower case."""
    groups = regroup_bits(witness.program, wide=8, narrow=5, pad=True) or []
    values = [witness.version, *groups]
    constant = _BECH32 if witness.version == 0 else _BECH32M
    polymod = _polymod(_expand(witness.prefix) + values + [0] * 6) ^ constant
    checksum = [(polymod >> 5 * (5 - i)) & 31 for i in range(6)]
    return witness.prefix + "1" + "".join(CHARSET[value] for value in values + checksum)


def _program(prefix: str, values: list[int], constant: int) -> WitnessProgram | None:
    if not values or values[0] > 16:
        return None
    version = values[0]
    if constant != (_BECH32 if version == 0 else _BECH32M):
        return None
    groups = regroup_bits(values[1:], wide=5, narrow=8, pad=False)
    if groups is None or not 2 <= len(groups) <= 40:
        return None
    if version == 0 and len(groups) not in (20, 32):
        return None
    return WitnessProgram(prefix=prefix, version=version, program=bytes(groups))


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= generator
    return checksum
