"""Keccak-256 against published digests and, under the other domain byte, against SHA-3."""

from hashlib import sha3_256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.model.address.keccak import keccak_256, sponge_256

DIGESTS = {
    b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    b"The quick brown fox jumps over the lazy dog": (
        "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
    ),
}


@pytest.mark.parametrize("message", DIGESTS)
def test_digests_are_the_published_ones(message: bytes) -> None:
    assert keccak_256(message).hex() == DIGESTS[message]


@given(st.binary(max_size=300))
def test_the_permutation_and_the_padding_are_those_of_sha3_but_for_the_domain(
    message: bytes,
) -> None:
    assert sponge_256(message, domain=0x06) == sha3_256(message).digest()


@pytest.mark.parametrize("size", [135, 136, 137, 271, 272])
def test_messages_around_a_whole_block_are_padded_as_sha3_pads_them(size: int) -> None:
    message = b"a" * size
    assert sponge_256(message, domain=0x06) == sha3_256(message).digest()
