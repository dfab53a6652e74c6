from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadValue
from plainsight.prove.tree import (
    CompactRange,
    Node,
    hash_leaves,
    leaf_hash,
    node_hash,
    node_lookup,
    range_at,
    range_root,
    root_of,
)


def defined_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, as it is written."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def some_leaves(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


@pytest.mark.parametrize("count", [*range(70), 1023, 1024, 1025, 2047, 2049, 3000])
def test_the_root_is_the_one_rfc_9162_defines(count: int) -> None:
    leaves = some_leaves(count)
    assert root_of(leaves) == defined_root(leaves)


@given(st.integers(0, 2100), st.integers(0, 2100))
def test_a_log_grown_in_two_steps_has_the_root_of_one(first: int, second: int) -> None:
    leaves = some_leaves(first + second)
    grown = CompactRange().extend(leaves[:first]).extend(iter(leaves[first:]))
    assert grown.size == first + second
    assert grown.root() == root_of(leaves)


def test_appending_one_by_one_gives_every_root_on_the_way() -> None:
    leaves = some_leaves(130)
    grown = CompactRange()
    for count, leaf in enumerate(leaves):
        assert grown.root() == defined_root(leaves[:count])
        grown = grown.append(leaf)
    assert grown.size == 130
    assert len(grown.hashes) == 2  # 128 + 2: all that has to be kept


def test_a_store_that_keeps_completed_nodes_can_look_every_node_up() -> None:
    leaves = some_leaves(77)
    kept: dict[tuple[int, int], bytes] = {}
    grown = CompactRange()
    for leaf in leaves:
        for node in grown.completed_by(leaf):
            assert (node.level, node.position) not in kept
            kept[node.level, node.position] = node.hash
        grown = grown.append(leaf)
    lookup = node_lookup(leaves)
    assert len(kept) < 2 * len(leaves)
    assert all(lookup(level, position) == found for (level, position), found in kept.items())
    assert range_root(0, 77, node=lambda level, position: kept[level, position]) == root_of(leaves)


@given(st.integers(0, 200))
def test_the_range_of_an_earlier_size_comes_back_from_kept_nodes(size: int) -> None:
    leaves = some_leaves(200)
    assert range_at(size, node=node_lookup(leaves)) == CompactRange().extend(leaves[:size])


def test_the_first_leaf_completes_itself_alone_and_the_second_their_parent() -> None:
    first, second = some_leaves(2)
    one = CompactRange().append(first)
    assert CompactRange().completed_by(first) == (Node(level=0, position=0, hash=first),)
    assert one.completed_by(second) == (
        Node(level=0, position=1, hash=second),
        Node(level=1, position=0, hash=node_hash(first, second)),
    )


@given(st.lists(st.binary(max_size=200)))
def test_the_fast_leaf_hashes_are_the_plain_ones(lines: list[bytes]) -> None:
    assert list(hash_leaves(lines)) == [leaf_hash(line) for line in lines]


def test_a_leaf_never_passes_for_a_node() -> None:
    left, right = some_leaves(2)
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize(("size", "count"), [(1, 0), (0, 1), (3, 1), (-1, 0)])
def test_a_range_with_the_wrong_number_of_hashes_is_refused(size: int, count: int) -> None:
    with pytest.raises(BadValue):
        CompactRange(size=size, hashes=(b"x" * 32,) * count)
