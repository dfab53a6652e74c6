"""The test cases of EIP-55, written out as facts."""

import pytest

from plainsight.model.address.eip55 import encode_eip55, has_checksum_case, is_ethereum_shape

CASED = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]


@pytest.mark.parametrize("address", CASED)
def test_the_case_of_each_letter_is_the_published_one(address: str) -> None:
    assert encode_eip55(address.lower()) == address


def test_an_address_in_one_case_carries_no_checksum() -> None:
    assert not has_checksum_case(CASED[0])
    assert not has_checksum_case(CASED[2])
    assert has_checksum_case(CASED[4])


@pytest.mark.parametrize(
    "text",
    ["", "0x", CASED[4][:-1], CASED[4] + "0", CASED[4].replace("a", "g"), "0X" + CASED[4][2:]],
)
def test_other_shapes_are_not_addresses(text: str) -> None:
    assert not is_ethereum_shape(text)
