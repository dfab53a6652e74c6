"""Each condition that speaks for change, at the very unit where it begins to."""

import pytest
from tests.strategies.chains import BEGIN

from plainsight.trace.chain.change import find_change
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

SEEN = {"shop", "other"}
ROUND = 1_000_000  # a hundredth of a coin


def paid(spent: tuple[int, ...], *outputs: tuple[str | None, int], kinds: str = "") -> Transaction:
    """A payment; `kinds` is a letter for each output, where inputs are of kind "w"."""
    return Transaction(
        transaction_id=f"{1:064x}",
        block=1,
        at=BEGIN,
        inputs=tuple(
            Input(
                spent=OutPoint(f"{2:064x}", index),
                units=units,
                address=f"in{index}",
                script_kind="w" if kinds else "",
            )
            for index, units in enumerate(spent)
        ),
        outputs=tuple(
            Output(units=units, address=address, script_kind=kinds[index] if kinds else "")
            for index, (address, units) in enumerate(outputs)
        ),
    )


@pytest.mark.parametrize(("units", "percent"), [(4_999_999, 70), (5_000_000, 50), (5_000_001, 60)])
def test_change_as_large_as_an_input_would_not_have_needed_it(units: int, percent: int) -> None:
    payment = paid((9_000_000, 5_000_000), ("shop", 3 * ROUND), ("fresh", units))
    assert find_change(payment, SEEN) == (1, percent)


def test_every_input_has_to_be_larger_than_the_change() -> None:
    payment = paid((9_000_000, 5_000_000), ("shop", 3 * ROUND + 1), ("fresh", 6_000_001))
    assert find_change(payment, SEEN) == (1, 50)


def test_round_sums_are_paid_and_ragged_ones_returned_by_the_unit() -> None:
    for shop, percent in ((3 * ROUND, 70), (3 * ROUND - 1, 60)):
        payment = paid((9_000_000,), ("shop", shop), ("fresh", 5 * ROUND + 1))
        assert find_change(payment, SEEN) == (1, percent)
    all_round = paid((9_000_000,), ("shop", 3 * ROUND), ("fresh", 5 * ROUND))
    assert find_change(all_round, SEEN) == (1, 60)
    two_paid = paid((9_000_000,), ("shop", ROUND), ("other", ROUND + 1), ("fresh", 5 * ROUND + 1))
    assert find_change(two_paid, SEEN) == (2, 60)


@pytest.mark.parametrize(("kinds", "percent"), [("pw", 70), ("ww", 60), ("wp", 60), ("pp", 60)])
def test_change_keeps_the_payers_kind_of_script_where_another_does_not(
    kinds: str, percent: int
) -> None:
    payment = paid((9_000_000,), ("shop", ROUND + 1), ("fresh", 5 * ROUND + 1), kinds=kinds)
    assert find_change(payment, SEEN) == (1, percent)


def test_a_payment_with_one_output_or_of_nobody_has_no_change() -> None:
    assert find_change(paid((9,), ("fresh", 8)), SEEN) is None
    assert find_change(paid((), ("shop", 3), ("fresh", 8)), SEEN) is None


def test_an_output_without_an_address_is_never_the_change() -> None:
    assert find_change(paid((9_000_000,), ("shop", ROUND), (None, 7)), SEEN) is None
    payment = paid((9_000_000,), (None, ROUND), ("fresh", ROUND + 1))
    assert find_change(payment, SEEN) == (1, 70)


def test_what_returns_openly_to_a_payer_is_the_change_and_no_other_output() -> None:
    payment = paid((9_000_000,), ("in0", ROUND), ("fresh", ROUND + 1))
    assert find_change(payment, {*SEEN, "in0"}) is None
