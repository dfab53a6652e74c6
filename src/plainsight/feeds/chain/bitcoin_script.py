"""Output scripts -> addresses, for the script kinds that name one."""

import hashlib
from functools import lru_cache

from plainsight.errors import HashMissing
from plainsight.model.address.base58 import encode_base58check
from plainsight.model.address.bech32 import WitnessProgram, encode_segwit

ADDRESSES_REMEMBERED = 1 << 16  # busy addresses come again and again; Base58 is slow
_P2PKH_VERSION = b"\x00"
_P2SH_VERSION = b"\x05"
_WITNESS_VERSIONS = {"p2wpkh": 0, "p2wsh": 0, "p2tr": 1}


@lru_cache(maxsize=ADDRESSES_REMEMBERED)
def script_address(kind: str, key: bytes) -> str | None:
    """The address of a script kind and its hash or key; None for kinds without a single one.

    A bare public key (p2pk) is shown, as explorers do, at the address of its hash: both are
    spent by one key.
    """
    if kind == "p2pkh":
        return encode_base58check(_P2PKH_VERSION + key)
    if kind == "p2sh":
        return encode_base58check(_P2SH_VERSION + key)
    if kind == "p2pk":
        return encode_base58check(_P2PKH_VERSION + _hash160(key))
    if kind in _WITNESS_VERSIONS:
        return encode_segwit(
            WitnessProgram(prefix="bc", version=_WITNESS_VERSIONS[kind], program=key)
        )
    return None


def _hash160(key: bytes) -> bytes:
    try:
        ripemd = hashlib.new("ripemd160")
    except ValueError:
        raise HashMissing("ripemd160") from None
    ripemd.update(hashlib.sha256(key).digest())
    return ripemd.digest()
