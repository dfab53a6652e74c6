"""The Merkle tree of RFC 9162, section 2.1: leaf and node hashes, roots, growth in O(log n)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from plainsight.errors import BadValue

HASH_BYTES = 32

# (level, position) -> hash of the complete subtree over leaves [position << level,
# (position + 1) << level). Level 0 is the leaves. A store answers it from a table.
NodeLookup = Callable[[int, int], bytes]

_BATCH_LEVEL = 10  # 1,024 leaves folded at a time: they stay in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A complete subtree. Its hash stays what it is, however far the log grows."""

    level: int
    position: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactRange:
    """All that is needed to go on appending: the complete subtrees of a log, largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()  # one for each set bit of `size`, from the highest

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise BadValue("hashes", len(self.hashes), f"size {self.size} has one for each set bit")

    def append(self, leaf: bytes) -> "CompactRange":
        """The range after one more leaf hash."""
        return self._join(leaf, 0)

    def extend(self, leaves: Iterable[bytes]) -> "CompactRange":
        """The range after many more leaf hashes; streams, holding one batch at a time."""
        grown, rest = self, iter(leaves)
        for leaf in islice(rest, -self.size % (1 << _BATCH_LEVEL)):
            grown = grown.append(leaf)
        while batch := list(islice(rest, 1 << _BATCH_LEVEL)):
            for level, subtree in _complete_subtrees(batch):
                grown = grown._join(subtree, level)
        return grown

    def completed_by(self, leaf: bytes) -> tuple[Node, ...]:
        """The nodes that appending `leaf` completes: the leaf itself, then upwards.

        A store that keeps them (fewer than two for each entry) proves anything in O(log n) reads.
        """
        nodes = [Node(level=0, position=self.size, hash=leaf)]
        lefts = list(self.hashes)
        while nodes[-1].position & 1:
            below = nodes[-1]
            joined = node_hash(lefts.pop(), below.hash)
            nodes.append(Node(level=below.level + 1, position=below.position >> 1, hash=joined))
        return tuple(nodes)

    def root(self) -> bytes:
        """The root hash at this size."""
        return _fold_right(self.hashes) if self.hashes else sha256(b"").digest()

    def _join(self, subtree: bytes, level: int) -> "CompactRange":
        # Only ever called with `size` a multiple of 2^level, so that the subtree stands aligned.
        hashes, position = list(self.hashes), self.size >> level
        while position & 1:
            subtree = node_hash(hashes.pop(), subtree)
            position >>= 1
        return CompactRange(size=self.size + (1 << level), hashes=(*hashes, subtree))


def leaf_hash(line: bytes) -> bytes:
    """Hash of one entry's bytes (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def hash_leaves(lines: Iterable[bytes]) -> Iterator[bytes]:
    """`leaf_hash` of each line, as fast as this interpreter can."""
    # A copy of a primed state skips the look-up of the algorithm, a third of the time.
    primed = sha256(b"\x00").copy
    for line in lines:
        state = primed()
        state.update(line)
        yield state.digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes; the hash of nothing when there are none (RFC 9162, 2.1.1)."""
    return CompactRange().extend(leaves).root()


def node_lookup(leaves: Sequence[bytes]) -> NodeLookup:
    """Answer node look-ups from leaf hashes held in memory; O(n) once, then O(1).

    By definition; stores keep the nodes and are held against this.
    """
    levels = list(_levels(list(leaves)))
    return lambda level, position: levels[level][position]


def range_at(size: int, *, node: NodeLookup) -> CompactRange:
    """The range of a log at an earlier size, from nodes that were kept."""
    levels = reversed(range(size.bit_length()))
    hashes = (node(level, (size >> level) - 1) for level in levels if size >> level & 1)
    return CompactRange(size=size, hashes=tuple(hashes))


def range_root(start: int, end: int, *, node: NodeLookup) -> bytes:
    """The root over leaves [start, end), where `start` is aligned as RFC 9162 splits a tree."""
    hashes = []
    while start < end:
        level = (end - start).bit_length() - 1
        hashes.append(node(level, start >> level))
        start += 1 << level
    return _fold_right(hashes)


def _fold_right(hashes: Sequence[bytes]) -> bytes:
    *lefts, root = hashes
    for left in reversed(lefts):
        root = node_hash(left, root)
    return root


def _complete_subtrees(leaves: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Cut leaves into complete subtrees, largest first, as (level, hash)."""
    start = 0
    while start < len(leaves):
        level = (len(leaves) - start).bit_length() - 1
        *_, top = _levels(leaves[start : start + (1 << level)])
        yield level, top[0]
        start += 1 << level


def _levels(level: list[bytes]) -> Iterator[list[bytes]]:
    """The leaves, then each level of complete nodes above them."""
    primed = sha256(b"\x01").copy
    while level:
        yield level
        above = []
        halves = iter(level)
        for left, right in zip(halves, halves, strict=False):  # a last odd one has no node yet
            state = primed()
            state.update(left + right)
            above.append(state.digest())
        level = above
