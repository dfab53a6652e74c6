"""Does a block hold a transaction: raw bytes, Merkle branch and header, checked without a node.

The header's own proof of work is checked as well. Which chain the header belongs to is for the
reader to compare with any node or explorer: the block hash is in the answer.
"""

from plainsight.errors import BadInclusion
from plainsight.trace.chain.merkle import MerkleBranch, double_sha256, root_of_branch

HEADER_BYTES = 80


def verify_inclusion(
    transaction_id: str, *, raw: bytes, branch: MerkleBranch, header: bytes
) -> str:
    """Return the block hash. Raises BadInclusion naming what does not hold.

    `raw` is the serialisation without witness, which is what a transaction id hashes.
    """
    leaf = double_sha256(raw)
    if leaf[::-1].hex() != transaction_id:
        raise BadInclusion(transaction_id, "the raw bytes are another transaction's")
    if len(header) != HEADER_BYTES:
        raise BadInclusion(transaction_id, f"a header has {HEADER_BYTES} bytes")
    if root_of_branch(leaf, branch) != header[36:68]:
        raise BadInclusion(transaction_id, "the branch does not lead to the header's Merkle root")
    block_hash = double_sha256(header)[::-1]
    if int.from_bytes(block_hash) > _target(header):
        raise BadInclusion(transaction_id, "the header lacks the work that it claims")
    return block_hash.hex()


def _target(header: bytes) -> int:
    """The compact target of bytes 72 to 76."""
    bits = int.from_bytes(header[72:76], "little")
    exponent, mantissa = bits >> 24, bits & 0x007FFFFF
    return mantissa << 8 * (exponent - 3) if exponent > 3 else mantissa >> 8 * (3 - exponent)
