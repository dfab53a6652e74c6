"""Base58Check: addresses that everybody knows, and what the checksum must catch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.model.address.base58 import ALPHABET, decode_base58check, encode_base58check

# The coinbase address of Bitcoin's first block, and the USDT contract on Tron.
KNOWN = {
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": "0062e907b15cbf27d5425399ebf6f0fb50ebb88f18",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t": "41a614f803b6fd780986a42c78ec9c7f77e6ded13c",
}


@pytest.mark.parametrize("text", KNOWN)
def test_known_addresses_decode_to_their_payload(text: str) -> None:
    payload = decode_base58check(text)
    assert payload is not None
    assert payload.hex() == KNOWN[text]


@given(st.binary(min_size=1, max_size=80))
def test_every_payload_survives_the_round_trip(payload: bytes) -> None:
    assert decode_base58check(encode_base58check(payload)) == payload


@given(st.binary(min_size=21, max_size=21), st.data())
def test_changing_one_symbol_breaks_the_checksum(payload: bytes, data: st.DataObject) -> None:
    text = encode_base58check(payload)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(text[at], "")))
    assert decode_base58check(text[:at] + other + text[at + 1 :]) is None


@pytest.mark.parametrize("text", ["", "0", "O", "I", "l", "1" * 200, "١٢٣", "1A1zP1eP 5QGefi"])
def test_texts_that_are_no_base58_are_none(text: str) -> None:
    assert decode_base58check(text) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert decode_base58check(text) is None or set(text) <= set(ALPHABET)
