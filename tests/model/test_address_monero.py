"""Monero: the project's own donation addresses, and what the checksum must catch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.monero import encode_monero

from plainsight.model.address.base58 import ALPHABET
from plainsight.model.address.monero import decode_monero

# General fund of the Monero project: its first address and its present subaddress.
STANDARD = (
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3"
    "XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"
)
SUBADDRESS = (
    "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjy"
    "Pbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"
)


@pytest.mark.parametrize(("text", "network"), [(STANDARD, 18), (SUBADDRESS, 42)])
def test_known_addresses_decode_to_their_network(text: str, network: int) -> None:
    payload = decode_monero(text)
    assert payload is not None
    assert payload[0] == network
    assert encode_monero(payload) == text


@given(st.sampled_from([(b"\x12", 64), (b"\x2a", 64), (b"\x13", 72)]), st.data())
def test_every_kind_of_address_survives_the_round_trip(
    form: tuple[bytes, int], data: st.DataObject
) -> None:
    network, size = form
    payload = network + data.draw(st.binary(min_size=size, max_size=size))
    assert decode_monero(encode_monero(payload)) == payload


@given(st.data())
def test_changing_one_symbol_breaks_the_checksum(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(STANDARD) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(STANDARD[at], "")))
    assert decode_monero(STANDARD[:at] + other + STANDARD[at + 1 :]) is None


def test_a_payment_id_belongs_to_the_integrated_network_byte_only() -> None:
    assert decode_monero(encode_monero(b"\x12" + bytes(72))) is None
    assert decode_monero(encode_monero(b"\x13" + bytes(64))) is None


def test_a_block_that_overflows_eight_bytes_is_none() -> None:
    assert decode_monero("z" * 95) is None


@given(st.text(alphabet=ALPHABET + "0OIl ", min_size=90, max_size=110))
def test_any_text_is_read_without_an_error(text: str) -> None:
    payload = decode_monero(text)
    assert payload is None or encode_monero(payload) == text
