"""Raw Bitcoin blocks as the network and Bitcoin Core's blk files write them.

A block is believed when its transactions hash to the Merkle root of its header. Nothing is
copied: columns hold offsets into the block's own bytes.
"""

import bz2
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from plainsight.errors import BadBlock
from plainsight.feeds.chain.bitcoin_kernel import CUT, ODD, Column, read_count, scan_transactions
from plainsight.trace.chain.merkle import MerkleBranch, double_sha256, merkle_branch, merkle_root

HEADER_BYTES = 80
BLOCK_BYTES_MAX = 4_000_000  # BIP 141 weight limit bounds the serialised size
_MAGIC = bytes.fromhex("f9beb4d9")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBlock:
    """One block whose Merkle root holds."""

    data: bytes
    transaction_ids: tuple[bytes, ...]  # internal order; explorers print the reverse
    transactions: Column  # start, end, body, witness start, inputs before, outputs before
    inputs: Column  # offset of the outpoint, transaction
    outputs: Column  # value, script kind, key offset, key length

    @property
    def header(self) -> bytes:
        """The 80 bytes that miners hash."""
        return self.data[:HEADER_BYTES]

    @property
    def block_hash(self) -> bytes:
        """Internal order."""
        return double_sha256(self.header)

    @property
    def previous_hash(self) -> bytes:
        """The block before; internal order."""
        return self.data[4:36]

    @property
    def at(self) -> datetime:
        """The miner's clock, good to about two hours."""
        return _EPOCH + timedelta(seconds=int.from_bytes(self.data[68:72], "little"))

    def stripped_transaction(self, number: int) -> bytes:
        """The bytes that its id hashes: without the witness."""
        return _stripped(self.data, self.transactions[number].tolist())

    def branch(self, number: int) -> MerkleBranch:
        """What ties one transaction to the header."""
        return merkle_branch(self.transaction_ids, number)


def read_block(data: bytes) -> RawBlock:
    """Parse and verify one block. Raises BadBlock when cut, padded, or not of its Merkle root."""
    if not HEADER_BYTES < len(data) <= BLOCK_BYTES_MAX:
        raise BadBlock("", "size", f"{len(data)} bytes; a block has {HEADER_BYTES + 1} at least")
    name = double_sha256(data[:HEADER_BYTES])[::-1].hex()
    array = np.frombuffer(data, dtype=np.uint8)
    count, at = read_count(array, HEADER_BYTES)
    if count < 1 or count > len(data) // 60:
        raise BadBlock(name, "transactions", f"impossible count {count}")
    transactions = np.zeros((count, 6), dtype=np.int64)
    # An input takes 41 bytes at least, an output 9: these bounds cannot be exceeded.
    inputs = np.empty((len(data) // 41 + 1, 2), dtype=np.int64)
    outputs = np.empty((len(data) // 9 + 1, 4), dtype=np.int64)
    status, n_in, n_out, _ = scan_transactions(array, at, count, transactions, inputs, outputs)
    if status in (CUT, ODD):
        what = "the block ends too early" if status == CUT else "bytes follow the last transaction"
        raise BadBlock(name, "transactions", what)
    ids = tuple(_transaction_ids(data, transactions.tolist()))
    if merkle_root(ids) != data[36:68]:
        raise BadBlock(name, "merkle root", "the transactions are not those of this header")
    return RawBlock(
        data=data,
        transaction_ids=ids,
        transactions=transactions,
        inputs=inputs[:n_in].copy(),
        outputs=outputs[:n_out].copy(),
    )


def blocks_of(path: Path) -> Iterator[RawBlock]:
    """The blocks of a file: one bare block, or a run of them framed as in blk files.

    `.bz2` is unpacked; a blk file masked by Bitcoin Core (28 and later) needs its xor.dat
    beside it.
    """
    yield from (read_block(data) for data in _frames(_bytes_of(path)))


def _bytes_of(path: Path) -> bytes:
    if path.suffix == ".bz2":
        return bz2.decompress(path.read_bytes())
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            data = mapped[:]
    key_file = path.parent / "xor.dat"
    if path.name.startswith(("blk", "rev")) and key_file.is_file():
        return _unmask(data, key_file.read_bytes())
    return data


def _unmask(data: bytes, key: bytes) -> bytes:
    mask = np.resize(np.frombuffer(key, dtype=np.uint8), len(data))
    return (np.frombuffer(data, dtype=np.uint8) ^ mask).tobytes()


def _frames(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_MAGIC):
        yield data
        return
    at = 0
    while data[at : at + 4] == _MAGIC:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            raise BadBlock("", "frame", f"says {size} bytes, the file has fewer")
        yield data[at + 8 : at + 8 + size]
        at += 8 + size
    # Core preallocates its files: zeros after the last block are no damage.
    if data[at:].strip(b"\0"):
        raise BadBlock("", "frame", f"no block starts at byte {at}")


def _transaction_ids(data: bytes, transactions: list[list[int]]) -> Iterator[bytes]:
    for bounds in transactions:
        yield double_sha256(_stripped(data, bounds))


def _stripped(data: bytes, bounds: list[int]) -> bytes:
    start, end, body, witness = bounds[:4]
    if body == start + 4:
        return data[start:end]
    return data[start : start + 4] + data[body:witness] + data[end - 4 : end]
