from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadValue, NotProven
from plainsight.prove.proof import (
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from plainsight.prove.tree import leaf_hash, node_hash, node_lookup, root_of

LEAVES = [leaf_hash(b"%d" % number) for number in range(70)]
ROOTS = [root_of(LEAVES[:size]) for size in range(71)]
NODE = node_lookup(LEAVES)


def split(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def defined_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1, as it is written."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*defined_path(index, leaves[:half]), root_of(leaves[half:])]
    return [*defined_path(index - half, leaves[half:]), root_of(leaves[:half])]


def defined_subproof(size: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    """RFC 9162, 2.1.4.1, as it is written."""
    if size == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    half = split(len(leaves))
    if size <= half:
        rest = [root_of(leaves[half:])]
        return [*defined_subproof(size, leaves[:half], is_whole=is_whole), *rest]
    return [*defined_subproof(size - half, leaves[half:], is_whole=False), root_of(leaves[:half])]


def test_every_entry_of_every_log_up_to_70_entries_is_proven() -> None:
    for size in range(1, 71):
        for index in range(size):
            proof = prove_inclusion(index=index, size=size, node=NODE)
            assert list(proof) == defined_path(index, LEAVES[:size])
            verify_inclusion(LEAVES[index], proof, index=index, size=size, root=ROOTS[size])


def test_growth_between_every_two_sizes_up_to_70_is_proven() -> None:
    for size in range(71):
        for old_size in range(size + 1):
            proof = prove_consistency(old_size=old_size, size=size, node=NODE)
            if old_size:
                assert list(proof) == defined_subproof(old_size, LEAVES[:size], is_whole=True)
            verify_consistency(
                proof, old_size=old_size, old_root=ROOTS[old_size], size=size, root=ROOTS[size]
            )


@st.composite
def inclusions(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(1, 70))
    return draw(st.integers(0, size - 1)), size


@given(inclusions(), st.integers(0, 70), st.integers(0, 69))
def test_a_proof_holds_for_no_other_entry_index_or_root(
    case: tuple[int, int], other_size: int, other: int
) -> None:
    index, size = case
    proof = prove_inclusion(index=index, size=size, node=NODE)
    if other != index:
        with pytest.raises(NotProven):
            verify_inclusion(LEAVES[other], proof, index=index, size=size, root=ROOTS[size])
        with pytest.raises(NotProven):
            verify_inclusion(LEAVES[index], proof, index=other, size=size, root=ROOTS[size])
    if other_size != size:
        with pytest.raises(NotProven):
            verify_inclusion(LEAVES[index], proof, index=index, size=size, root=ROOTS[other_size])


@given(inclusions(), st.data())
def test_a_proof_with_one_changed_bit_is_refused(
    case: tuple[int, int], data: st.DataObject
) -> None:
    index, size = case
    proof = list(prove_inclusion(index=index, size=size, node=NODE))
    if not proof:
        return
    step = data.draw(st.integers(0, len(proof) - 1))
    changed = bytearray(proof[step])
    changed[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
    proof[step] = bytes(changed)
    with pytest.raises(NotProven, match="not to the root"):
        verify_inclusion(LEAVES[index], proof, index=index, size=size, root=ROOTS[size])


@given(inclusions())
def test_a_proof_too_short_or_too_long_is_refused_by_its_length(case: tuple[int, int]) -> None:
    index, size = case
    proof = prove_inclusion(index=index, size=size, node=NODE)
    with pytest.raises(NotProven, match="longer"):
        verify_inclusion(
            LEAVES[index], (*proof, LEAVES[0]), index=index, size=size, root=ROOTS[size]
        )
    if proof:
        with pytest.raises(NotProven, match="shorter"):
            verify_inclusion(LEAVES[index], proof[:-1], index=index, size=size, root=ROOTS[size])


@st.composite
def growths(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(2, 70))
    return draw(st.integers(1, size - 1)), size


@given(growths(), st.data())
def test_a_history_that_was_rewritten_is_not_proven(
    case: tuple[int, int], data: st.DataObject
) -> None:
    old_size, size = case
    changed = data.draw(st.integers(0, old_size - 1))
    old = [*LEAVES[:old_size]]
    old[changed] = leaf_hash(b"rewritten")
    proof = prove_consistency(old_size=old_size, size=size, node=NODE)
    with pytest.raises(NotProven):
        verify_consistency(
            proof, old_size=old_size, old_root=root_of(old), size=size, root=ROOTS[size]
        )


@given(growths(), st.data())
def test_a_proof_of_growth_with_any_hash_changed_dropped_or_added_is_refused(
    case: tuple[int, int], data: st.DataObject
) -> None:
    old_size, size = case
    proof = list(prove_consistency(old_size=old_size, size=size, node=NODE))
    step = data.draw(st.integers(0, len(proof) - 1))
    match data.draw(st.sampled_from(["change", "drop", "add"])):
        case "change":
            proof[step] = node_hash(proof[step], proof[step])
        case "drop":
            del proof[step]
        case _:
            proof.insert(step, LEAVES[0])
    with pytest.raises(NotProven):
        verify_consistency(
            proof, old_size=old_size, old_root=ROOTS[old_size], size=size, root=ROOTS[size]
        )


def test_a_log_never_shrinks() -> None:
    with pytest.raises(NotProven, match="shrunk from 9 to 8"):
        verify_consistency((), old_size=9, old_root=ROOTS[9], size=8, root=ROOTS[8])


def test_one_size_has_one_root() -> None:
    verify_consistency((), old_size=8, old_root=ROOTS[8], size=8, root=ROOTS[8])
    with pytest.raises(NotProven, match="two roots"):
        verify_consistency((), old_size=8, old_root=ROOTS[7], size=8, root=ROOTS[8])
    with pytest.raises(NotProven, match="nothing needs proving"):
        verify_consistency((LEAVES[0],), old_size=8, old_root=ROOTS[8], size=8, root=ROOTS[8])


@pytest.mark.parametrize("proof", [(b"short",), (b"x" * 33,), (b"x" * 32,) * 65])
def test_a_proof_of_anything_but_a_few_hashes_is_refused(proof: tuple[bytes, ...]) -> None:
    with pytest.raises(NotProven, match="hashes"):
        verify_inclusion(LEAVES[0], proof, index=0, size=2, root=ROOTS[2])
    with pytest.raises(NotProven, match="hashes"):
        verify_consistency(proof, old_size=1, old_root=ROOTS[1], size=2, root=ROOTS[2])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_what_is_outside_the_log_cannot_be_proven(index: int, size: int) -> None:
    with pytest.raises(BadValue):
        prove_inclusion(index=index, size=size, node=NODE)
    with pytest.raises(NotProven, match="outside"):
        verify_inclusion(LEAVES[0], (), index=index, size=size, root=ROOTS[size])


def test_growth_is_asked_for_forwards() -> None:
    with pytest.raises(BadValue):
        prove_consistency(old_size=6, size=5, node=NODE)


def test_a_million_entries_need_twenty_hashes() -> None:
    def uniform(level: int, position: int) -> bytes:
        return leaf_hash(b"%d %d" % (level, position))

    assert len(prove_inclusion(index=123_456, size=1_000_000, node=uniform)) == 20
