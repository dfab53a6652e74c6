"""Inclusion and consistency proofs (RFC 9162, 2.1.3 and 2.1.4): made, and checked.

An inclusion proof says: this entry stands at this index of the log with this root. A consistency
proof says: the log with this root only grew out of the log with that one. Checking needs the
hashes alone.
"""

from collections.abc import Sequence
from hmac import compare_digest

from plainsight.errors import BadValue, NotProven
from plainsight.prove.tree import HASH_BYTES, NodeLookup, node_hash, range_root

PROOF_HASHES_MAX = 64  # enough for any size that fits 64 bits


def prove_inclusion(*, index: int, size: int, node: NodeLookup) -> tuple[bytes, ...]:
    """The hashes that lead from the leaf at `index` to the root at `size`, leaf end first.

    Raises BadValue when there is no such leaf in a log of that size.
    """
    if not 0 <= index < size:
        raise BadValue("index", index, f"a log of {size} entries has indexes below {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(middle, end, node=node))
            end = middle
        else:
            path.append(range_root(start, middle, node=node))
            start = middle
    return tuple(reversed(path))


def prove_consistency(*, old_size: int, size: int, node: NodeLookup) -> tuple[bytes, ...]:
    """The hashes that lead from the root at `old_size` to the root at `size`.

    Empty when the sizes are equal or the old log was empty. Raises BadValue when the log would
    have to shrink.
    """
    if not 0 <= old_size <= size:
        raise BadValue("old_size", old_size, f"between 0 and {size}")
    if old_size == 0:
        return ()
    start, end, path = 0, size, []
    while old_size < end:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(range_root(middle, end, node=node))
            end = middle
        else:
            path.append(range_root(start, middle, node=node))
            start = middle
    if start > 0:  # otherwise the verifier holds this very hash: it is the old root
        path.append(range_root(start, end, node=node))
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes
) -> None:
    """Check that the leaf hash stands at `index` under `root` (RFC 9162, 2.1.3.2).

    Raises NotProven with the reason.
    """
    if not 0 <= index < size:
        raise NotProven(f"index {index} is outside a log of {size} entries")
    _require_hashes(proof)
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise NotProven("the proof is longer than the tree is high")
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    if last:
        raise NotProven("the proof is shorter than the tree is high")
    if not compare_digest(found, root):
        raise NotProven(f"the proof leads to {found.hex()}, not to the root {root.hex()}")


def verify_consistency(
    proof: Sequence[bytes], *, old_size: int, old_root: bytes, size: int, root: bytes
) -> None:
    """Check that the log only grew between two roots (RFC 9162, 2.1.4.2).

    Raises NotProven with the reason.
    """
    if not 0 <= old_size <= size:
        raise NotProven(f"the log would have shrunk from {old_size} to {size} entries")
    _require_hashes(proof)
    if old_size in (0, size):
        _verify_without_steps(proof, old_size=old_size, old_root=old_root, root=root)
        return
    if not proof:
        raise NotProven("the proof is empty, but the log grew")
    # An old size that is a power of two is a node of the new tree: its root starts the walk.
    steps = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_found = found = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise NotProven("the proof is longer than the tree is high")
        if place & 1 or place == last:
            old_found, found = node_hash(step, old_found), node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    if last:
        raise NotProven("the proof is shorter than the tree is high")
    if not compare_digest(old_found, old_root):
        raise NotProven(f"the proof starts from {old_found.hex()}, not from {old_root.hex()}")
    if not compare_digest(found, root):
        raise NotProven(f"the proof leads to {found.hex()}, not to the root {root.hex()}")


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _verify_without_steps(
    proof: Sequence[bytes], *, old_size: int, old_root: bytes, root: bytes
) -> None:
    if proof:
        raise NotProven("nothing needs proving here, but the proof has hashes")
    if old_size and not compare_digest(old_root, root):
        raise NotProven(f"one size has two roots: {old_root.hex()} and {root.hex()}")


def _require_hashes(proof: Sequence[bytes]) -> None:
    if len(proof) > PROOF_HASHES_MAX:
        raise NotProven(f"{len(proof)} hashes; no proof has more than {PROOF_HASHES_MAX}")
    if any(len(step) != HASH_BYTES for step in proof):
        raise NotProven(f"a proof is made of hashes of {HASH_BYTES} bytes")
