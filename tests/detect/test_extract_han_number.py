"""Sums in Chinese words are read back whole, in all the ways in which people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.extract import Extract, ExtractKind, extract

PLAIN = "零一二三四五六七八九", "十百千"
FINANCIAL = "零壹贰叁肆伍陆柒捌玖", "拾佰仟"
MYRIADS = ("", "万", "亿")


def in_words(number: int, style: tuple[str, str] = PLAIN) -> str:
    """A number as GB/T 15835 and bills write it: one 零 for zeros in a row, none at an end."""
    digits, steps = style
    written = ""
    for place in (2, 1, 0):
        section = number // 10_000**place % 10_000
        if not section:
            continue
        if written and (section < 1_000 or number // 10_000 ** (place + 1) % 10 == 0):
            written += digits[0]
        inner = ""
        for power in (3, 2, 1, 0):
            digit = section // 10**power % 10
            if digit:
                inner += digits[digit] + ("" if power == 0 else steps[power - 1])
            elif inner and not inner.endswith(digits[0]):
                inner += digits[0]
        written += inner.rstrip(digits[0]) + MYRIADS[place]
    return written


def the_amount(text: str) -> Extract:
    (found,) = [each for each in extract(text) if each.kind is ExtractKind.AMOUNT]
    return found


# 一元 is an expression, as in 一元复始.
numbers = st.integers(2, 9_999) | st.integers(2, 10**8) | st.integers(2, 10**12 - 1)


@given(number=numbers, style=st.sampled_from([PLAIN, FINANCIAL]))
def test_every_sum_in_words_is_read_back_whole(number: int, style: tuple[str, str]) -> None:
    text = f"共{in_words(number, style)}元"
    found = the_amount(text)
    assert found.value == f"{number} CNY"
    assert text[found.start : found.end] == text[1:]


@given(myriads=st.integers(1, 9_999), thousands=st.integers(1, 9), hundreds=st.integers(0, 9))
def test_figures_among_the_words_are_read_with_them(
    myriads: int, thousands: int, hundreds: int
) -> None:
    rest = f"{hundreds}百" if hundreds else ""
    found = the_amount(f"收 {myriads}万{thousands}千{rest}元")
    assert found.value == f"{myriads * 10_000 + thousands * 1_000 + hundreds * 100} CNY"


@given(whole=st.integers(0, 99), part=st.integers(1, 9))
def test_a_decimal_in_words_is_no_number_behind_a_point(whole: int, part: int) -> None:
    written = f"{in_words(whole) or '零'}点{in_words(part)}"
    assert the_amount(f"出{written}btc").value == f"{whole}.{part} BTC"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万二千三百元", "12300 CNY"),
        ("3万5千", "35000"),
        ("3千5百元", "3500 CNY"),
        ("1千2百万", "12000000"),
        ("二十万零五百块", "200500 CNY"),
        ("人民币伍佰圆整", "500 CNY"),
        ("贰拾万", "200000"),
        ("三点五万", "35000"),
        ("两三万", "20000-30000"),
        ("日赚七八百块", "700-800 CNY"),
        ("三到五百块", "300-500 CNY"),
        ("三五千元", "3000-5000 CNY"),
        ("一百个u", "100 USDT"),
        ("100多U", "100 USDT"),
        ("两个亿", "200000000"),
        ("大陆千元机", "1000 CNY"),
        ("我们队伍百元起", "100 CNY"),
        ("晚上八点五十块", "50 CNY"),
    ],
)
def test_a_sum_as_people_say_it(text: str, value: str) -> None:
    assert the_amount(text).value == value


@pytest.mark.parametrize(
    "text",
    ["收拾元气", "二零五元", "三个人", "3个月", "晚上八点一块吃饭", "五六十个人", "两点见面"],
)
def test_words_that_only_look_like_a_sum_are_none(text: str) -> None:
    assert [each.value for each in extract(text) if each.kind is ExtractKind.AMOUNT] == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("百分之二点五", ExtractKind.PERCENT, "2.5"),
        ("百分之三十到四十", ExtractKind.PERCENT, "30-40"),
        ("二点五个点", ExtractKind.PERCENT, "2.5"),
        ("汇率7。2", ExtractKind.RATE, "7.2"),
        ("汇率七点二", ExtractKind.RATE, "7.2"),
        ("汇率是7。3月5日再说", ExtractKind.RATE, "7"),
    ],
)
def test_shares_and_rates_are_read_in_words_too(text: str, kind: ExtractKind, value: str) -> None:
    assert [each.value for each in extract(text) if each.kind is kind] == [value]
