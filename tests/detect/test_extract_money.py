"""Amounts, rates, percentages and currencies, as brokers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.extract import ExtractKind, extract


def values(text: str, kind: ExtractKind) -> list[str]:
    return [found.value for found in extract(text) if found.kind is kind]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("小额2-3w", "20000-30000"),
        ("日结5k-4W", "5000-40000"),
        ("总量：300W~500W", "3000000-5000000"),
        ("买断8万起", "80000"),
        ("盾咔18萬起", "180000"),
        ("五万人民币", "50000 CNY"),
        ("三十万", "300000"),
        ("两千五百块", "2500 CNY"),
        ("两千五U", "2500 USDT"),
        ("二十五U", "25 USDT"),
        ("四万八", "48000"),
        ("1万5", "15000"),
        ("500U", "500 USDT"),
        ("1000油", "1000 USDT"),
        ("1000刀", "1000 USD"),
        ("100美金", "100 USD"),
        ("100软妹币", "100 CNY"),
        ("5 mil pesos", "5000 MXN"),
        ("20 mil dólares", "20000 USD"),
        ("2 millones de pesos", "2000000 MXN"),
        ("$5,000", "5000 USD"),
        ("$5,000.50", "5000.5 USD"),
        ("$500 pesos", "500 MXN"),
        ("te cuesta $1.500 hoy", "1500 USD"),
        ("$350.000 usd", "350000 USD"),
        ("$1.500-2.000", "1500-2000 USD"),
        ("R$ 1.250", "1250 BRL"),
        ("$3.459 a gallon", "3.459 USD"),
        ("1.500 btc", "1.5 BTC"),
        ("2.500k", "2500"),
        ("MX$500", "500 MXN"),
        ("HK$ 1,000", "1000 HKD"),
        ("€20", "20 EUR"),
        ("£200,000", "200000 GBP"),
        ("£三十", "30 GBP"),
        ("¥100", "100 CNY"),
        ("USD500", "500 USD"),
        ("1.000.000 pesos", "1000000 MXN"),
        ("1.500,00 €", "1500 EUR"),
        ("5 mdp", "5000000 MXN"),
        ("50 000 USDT", "50000 USDT"),
        ("$50 000", "50000 USD"),
        ("1 000 000 pesos", "1000000 MXN"),
        ("1\u202f000\u00a0000 €", "1000000 EUR"),
        ("€ 10 000", "10000 EUR"),
        ("5 000,00 €", "5000 EUR"),
        ("2 500 000 pesos", "2500000 MXN"),
        ("iphone 15 100 usd", "100 USD"),
        ("1.500 pesos", "1500 MXN"),
        ("12.500 euros", "12500 EUR"),
        ("1.500 usdt", "1.5 USDT"),
        ("0.500 euros", "0.5 EUR"),
        ("$5k-$10k", "5000-10000 USD"),
        ("马币100", None),
        ("3000新币", "3000 SGD"),
        ("500港币", "500 HKD"),
        ("$10k", "10000 USD"),
        ("５０００Ｕ", "5000 USDT"),
        ("from 60$", "60 USD"),
        ("300 $ each", "300 USD"),
        ("20$/g", "20 USD"),
        ("2k$", "2000 USD"),
        ("100¥", "100 CNY"),
        ("R$ 200", "200 BRL"),
        ("500 pesos colombianos", "500 COP"),
        ("3000 rupees", "3000 INR"),
        ("20 €50", "50 EUR"),
    ],
)
def test_amounts_resolve_magnitude_and_currency(text: str, value: str | None) -> None:
    assert values(text, ExtractKind.AMOUNT) == ([] if value is None else [value])


@given(st.integers(1, 999_999), st.sampled_from(["U", "usdt", " USDT", "u"]))
def test_every_plain_amount_in_usdt_is_read(number: int, unit: str) -> None:
    assert values(f"出 {number}{unit} 快", ExtractKind.AMOUNT) == [f"{number} USDT"]


@pytest.mark.parametrize(
    "text",
    [
        "一块去吃饭",
        "几十元",
        "M30 pills",
        "my 401k plan",
        "24k gold",
        "15mm thick",
        "5m tall",
        "12345",
        "2024年",
        "v5",
        "5kg of it",
        "第3元素",
        "10:30",
        "£一三八",  # read out digit by digit
    ],
)
def test_a_number_of_something_else_is_no_amount(text: str) -> None:
    assert values(text, ExtractKind.AMOUNT) == []


def test_a_sign_belongs_to_the_number_it_touches() -> None:
    assert values("5$ 10$ 20 $50", ExtractKind.AMOUNT) == ["5 USD", "10 USD", "50 USD"]


def test_a_full_stop_between_numbers_is_no_decimal_point() -> None:
    assert values("收5万。2点见", ExtractKind.AMOUNT) == ["50000"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("汇率7.2", "7.2"),
        ("汇率：7.1-7.2", "7.1-7.2"),
        ("rate 1:7.1", "7.1"),
        ("tasa de 18.5", "18.5"),
        ("1比7.25", "7.25"),
        ("点位25", "25%"),
        ("点位15-20", "15-20%"),
        ("佣金：15%~25%", "15-25%"),
        ("汇率11.6", "11.6"),
        ("USD/RMB 7.2", "7.2"),
        ("$1=7.2", "7.2"),
        ("1 USD = 17.5 MXN", "17.5"),
    ],
)
def test_rates_are_plain_numbers_and_shares_keep_their_sign(text: str, value: str) -> None:
    assert values(text, ExtractKind.RATE) == [value]


@pytest.mark.parametrize("text", ["汇率美丽", "点位5万", "比例3", "rate 5 stars and 1:30"])
def test_a_word_of_rate_without_its_number_is_no_rate(text: str) -> None:
    assert all(value == "5" for value in values(text, ExtractKind.RATE))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15%", "15"),
        ("15-25%", "15-25"),
        ("15%~25%", "15-25"),
        ("90 percent", "90"),
        ("10 por ciento", "10"),
        ("十个点", "10"),
        ("15-25个点", "15-25"),
        ("百分之十五", "15"),
        ("7,5%", "7.5"),
    ],
)
def test_percentages_are_bare_numbers(text: str, value: str) -> None:
    assert values(text, ExtractKind.PERCENT) == [value]


def test_a_tier_is_an_amount_and_its_share() -> None:
    found = [(one.kind, one.value) for one in extract("2W-16%，5W-25%")]
    assert found == [
        (ExtractKind.AMOUNT, "20000"),
        (ExtractKind.PERCENT, "16"),
        (ExtractKind.AMOUNT, "50000"),
        (ExtractKind.PERCENT, "25"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("出U", "USDT"),
        ("卡接回油", "USDT"),
        ("一手U商", "USDT"),
        ("人民币换美金", "CNY"),
        ("pesos por dólares", "MXN"),
        ("cambio yuanes", "CNY"),
        ("收马币", "MYR"),
    ],
)
def test_currencies_are_named_without_an_amount(text: str, code: str) -> None:
    assert values(text, ExtractKind.CURRENCY)[0] == code


@pytest.mark.parametrize("text", ["油卡", "回油卡", "加油站", "收U盘", "you and u", "石油化工"])
def test_petrol_and_memory_sticks_are_no_money(text: str) -> None:
    assert values(text, ExtractKind.CURRENCY) == []
