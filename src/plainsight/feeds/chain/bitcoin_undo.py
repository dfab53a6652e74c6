"""What a block spent: undo data, in the order in which the block spends it.

Two forms: a plain run of outputs (value, script) as some nodes keep, and Bitcoin Core's rev
files, which compress amounts and scripts (compressor.cpp) and close with a checksum.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plainsight.errors import BadUndo
from plainsight.feeds.chain.bitcoin_kernel import KIND_NAMES, script_kind
from plainsight.trace.chain.merkle import double_sha256

_SPECIAL_SCRIPTS = 6
_SCRIPT_BYTES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Prevout:
    """An output being spent."""

    units: int
    script: bytes

    @property
    def kind_and_key(self) -> tuple[str, bytes]:
        """The script's kind and the hash or key in it."""
        array = np.frombuffer(self.script, dtype=np.uint8)
        kind, at, size = script_kind(array, 0, len(self.script))
        return KIND_NAMES[kind], self.script[at : at + size]


def read_plain_undo(data: bytes) -> tuple[Prevout, ...]:
    """Outputs end to end: 8 bytes of value, script length, script. Raises BadUndo."""
    reader = _Reader(data)
    prevouts = []
    while not reader.is_done:
        units = int.from_bytes(reader.take(8), "little")
        prevouts.append(Prevout(units, reader.take(reader.compact_size())))
    return tuple(prevouts)


def read_core_undo(data: bytes) -> tuple[Prevout, ...]:
    """One CBlockUndo, without frame and checksum. Raises BadUndo."""
    reader = _Reader(data)
    prevouts = []
    for _ in range(reader.compact_size()):
        for _ in range(reader.compact_size()):
            code = reader.base128()
            if code >> 1:
                reader.base128()  # once the transaction's version; still written
            units = _decompress_amount(reader.base128())
            prevouts.append(Prevout(units, _decompress_script(reader)))
    if not reader.is_done:
        raise BadUndo("bytes follow the last output")
    return tuple(prevouts)


def undo_frames(data: bytes, previous_hashes: Iterator[bytes]) -> Iterator[tuple[Prevout, ...]]:
    """The undo records of a rev file, each checked against the hash of the block before its own."""
    at = 0
    for previous_hash in previous_hashes:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        record = data[at + 8 : at + 8 + size]
        checksum = data[at + 8 + size : at + 40 + size]
        if double_sha256(previous_hash + record) != checksum:
            raise BadUndo(f"checksum of the record at byte {at}; not this block's undo data")
        yield read_core_undo(record)
        at += 40 + size


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._data)

    def take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise BadUndo(f"ends at byte {self._at}")
        self._at += size
        return piece

    def compact_size(self) -> int:
        first = self.take(1)[0]
        if first < 253:
            return first
        return int.from_bytes(self.take(1 << (first - 252)), "little")

    def base128(self) -> int:
        """Core's VARINT: big-endian groups of seven bits, each but the last plus one."""
        value = 0
        for _ in range(10):
            byte = self.take(1)[0]
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                return value
            value += 1
        raise BadUndo("a number of more than ten bytes")


def _decompress_amount(code: int) -> int:
    if code == 0:
        return 0
    code, exponent = divmod(code - 1, 10)
    if exponent < 9:
        code, digit = divmod(code, 9)
        return int((code * 10 + digit + 1) * 10**exponent)
    return int((code + 1) * 10**9)


def _decompress_script(reader: _Reader) -> bytes:
    kind = reader.base128()
    if kind == 0:
        return b"\x76\xa9\x14" + reader.take(20) + b"\x88\xac"
    if kind == 1:
        return b"\xa9\x14" + reader.take(20) + b"\x87"
    if kind in (2, 3):
        return b"\x21" + bytes([kind]) + reader.take(32) + b"\xac"
    if kind in (4, 5):
        return b"\x41" + _whole_key(bytes([kind - 2]) + reader.take(32)) + b"\xac"
    size = kind - _SPECIAL_SCRIPTS
    script = reader.take(size)
    # Core reads past such a script and treats the output as unspendable.
    return b"\x6a" if size > _SCRIPT_BYTES_MAX else script


def _whole_key(compressed: bytes) -> bytes:
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), compressed)
    except ValueError:
        raise BadUndo(f"{compressed.hex()} is no point of secp256k1") from None
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
