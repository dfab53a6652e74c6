"""Phone numbers in posts: by numbering plan, and precision before recall."""

import pytest
from hypothesis import given
from tests.strategies.extracts import (
    Planted,
    chinese_phones,
    digit_styles,
    disguise,
    disguises,
    restyle,
)

from plainsight.detect.extract import Extract, ExtractKind, Role, extract


def found_phones(text: str) -> list[Extract]:
    return [found for found in extract(text) if found.kind is ExtractKind.PHONE]


@given(chinese_phones(), digit_styles())
def test_a_chinese_mobile_number_is_found_in_every_style(phone: Planted, style: str) -> None:
    written = restyle(phone.written, style)
    text = f"有意者打{written}找我"
    (found,) = found_phones(text)
    assert (found.value, found.validated) == (phone.value, True)
    assert text[found.start : found.end] == written


@given(chinese_phones(), disguises())
def test_a_chinese_mobile_number_is_found_behind_every_disguise(phone: Planted, way: str) -> None:
    text = f"电话{disguise(phone.written, way)}，"
    (found,) = found_phones(text)
    assert found.value == phone.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("138a0013b8000", "+8613800138000"),
        ("1a3b8c0d0e1f3g8h0i0j0", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086-138-0013-8000", "+8613800138000"),
        ("➕15617677293", "+8615617677293"),  # 加, not a country code
        ("13800138000一天", "+8613800138000"),
        ("text or call +1 719-679-3073", "+17196793073"),
        ("txt (443) 478-3204 now", "+14434783204"),
        ("call me at 443.478.3204", "+14434783204"),
        ("+52 55 1234 5678", "+525512345678"),
        ("llámame al 55 1234 5678 en México", "+525512345678"),
        ("香港 9123 4567", "+85291234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("tel 020 7946 0958 London", "+442079460958"),
        ("Mándame mensaje al 664-123-4567", "+526641234567"),
        ("+521 55 1234 5678", "+525512345678"),  # the 1 went in 2019
        ("138 0013 8000 139 0013 9000", "+8613800138000 +8613900139000"),
    ],
)
def test_numbers_are_given_in_e164(text: str, value: str) -> None:
    assert [found.value for found in found_phones(text)] == value.split()


@pytest.mark.parametrize(
    "text",
    [
        "订单号13800138000",
        "快递单号: 13800138000",
        "tracking 13800138000",
        "order no 443-478-3204",
        "QQ 13800138000",
        "id: 13800138000",
        "卡号 6222 0213 8001 3800 013",
        "价格 5512345678 pesos",
        "pi is 3.14159265358979",
        "192.168.100.200",
        "2024-01-15 12:30:45",
        "第1380013800天",
        "12345678",
        "tel 5551234567",  # in no plan but Britain's, which writes a leading 0
        "138 0013 8000 2380",
        "号段 13800138000",
    ],
)
def test_order_numbers_prices_and_accounts_are_no_phones(text: str) -> None:
    assert found_phones(text) == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("联系电话13800138000", Role.CONTACT),
        ("13800138000是骗子，大家小心", Role.WARNING),
        ("骗子勿扰，13800138000", Role.CONTACT),
        ("受害人的电话是13800138000", Role.VICTIM),
        ("例如13800138000", Role.EXAMPLE),
    ],
)
def test_whose_number_it_is_is_read_from_the_text(text: str, role: Role) -> None:
    (found,) = found_phones(text)
    assert found.role is role
