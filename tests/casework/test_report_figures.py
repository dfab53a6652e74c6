"""What a sentence states can be read out of it, whatever it is made of."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plainsight.casework.report.figures import Figure, canonical_number, read_figures, spoken


def test_every_number_carries_the_word_it_counts() -> None:
    stated = read_figures("14 transfers on 2026-02-03 at 14:05, 9,800.00 USD in all; 3.5% of it.")
    assert stated.figures == (
        Figure("14", "transfer"),
        Figure("2026-02-03", "date"),
        Figure("14:05", "time"),
        Figure("9800", "USD"),
        Figure("3.5", "%"),
    )
    assert not stated.unreadable


def test_a_number_before_a_full_stop_counts_nothing() -> None:
    assert read_figures("It was 14. Transfers followed.").figures == (Figure("14", ""),)


def test_an_account_number_is_a_name_and_not_a_figure() -> None:
    stated = read_figures("Account wx-100 paid TQ5WvLz.")
    assert stated.names == ("wx-100", "TQ5WvLz")
    assert not stated.figures


def test_a_quotation_is_kept_apart_from_what_the_report_says() -> None:
    stated = read_figures("They wrote: “100 USD, half now”.")
    assert stated.quotations == ("100 USD, half now",)
    assert not stated.figures
    assert not stated.unreadable


@pytest.mark.parametrize(
    "text",
    [
        "Fourteen transfers.",
        "Only one account.",
        "Twenty-one accounts.",
        "He paid $500.",
        "三 accounts",
        "½ of it",
        "٣ accounts",
        "a “quotation without its end",
        'a "straight" quotation',
    ],
)
def test_a_number_that_could_not_be_checked_is_never_passed_over(text: str) -> None:
    assert read_figures(text).unreadable


@given(st.text())
@example("1" + "0" * 28)
@example("9" * 5_000 + ".10")
def test_whatever_is_written_can_be_read(text: str) -> None:
    stated = read_figures(text)
    assert all(any(c.isdecimal() for c in name) for name in stated.names)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
    )
)
def test_grouping_and_trailing_zeros_do_not_change_a_number(number: Decimal) -> None:
    assert Decimal(canonical_number(f"{number:,}")) == number
    assert canonical_number(f"{number:,}") == canonical_number(f"{number}")


@given(st.text())
def test_a_name_is_spoken_in_one_line_without_quotation_marks(name: str) -> None:
    said = spoken(name)
    assert said.isprintable()
    assert not set(said) & set('“”"')
    assert spoken(said) == said
