"""Wallet addresses in posts: found however they are written, believed only by their checksum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.extracts import Planted, disguise, disguises, wallets

from plainsight.detect.extract import Extract, ExtractKind, Role, extract

USDT_CONTRACT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


def found_wallets(text: str) -> list[Extract]:
    return [found for found in extract(text) if found.kind.startswith("wallet.")]


@given(wallets(), disguises())
def test_every_valid_address_is_found_and_canonical(wallet: Planted, way: str) -> None:
    written = disguise(wallet.written, way)
    text = f"收U，打款到{written}，谢谢"
    (found,) = found_wallets(text)
    assert (found.kind, found.value) == (wallet.kind, wallet.value)
    assert found.validated
    assert text[found.start : found.end].startswith(written.rstrip("\u0336"))


def test_an_address_without_a_single_digit_is_found() -> None:
    (found,) = found_wallets("打款到TNcELFRsxqSpMhjaeqdkXdMMGyPSbhiBXH")
    assert found.validated


@given(wallets(), st.data())
def test_an_address_with_one_symbol_changed_is_never_validated(
    wallet: Planted, data: st.DataObject
) -> None:
    text = wallet.written
    at = data.draw(st.integers(text.find(":") + 1, len(text) - 1))
    other = data.draw(st.sampled_from("023456789acdefghjkmnpqrstuvwxyzABCDEFXYZ"))
    if other.lower() == text[at].lower():
        return
    assert all(not found.validated for found in found_wallets(text[:at] + other + text[at + 1 :]))


@pytest.mark.parametrize(
    "written",
    [
        " ".join(USDT_CONTRACT),
        "-".join(USDT_CONTRACT),
        "TR7NHqjeKQxGTCi8q\n8ZY4pL8otSzgjLj6t",
        "TR7N HqjeKQxGTCi8 q8ZY4pL8otSzgjLj6t",
        "TR7N Hqje KQxG TCi8 q8ZY 4pL8 otSz gjLj 6t",
    ],
)
def test_an_address_cut_in_pieces_is_put_together(written: str) -> None:
    text = f"USDT 地址: {written}。"
    (found,) = found_wallets(text)
    assert found.value == USDT_CONTRACT
    assert text[found.start : found.end] == written


def test_a_stray_symbol_before_the_pieces_does_not_hide_them() -> None:
    (found,) = found_wallets("1 " + " ".join(USDT_CONTRACT))
    assert found.value == USDT_CONTRACT


def test_an_ethereum_address_in_one_case_is_given_without_validation() -> None:
    (found,) = found_wallets("合约0x93d3d7582450f0caad1b1aa34b5ef99c47819390")
    assert found.kind is ExtractKind.WALLET_ETHEREUM
    assert found.value == "0x93D3D7582450f0CAad1b1aA34B5Ef99c47819390"
    assert not found.validated
    assert found.note


@pytest.mark.parametrize(
    "text",
    [
        USDT_CONTRACT[:-1] + "u",
        "x" + USDT_CONTRACT,
        USDT_CONTRACT + "x",
        "b17ef6d19c7a5b1ee83b907c595526dcb1eb06db8227d650d5dda0a9f4ce8cd9",
        "0x93d3d7582450f0caad1 b1aa34b5ef99c47819390",  # cut, and no checksum to prove the joint
        "the quick brown fox 1 jumps 2 over 3 the 4 lazy 5 dog 6 and 7 runs 8",
    ],
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert found_wallets(text) == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"打款到 {USDT_CONTRACT}", Role.PAYEE),
        (f"send to {USDT_CONTRACT}", Role.PAYEE),
        (f"{USDT_CONTRACT} is a scammer, he stole my coins", Role.WARNING),
        (f"我被盗了，钱到了{USDT_CONTRACT}", Role.VICTIM),
        (f"for example {USDT_CONTRACT}", Role.EXAMPLE),
        (f"{USDT_CONTRACT} holds a lot", Role.UNKNOWN),
    ],
)
def test_a_mentioned_wallet_is_not_the_authors_wallet(text: str, role: Role) -> None:
    (found,) = found_wallets(text)
    assert found.role is role
