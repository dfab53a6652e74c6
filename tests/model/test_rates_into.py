"""Rates that nobody published are taken from those that somebody did, or are not there."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainsight.errors import BadValue, NoRate
from plainsight.model.asset import Asset, fiat
from plainsight.model.money import Money
from plainsight.model.rate import DailyRate, rates_into, rates_of_rows, scale_rate

USD, MXN, EUR, JPY = (fiat(code) for code in ("USD", "MXN", "EUR", "JPY"))
DAY = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def rate(asset: Asset, reporting: Asset, per_one: str, day: date = DAY) -> DailyRate:
    scaled = scale_rate(per_one, asset=asset, reporting=reporting)
    return DailyRate(asset=asset, reporting=reporting, day=day, scaled=scaled, source="test")


def worth(units: int, asset: Asset, into: Asset, *known: DailyRate) -> int:
    return rates_into(into, known).value(Money(units=units, asset=asset), NOON).units


def test_a_rate_is_turned_round_where_only_the_other_way_was_published() -> None:
    assert worth(900_000, MXN, USD, rate(USD, MXN, "18")) == 50_000
    assert worth(7_800, JPY, USD, rate(USD, JPY, "156")) == 5_000  # of two decimals and of none


def test_two_rates_of_one_day_lead_over_a_third_currency() -> None:
    known = rate(EUR, MXN, "20"), rate(USD, MXN, "18")
    assert worth(900, EUR, USD, *known) == 1_000
    assert worth(1_800, MXN, USD, *known) == 100
    with pytest.raises(NoRate):
        worth(900, EUR, USD, rate(EUR, MXN, "20"), rate(USD, MXN, "18", date(2026, 1, 4)))


def test_what_was_published_stands_and_is_never_mixed_with_what_was_derived() -> None:
    old = rate(MXN, USD, "0.05", date(2026, 1, 3))
    assert worth(2_000, MXN, USD, old, rate(USD, MXN, "18")) == 100


def test_without_a_way_there_is_no_rate() -> None:
    with pytest.raises(NoRate, match="MXN"):
        worth(1, MXN, USD, rate(EUR, MXN, "20"))
    assert list(rates_into(USD, [])) == []


@pytest.mark.parametrize("per_one", ["0", "0.00"])
def test_nothing_is_worth_nothing_and_rows_that_say_so_are_passed_over(per_one: str) -> None:
    with pytest.raises(BadValue, match="nothing is worth 0"):
        rate(MXN, USD, per_one)
    days = (DAY - date(1970, 1, 1)).days
    rows = [(days - 1, "MXN", "USD", "0.05", "test", 2), (days, "MXN", "USD", per_one, "test", 2)]
    assert [known.day for known in rates_of_rows(USD, rows)] == [date(2026, 1, 4)]


@given(st.integers(1, 10**6), st.integers(1, 10**9))
def test_there_and_back_is_what_it_was_to_the_base_unit(per_mille: int, units: int) -> None:
    there = rate(USD, MXN, f"{per_mille // 1000}.{per_mille % 1000:03}")
    pesos = rates_into(MXN, [there]).value(Money(units=units, asset=USD), NOON)
    back = rates_into(USD, [there]).value(pesos, NOON)
    # A half of a base unit is lost on the way there; turned round, it may weigh more here.
    assert abs(back.units - units) <= 1 + 10**12 // there.scaled
