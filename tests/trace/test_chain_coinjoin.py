"""Each rule of a CoinJoin at its bound: one transaction just inside, one just outside."""

import pytest
from tests.strategies.chains import BEGIN

from plainsight.trace.chain.coinjoin import CoinJoinKind, find_coinjoin, is_payjoin_suspect
from plainsight.trace.chain.utxo import Input, OutPoint, Output, Transaction

WHIRLPOOL, WASABI_1, WASABI_2, EQUAL = (
    CoinJoinKind.WHIRLPOOL,
    CoinJoinKind.WASABI_1,
    CoinJoinKind.WASABI_2,
    CoinJoinKind.EQUAL_OUTPUTS,
)
TENTH = 10_000_000  # satoshi


def _transaction(inputs: list[int], outputs: list[int], *, named: bool = True) -> Transaction:
    """Every input and every output of another address."""
    return Transaction(
        transaction_id="ab" * 32,
        block=1,
        at=BEGIN,
        inputs=tuple(
            Input(spent=OutPoint("cd" * 32, number), units=units, address=f"in{number}")
            for number, units in enumerate(inputs)
        ),
        outputs=tuple(
            Output(units=units, address=f"out{number}" if named else None)
            for number, units in enumerate(outputs)
        ),
    )


def _joined(inputs: int, outputs: list[int]) -> Transaction:
    return _transaction([sum(outputs)] * inputs, outputs)


@pytest.mark.parametrize(
    ("inputs", "outputs", "kind"),
    [
        # three equal outputs, as many inputs, and one change for each and one more
        (3, [700] * 3, EQUAL),
        (3, [700] * 2 + [11], None),
        (2, [700] * 3, None),
        (3, [700] * 3 + [11, 12, 13, 14], EQUAL),
        (3, [700] * 3 + [11, 12, 13, 14, 15], None),
        # five to eight inputs, as many outputs, and all of a pool's amount
        (5, [100_000] * 5, WHIRLPOOL),
        (4, [100_000] * 4, EQUAL),
        (8, [50_000_000] * 8, WHIRLPOOL),
        (9, [50_000_000] * 9, EQUAL),
        (5, [100_001] * 5, EQUAL),
        (6, [100_000] * 5, EQUAL),
        (6, [100_000] * 5 + [9], EQUAL),
        # ten outputs or more within a fifth of a tenth of a coin, and as many inputs
        (10, [TENTH] * 10, WASABI_1),
        (9, [TENTH] * 9, EQUAL),
        (9, [TENTH] * 10, None),
        (10, [TENTH + 2_000_000] * 10, WASABI_1),
        (10, [TENTH - 2_000_000] * 10, WASABI_1),
        (10, [TENTH + 2_000_001] * 10, EQUAL),
        (10, [TENTH - 2_000_001] * 10, EQUAL),
        # fifty inputs, and more than half of the outputs of amounts that come again
        (50, [5_000] * 3 + [6, 7], WASABI_2),
        (49, [5_000] * 3 + [6, 7], EQUAL),
        (50, [5_000] * 3 + [6, 7, 8], EQUAL),
        (50, [5_000] * 3 + [8, 8, 6, 7, 9, 10], WASABI_2),
    ],
)
def test_each_rule_holds_up_to_its_bound_and_no_further(
    inputs: int, outputs: list[int], kind: CoinJoinKind | None
) -> None:
    found = find_coinjoin(_joined(inputs, outputs))
    assert (None if found is None else found.kind) is kind


def test_outputs_that_name_no_address_count_as_several_receivers() -> None:
    found = find_coinjoin(_transaction([900] * 3, [700] * 3, named=False))
    assert found is not None
    assert found.kind is EQUAL


@pytest.mark.parametrize(
    ("inputs", "outputs", "is_suspect"),
    [
        ([50, 5], [45, 5], True),  # 50 alone pay 45 and the fee of 5
        ([50, 5], [45, 4], False),  # and not 45 and a fee of 6
        ([50, 5], [46, 5], True),
        ([50, 5], [47, 3], False),
        ([20, 30, 5], [45, 5], True),
        ([50], [45, 5], False),
        ([50, 5], [45], False),
        ([50, 5], [40, 5, 5], False),
    ],
)
def test_an_input_was_not_needed_where_the_others_pay_the_payment_and_the_fee(
    inputs: list[int], outputs: list[int], *, is_suspect: bool
) -> None:
    assert is_payjoin_suspect(_transaction(inputs, outputs)) is is_suspect
