"""Bitcoin's Merkle tree: the root of a block, and the branch that ties one transaction to it.

An odd row repeats its last node (and with it CVE-2012-2459: two equal neighbours let a tree be
forged, so `merkle_root` refuses them). Hashes are bytes in internal order, the reverse of what
explorers print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from plainsight.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class MerkleBranch:
    """The sibling hashes from one leaf to the root, leaf side first."""

    index: int
    siblings: tuple[bytes, ...]


def double_sha256(data: bytes) -> bytes:
    """SHA-256 applied twice, Bitcoin's hash of headers, transactions and tree nodes."""
    return sha256(sha256(data).digest()).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over transaction ids in block order. Raises BadValue on none, or on a forgery."""
    if not leaves:
        raise BadValue("leaves", 0, "a block holds a coinbase at least")
    row = list(leaves)
    while len(row) > 1:
        row = _parents(row)
    return row[0]


def merkle_branch(leaves: Sequence[bytes], index: int) -> MerkleBranch:
    """The branch of leaf `index`."""
    siblings = []
    row, place = list(leaves), index
    while len(row) > 1:
        sibling = place ^ 1
        siblings.append(row[sibling] if sibling < len(row) else row[place])
        row, place = _parents(row), place // 2
    return MerkleBranch(index=index, siblings=tuple(siblings))


def root_of_branch(leaf: bytes, branch: MerkleBranch) -> bytes:
    """The root that a branch leads to; equal to the header's or the branch proves nothing."""
    node, place = leaf, branch.index
    for sibling in branch.siblings:
        node = double_sha256(sibling + node if place & 1 else node + sibling)
        place //= 2
    return node


def _parents(row: list[bytes]) -> list[bytes]:
    parents = []
    for left in range(0, len(row), 2):
        right = left + 1 if left + 1 < len(row) else left
        if right != left and row[left] == row[right]:
            raise BadValue("leaves", row[left].hex(), "two equal neighbours: a forged tree")
        parents.append(double_sha256(row[left] + row[right]))
    return parents
