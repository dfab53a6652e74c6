"""Shares as people read them: what is something is never written as nothing."""

import pytest

from plainsight.trace.chain.wording import share_text


@pytest.mark.parametrize(
    ("units", "total", "says"),
    [
        (0, 0, "0.00 %"),
        (0, 5, "0.00 %"),
        (1, 10_001, "<0.01 %"),
        (1, 10_000, "0.01 %"),
        (9_999, 10_000, "99.99 %"),
        (5, 5, "100.00 %"),
    ],
)
def test_a_share_too_small_for_two_decimals_is_not_nothing(
    units: int, total: int, says: str
) -> None:
    assert share_text(units, total) == says
