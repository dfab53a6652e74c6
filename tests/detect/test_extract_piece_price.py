"""Prices per piece: a number without a currency, beside the thing that it buys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.detect.extract import ExtractKind, extract
from plainsight.detect.extract.possible import possible_kinds


def sums(text: str) -> list[str]:
    return [found.value for found in extract(text) if found.kind is ExtractKind.AMOUNT]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一颗200", ["200"]),
        ("开心水 50一支", ["50"]),
        ("600/个", ["600"]),
        ("30粒 600", ["600"]),
        ("1g 700 5g 3000", ["700", "3000"]),
        ("半个500，一个900", ["500", "900"]),
        ("收卡 一天500", ["500"]),
        ("一张卖480", ["480"]),
        ("2000一个", ["2000"]),
        ("一条 八千", ["8000"]),
        ("三百一颗", ["300"]),
        ("1个千二", ["1200"]),
        ("2000/g", ["2000"]),
        ("一颗600 台中", ["600"]),
        ("挂名 给八千", ["8000"]),
        ("一盒200 包邮", ["200"]),
        ("5 g por 30, quedamos", ["30"]),
        ("3 for 25", ["25"]),
        ("500 c/u", ["500"]),
        ("40 each, 10 for 300", ["40", "300"]),
        ("25 a tab", ["25"]),
    ],
)
def test_a_number_beside_the_piece_it_buys_is_a_sum(text: str, found: list[str]) -> None:
    assert sums(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "一片20mg",
        "一瓶500片",
        "一个30岁的人",
        "一箱12.5%",
        "2024一个",
        "一天24小时",
        "一颗2",
        "一年365天",
        "一台2000年的车",
        "一个三百人的公司",
        "一条两百米长",
        "500/gb",
        "给500人发消息",
        "2 for 15 minutes",
        "ready for 2024",
        "3 por ciento",
        "two each day",
        "5 each day",
        "20 mg per tablet",
    ],
)
def test_a_measure_an_age_or_a_year_is_no_sum(text: str) -> None:
    assert sums(text) == []


def test_the_piece_itself_stays_free_to_be_read_as_a_quantity() -> None:
    (found,) = [one for one in extract("一颗200") if one.kind is ExtractKind.AMOUNT]
    assert (found.start, found.end) == (2, 5)


def test_by_no_means_is_no_ten_millions() -> None:
    assert sums("千万别出租") == []
    assert sums("千万级都能做") == ["10000000"]


@given(st.text(alphabet="一两半每百千颗个片支张 /:0123456789g卖,.forpeachu", max_size=20))
def test_what_is_found_was_held_to_be_possible(text: str) -> None:
    assert not sums(text) or "amount" in possible_kinds(text)
