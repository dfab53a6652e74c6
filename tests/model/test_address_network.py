"""The network of an address is decided by its encoding and checksum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.extracts import Planted, wallets

from plainsight.model.address import Network, read_address

KNOWN = {
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": Network.BITCOIN,
    "3P14159f73E4gFr7JterCCQh9QjiTjiZrG": Network.BITCOIN,
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": Network.BITCOIN,
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t": Network.TRON,
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed": Network.ETHEREUM,
    "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a": Network.BITCOIN_CASH,
}


@pytest.mark.parametrize("text", KNOWN)
def test_known_addresses_belong_to_their_network(text: str) -> None:
    address = read_address(text)
    assert address is not None
    assert address.network is KNOWN[text]
    assert address.is_checked


@given(wallets())
def test_every_generated_address_is_read_in_its_canonical_form(wallet: Planted) -> None:
    address = read_address(wallet.written)
    assert address is not None
    assert (f"wallet.{address.network}", address.text) == (wallet.kind, wallet.value)


def test_an_ethereum_address_in_one_case_is_read_but_not_checked() -> None:
    address = read_address("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")
    assert address is not None
    assert address.text == "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert not address.is_checked


def test_an_ethereum_address_with_one_letter_in_the_wrong_case_is_none() -> None:
    assert read_address("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed") is None


def test_a_test_network_is_not_a_network_of_money() -> None:
    assert read_address("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn") is None
    assert read_address("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx") is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    address = read_address(text)
    assert address is None or read_address(address.text) is not None
