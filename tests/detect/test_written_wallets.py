"""Addresses of wallets as people paste them: chain and exact span, none with a typing error."""

import pytest
from tests.strategies.marked import bare, with_marks

from plainsight.detect.extract import Extract

WRITTEN = (
    "打到 <TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>",
    "TRC20：<TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>，打完截图",
    "地址TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6 少一位",
    "<TR7NHqjeKQxGTCi8 q8ZY4pL8otSzgjLj6t|tron>",
    "send to <0xdAC17F958D2ee523a2206206994597C13D831ec7|ethereum>",
    "<0xdac17f958d2ee523a2206206994597c13d831ec7|ethereum>",
    "0xdAC17F958D2ee523a2206206994597C13D831ec8",
    "tx 0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060",
    "btc <1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa|bitcoin>",
    "<bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq|bitcoin>",
    "<BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ|bitcoin>",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "<3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy|bitcoin>",
    "bitcoin:<1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa|bitcoin>?amount=0.1",
    "dirección：<TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>.",
    "(<TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>)",
    "https://tronscan.org/#/address/<TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>",
    "<ＴＲ７NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>",
    "xmr <44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A|monero>",  # noqa: E501
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr0",
    "<bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr|bitcoin>",
    "两个地址：<TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t|tron>、<0xdac17f958d2ee523a2206206994597c13d831ec7|ethereum>",
)


def label(found: Extract) -> str | None:
    return found.kind.removeprefix("wallet.") if found.kind.startswith("wallet.") else None


@pytest.mark.parametrize("marked", WRITTEN)
def test_a_wallet_is_read_as_a_careful_reader_reads_it(marked: str) -> None:
    assert with_marks(bare(marked), label) == marked
