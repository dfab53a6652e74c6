import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.prove import checkpoint_over

from plainsight.errors import BadNote
from plainsight.prove.proof_file import (
    EntryProof,
    GrowthProof,
    parse_entry_proof,
    parse_growth_proof,
)

CHECKPOINT = checkpoint_over([b"{}"])
hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=64).map(tuple)
sizes = st.integers(0, 2**62)


@given(st.binary(max_size=100), sizes, hashes)
def test_a_proof_of_an_entry_reads_back_as_it_was_written(
    line: bytes, index: int, steps: tuple[bytes, ...]
) -> None:
    proof = EntryProof(line=line, index=index, hashes=steps, checkpoint=CHECKPOINT)
    assert parse_entry_proof(bytes(proof)) == proof


@given(sizes, hashes)
def test_a_proof_of_growth_reads_back_as_it_was_written(
    old_size: int, steps: tuple[bytes, ...]
) -> None:
    proof = GrowthProof(old_size=old_size, hashes=steps, checkpoint=CHECKPOINT)
    assert parse_growth_proof(bytes(proof)) == proof


ENTRY_FILE = bytes(EntryProof(line=b"{}", index=3, hashes=(b"x" * 32,), checkpoint=CHECKPOINT))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"extra ", b"extra:"),
        (b"index 3\n", b""),
        (b"index 3", b"index 03"),
        (b"index 3", b"index -3"),
        (b"index 3", b"index 3 "),
        (b"eHh4", b"eHh!"),
        (b"\n\n", b"\n"),
        (b"index", b"ind\xc3\xa9x"),
    ],
)
def test_a_damaged_proof_file_is_refused(old: bytes, new: bytes) -> None:
    assert old in ENTRY_FILE
    with pytest.raises(BadNote):
        parse_entry_proof(ENTRY_FILE.replace(old, new))


@pytest.mark.parametrize("file", [b"", b"old\n\n", b"old x\n\n", b"new 3\n\n", b"old 3\nAAAA"])
def test_a_damaged_proof_of_growth_is_refused(file: bytes) -> None:
    with pytest.raises(BadNote):
        parse_growth_proof(file)


def test_a_proof_longer_than_any_tree_is_high_is_refused() -> None:
    steps = (b"x" * 32,) * 65
    with pytest.raises(BadNote, match="64"):
        parse_entry_proof(
            bytes(EntryProof(line=b"{}", index=3, hashes=steps, checkpoint=CHECKPOINT))
        )
    with pytest.raises(BadNote, match="longer"):
        parse_growth_proof(b"old 3\n" + b"A" * 200_000 + b"\n\n")
