"""The test vectors of BIP 173 and BIP 350, written out as facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.model.address.bech32 import CHARSET, WitnessProgram, decode_segwit, encode_segwit

VALID = {
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": (0, "751e76e8199196d454941c45d1b3a323f1433bd6"),
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7": (
        0,
        "1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    ),
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y": (
        1,
        "751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    ),
    "BC1SW50QGDZ25J": (16, "751e"),
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs": (2, "751e76e8199196d454941c45d1b3a323"),
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": (
        1,
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    ),
}
INVALID = {
    "wrong checksum": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "version 17": "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "program of one byte": "bc1pw5dgrnzv",
    "program of 41 bytes": (
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav"
    ),
    "version 0 with 16 bytes": "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "mixed case": "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
    "more than four bits of padding": (
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf"
    ),
    "padding that is not zero": "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
    "no data": "bc1gmk9yu",
    "version 1 under Bech32": "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "version 16 under Bech32": "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "version 0 under Bech32m": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "a symbol outside the set": "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "no separator": "qzzfhee",
    "empty prefix": "1qzzfhee",
}


@pytest.mark.parametrize("text", VALID)
def test_valid_vectors_of_the_bips_decode(text: str) -> None:
    version, program = VALID[text]
    witness = decode_segwit(text)
    assert witness is not None
    assert (witness.version, witness.program.hex()) == (version, program)
    assert encode_segwit(witness) == text.lower()


@pytest.mark.parametrize("fault", INVALID)
def test_invalid_vectors_of_the_bips_are_none(fault: str) -> None:
    assert decode_segwit(INVALID[fault]) is None


@given(st.sampled_from([20, 32]).flatmap(lambda n: st.binary(min_size=n, max_size=n)), st.data())
def test_changing_one_symbol_breaks_the_checksum(program: bytes, data: st.DataObject) -> None:
    text = encode_segwit(WitnessProgram(prefix="bc", version=0, program=program))
    at = data.draw(st.integers(3, len(text) - 1))
    other = data.draw(st.sampled_from(CHARSET.replace(text[at], "")))
    assert decode_segwit(text[:at] + other + text[at + 1 :]) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    witness = decode_segwit(text)
    assert witness is None or encode_segwit(witness) == text.lower()
