"""The vectors of the CashAddr specification, written out as facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.model.address.base58 import decode_base58check
from plainsight.model.address.bech32 import CHARSET
from plainsight.model.address.cashaddr import PREFIX, CashAddress, decode_cashaddr, encode_cashaddr

TRANSLATIONS = {
    "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu": (
        "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
    ),
    "1KXrWXciRDZUpQwQmuM1DbwsKDLYAYsVLR": (
        "bitcoincash:qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy"
    ),
    "3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC": (
        "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"
    ),
}
SIZES = (20, 24, 28, 32, 40, 48, 56, 64)


@pytest.mark.parametrize("legacy", TRANSLATIONS)
def test_the_new_form_holds_the_hash_of_the_old_one(legacy: str) -> None:
    payload = decode_base58check(legacy)
    cash = decode_cashaddr(TRANSLATIONS[legacy])
    assert payload is not None
    assert cash is not None
    assert cash.hash == payload[1:]
    assert cash.kind == (1 if payload[0] == 5 else 0)


def test_the_prefix_may_be_left_out_but_is_part_of_the_checksum() -> None:
    text = "qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2"
    cash = decode_cashaddr(text)
    assert cash is not None
    assert encode_cashaddr(cash) == f"bitcoincash:{text}"
    assert decode_cashaddr(f"bchtest:{text}") is None


@given(
    st.integers(0, 15),
    st.sampled_from(SIZES).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
)
def test_every_hash_size_survives_the_round_trip(kind: int, key: bytes) -> None:
    address = CashAddress(prefix=PREFIX, kind=kind, hash=key)
    text = encode_cashaddr(address)
    assert decode_cashaddr(text) == address
    assert decode_cashaddr(text.upper()) == address


@given(st.binary(min_size=20, max_size=20), st.data())
def test_changing_one_symbol_breaks_the_checksum(key: bytes, data: st.DataObject) -> None:
    text = encode_cashaddr(CashAddress(prefix=PREFIX, kind=0, hash=key))
    at = data.draw(st.integers(len(PREFIX) + 1, len(text) - 1))
    other = data.draw(st.sampled_from(CHARSET.replace(text[at], "")))
    assert decode_cashaddr(text[:at] + other + text[at + 1 :]) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    cash = decode_cashaddr(text)
    assert cash is None or encode_cashaddr(cash).endswith(text.lower())
