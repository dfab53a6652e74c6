"""Rates that contradict one another are named; a market that moves is not doubted."""

from decimal import Decimal

import pytest

from plainsight.model.rate_doubts import RateRow, doubt_rates, is_upside_down


def _row(day: int, rate: str, *, pair: str = "CNY,USD", on_trial: bool = True) -> RateRow:
    asset, reporting = pair.split(",")
    return RateRow(
        day=20_000 + day,
        asset=asset,
        reporting=reporting,
        rate=Decimal(rate),
        published_by="bank",
        on_trial=on_trial,
    )


def _doubted(*rows: RateRow) -> list[int]:
    return [row.day - 20_000 for row, _ in doubt_rates(rows)]


@pytest.mark.parametrize(
    ("said", "known", "expected"),
    [
        (7.1, 0.14, True),
        (0.0067, 150.0, True),
        (0.9, 1.1, False),  # a market moves so far
        (0.14, 0.13, False),
        (14.0, 0.14, False),  # a comma moved is something else
        (0.28, 0.14, False),  # doubled
    ],
)
def test_upside_down_is_the_reciprocal_of_what_is_known(
    said: float, known: float, expected: bool
) -> None:
    assert is_upside_down(said, known) is expected


def test_every_day_after_a_rate_was_turned_round_is_doubted_however_the_market_moves() -> None:
    drifting = [_row(day, f"{7.1 + day / 50:.2f}") for day in range(1, 100)]
    assert _doubted(_row(0, "0.14", on_trial=False), *drifting) == list(range(1, 100))


def test_a_rate_turned_round_between_two_right_ones_is_doubted_alone() -> None:
    assert _doubted(_row(0, "0.14"), _row(1, "7.1"), _row(2, "0.14")) == [1]


def test_what_was_known_long_ago_doubts_nothing() -> None:
    assert _doubted(_row(0, "0.14"), _row(32, "7.1")) == []


def test_the_other_direction_of_an_earlier_day_is_read_as_what_it_says() -> None:
    assert _doubted(_row(0, "7.1", pair="USD,CNY"), _row(1, "0.14"), _row(2, "7.1")) == [2]


def test_a_ledger_that_holds_a_jump_names_both_days_where_it_turns() -> None:
    rows = [_row(day, rate, on_trial=False) for day, rate in enumerate(("0.14", "7.1", "7.2"))]
    ((row, mend),) = doubt_rates(rows)
    assert row.day == 20_001
    assert mend.startswith(
        "1 CNY = 7.1 USD on 2024-10-05 (bank) is upside down beside 1 CNY = 0.14 USD on 2024-10-04"
    )
